"""`./leadstream …`: see `./leadstream --help`, and docs/operations.md for what a command ends with."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.error import URLError

import typer
from botocore.exceptions import BotoCoreError, ClientError
from requests import RequestException
from rich.table import Table

from console import exporting, importing, operating, sessions
from console.places import LOCAL, Place, place
from console.saying import Json, Partly, StageOption, out, problem, progress, say
from local.caller import Caller, Refused
from local.demo import main as story
from local.failure import Failure

SHOWN_ROWS = 20
"""Rows of each outcome that are shown."""
CODES = {
    0: "all went well", 1: "it could not be done", 2: "a word of the command is wrong", 3: "nobody is signed in",
    4: "the stack is not up, not deployed, or out of reach", 5: "some of it could not be done", 130: "it was stopped",
}  # fmt: skip
app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False,
    help="Leadstream from a terminal, on this machine and on AWS.",
    epilog="Ends with " + "; ".join(f"{code}: {what}" for code, what in CODES.items()) + ".",
)  # fmt: skip
for name in ("tenants", "replay", "rebuild", "mail"):
    app.add_typer(getattr(operating, name), name=name)
Language = Annotated[str, typer.Option(help="vi or en.")]


@app.command()
def login(
    email: Annotated[str, typer.Argument(help="Whose.")],
    stage: StageOption = LOCAL,
    password: Annotated[
        str, typer.Option(envvar="LEADSTREAM_PASSWORD", help="Asked for if left out, which is safer.")
    ] = "",
) -> None:
    """Sign in; the session lasts as long as Cognito lets it be renewed."""
    where = place(stage)
    where.outputs()
    password = password or typer.prompt("Password", hide_input=True)
    try:
        sessions.sign_in(where, email, password)
    except sessions.NewPasswordNeeded:
        chosen = typer.prompt("A new password", hide_input=True, confirmation_prompt=True)
        sessions.sign_in(where, email, password, chosen)
    _say_who(where, as_json=False)


@app.command()
def logout(stage: StageOption = LOCAL) -> None:
    """Forget the session."""
    out.print("signed out" if sessions.sign_out(place(stage)) else "nobody was signed in")


@app.command()
def whoami(stage: StageOption = LOCAL, *, as_json: Json = False) -> None:
    """Who is signed in."""
    _say_who(place(stage), as_json=as_json)


@app.command()
def token(stage: StageOption = LOCAL) -> None:
    """Who is signed in, for the header `Authorization: Bearer …`: good for an hour at most."""
    typer.echo(sessions.caller(place(stage)).token)


@app.command()
def api(stage: StageOption = LOCAL) -> None:
    """Where the API is."""
    typer.echo(f"{place(stage).api_url()}/v1")


def _say_who(where: Place, *, as_json: bool) -> None:
    me = sessions.caller(where)("GET", "/v1/me")
    say(f"{me['name']}, {me['role']} ({where.name})", me, as_json=as_json)


@app.command()
def demo(stage: StageOption = LOCAL) -> None:
    """Load the demo company, and tell what Leadstream does with it. On this machine only: its passwords are known."""
    if place(stage).name != LOCAL:
        raise Failure("the demo company's passwords are known to everybody: it is for this machine only")
    place(stage).outputs()
    story()


@app.command("export")
def export_(
    kind: Annotated[str, typer.Argument(help="leads, customers, opportunities, activities…")],
    target: Annotated[Path, typer.Option("--output", "-o", help="A file, or a folder.")] = Path(),
    stage: StageOption = LOCAL,
    language: Language = "en",
    *,
    as_json: Json = False,
) -> None:
    """Get everything of a kind that you may see, as Excel."""
    if not target.is_dir() and not target.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {target.parent}")
    caller = sessions.caller(place(stage), language)
    with progress(f"exporting {kind}") as show:
        path = exporting.export(
            caller, {"kind": kind}, target,
            lambda job: show(f"{job['state']}: {job['rows']:,} rows", job["rows"], job.get("total")),
        )  # fmt: skip
    told = {"file": str(path), "bytes": path.stat().st_size}
    say(f"{path}: {told['bytes']:,} bytes", told, as_json=as_json)


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="leads, customers, contacts, opportunities or products.")],
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv.", exists=True, dir_okay=False)],
    stage: StageOption = LOCAL,
    duplicates: Annotated[str, typer.Option(help="What is there already: skip, update or create.")] = "skip",
    language: Language = "en",
    *,
    introduce: Annotated[bool, typer.Option("--introduce", help="Send new leads the introduction.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    only_test: Annotated[bool, typer.Option("--test", help="Only say what would become of each row.")] = False,
    as_json: Json = False,
) -> None:
    """Import a file: says what would become of each row, asks, and does exactly that (5: rows with errors are left)."""
    caller = sessions.caller(place(stage), language)
    with progress("uploading") as show:

        def tell(one: Mapping[str, Any]) -> None:
            show(str(one["state"]), one["done"], one["total"])

        read = importing.upload(caller, kind, file, tell)
        tested = importing.test(caller, read, {"duplicates": duplicates, "introduce": introduce}, tell)
    if not as_json:
        _say_rows(caller, tested)
    if only_test or not (yes or typer.confirm("Import?")):
        say(f"nothing was imported; the import is {tested['id']}", tested, as_json=as_json)
    else:
        with progress("importing") as show:
            done = importing.carry_out(caller, tested, tell)
        results = ", ".join(f"{number:,} {outcome}" for outcome, number in done["results"].items() if number)
        say(f"{results or 'nothing'}\nto take it back: ./leadstream undo {done['id']}", done, as_json=as_json)
    if tested["counts"].get("error"):
        raise Partly(f"{tested['counts']['error']:,} row(s) have errors and are left out")


@app.command()
def undo(
    import_id: Annotated[str, typer.Argument(help="Of an import.")],
    stage: StageOption = LOCAL,
    *,
    as_json: Json = False,
) -> None:
    """Take back what was imported, but for what somebody has changed since."""
    caller = sessions.caller(place(stage))
    with progress("undoing") as show:
        one = importing.undo(caller, import_id, lambda one: show(str(one["state"]), one["done"], one["total"]))
    say(", ".join(f"{number:,} {outcome}" for outcome, number in one["undone"].items()), one, as_json=as_json)


def _say_rows(caller: Caller, tested: Mapping[str, Any]) -> None:
    counts = tested["counts"]
    out.print(", ".join(f"{number:,} to {outcome}" if outcome != "error" else f"{number:,} with errors"
                        for outcome, number in counts.items() if number))  # fmt: skip
    for outcome in ("error", "skip"):
        if counts.get(outcome):
            table = Table("sheet", "row", "why", title=outcome)
            for sheet, row, why in importing.told(caller, tested, outcome, SHOWN_ROWS):
                table.add_row(sheet, str(row), why)
            out.print(table)


app.command()(operating.deploy)


def run() -> None:
    """The command line; what goes wrong is said in a sentence."""
    try:
        app(prog_name="./leadstream")
    except Refused as refused:
        told = problem(refused.problem) if isinstance(refused.problem, dict) else refused.problem
        _end(1, f"{refused.status} {told}")
    except Failure as failure:
        _end(failure.code, failure)
    except (BotoCoreError, ClientError) as error:
        _end(4 if isinstance(error, BotoCoreError) else 1, f"AWS says: {error}")
    except (ConnectionError, URLError, RequestException) as error:
        _end(4, f"out of reach: {error}")
    except OSError as error:
        _end(1, error)


def _end(code: int, said: object) -> NoReturn:
    typer.echo(f"error: {said}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    run()
