"""What commands have in common: their options, and how they say things to people, or with `--json` to programs."""

import json
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from console.places import LOCAL, STAGES
from local.failure import Failure

out, err = Console(highlight=False), Console(stderr=True, highlight=False)
StageOption = Annotated[
    str, typer.Option("--stage", "-s", envvar="LEADSTREAM_STAGE", help=f"{LOCAL}, {' or '.join(STAGES)}.")
]
Tenant = Annotated[str, typer.Argument(help="The company's id.")]
Json = Annotated[bool, typer.Option("--json", help="Say it as JSON, for programs.")]


class Partly(Failure):
    """Some of it could not be done; the rest was."""

    code = 5


class Stopped(Failure):
    """Somebody stopped it; how to go on is said."""

    code = 130


def say(text: str, value: object, *, as_json: bool) -> None:
    """One or the other."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, default=str))
    else:
        out.print(text, markup=False)


type Show = Callable[[str, int, int | None], None]
"""Shows what is done, and how much of how much."""


@contextmanager
def progress(description: str) -> Any:  # noqa: ANN401 - a generator of Show
    """A bar on the terminal while something is done, gone when it is."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bars:
        task = bars.add_task(description, total=None)

        def show(what: str, done: int = 0, of: int | None = None) -> None:
            bars.update(task, description=what, completed=done, total=max(of, done) if of else None)

        yield show


def problem(told: Mapping[str, Any]) -> str:
    """A problem of the API in a line for each thing that is wrong."""
    errors = "".join(f"\n  {one['path']}: {one['message']}" for one in told.get("errors", ()))
    return f"{told.get('title') or told.get('type')}: {told.get('detail', '')}{errors}"
