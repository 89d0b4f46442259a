"""`./leadstream …`: see `./leadstream --help`. Ends with 0 when all went well, 1 when not, 2 for wrong words."""

import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from console import deploying, exporting, importing, replaying, sessions
from console.functions import call
from console.places import LOCAL, STAGES, Cloud, Place, place
from local.caller import Caller, Refused
from local.demo import main as story
from local.failure import Failure

SHOWN_ROWS = 20
"""Rows of each outcome that are shown."""
out, err = Console(highlight=False), Console(stderr=True, highlight=False)
app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Leadstream from a terminal, on this machine and on AWS."
)
tenants = typer.Typer(no_args_is_help=True, help="Companies (for operators).")
replay = typer.Typer(no_args_is_help=True, help="Do again what could not be done, after it was mended (for operators).")
rebuild = typer.Typer(no_args_is_help=True, help="Derive anew what is derived (for operators).")
for name, group in (("tenants", tenants), ("replay", replay), ("rebuild", rebuild)):
    app.add_typer(group, name=name)

StageOption = Annotated[
    str, typer.Option("--stage", "-s", envvar="LEADSTREAM_STAGE", help=f"{LOCAL}, {' or '.join(STAGES)}.")
]
Look = Annotated[bool, typer.Option(help="Only look.")]
Tenant = Annotated[str, typer.Argument(help="The company's id.")]


@app.command()
def login(
    email: Annotated[str, typer.Argument(help="Whose.")],
    stage: StageOption = LOCAL,
    password: Annotated[
        str, typer.Option(envvar="LEADSTREAM_PASSWORD", prompt=True, hide_input=True, help="Asked for if left out.")
    ] = "",
) -> None:
    """Sign in; the session lasts as long as Cognito lets it be renewed."""
    where = place(stage)
    try:
        sessions.sign_in(where, email, password)
    except sessions.NewPasswordNeeded:
        chosen = typer.prompt("A new password", hide_input=True, confirmation_prompt=True)
        sessions.sign_in(where, email, password, chosen)
    _say_who(where)


@app.command()
def logout(stage: StageOption = LOCAL) -> None:
    """Forget the session."""
    out.print("signed out" if sessions.sign_out(place(stage)) else "nobody was signed in")


@app.command()
def whoami(stage: StageOption = LOCAL) -> None:
    """Who is signed in."""
    _say_who(place(stage))


@app.command()
def token(stage: StageOption = LOCAL) -> None:
    """Who is signed in, for the header `Authorization: Bearer …`: good for an hour at most."""
    typer.echo(sessions.caller(place(stage)).token)


@app.command()
def api(stage: StageOption = LOCAL) -> None:
    """Where the API is."""
    typer.echo(f"{place(stage).api_url()}/v1")


def _say_who(where: Place) -> None:
    me = sessions.caller(where)("GET", "/v1/me")
    out.print(f"{me['name']}, {me['role']} ({where.name})")


@tenants.command("create")
def create_tenant(
    tenant: Tenant,
    name: Annotated[str, typer.Option(help="The company's name.")],
    admin: Annotated[str, typer.Option(help="The first administrator's name.")],
    email: Annotated[str, typer.Option(help="Their address: Cognito mails them a password.")],
    stage: StageOption = LOCAL,
) -> None:
    """Open a company's account, with its catalogues, settings and first administrator."""
    order = {"tenant": tenant, "name": name, "admin": {"name": admin, "email": email}}
    made = call(place(stage), "TenantSetup", order)
    if "status" in made:
        raise Failure(_problem(made))
    out.print(f"opened {made['tenant']}; {email} is asked to choose a password")


@app.command()
def demo(stage: StageOption = LOCAL) -> None:
    """Load the demo company, and tell what Leadstream does with it. On this machine only: its passwords are known."""
    if stage != LOCAL:
        raise Failure("the demo company's passwords are known to everybody: it is for this machine only")
    place(stage).outputs()
    story()


@app.command("export")
def export_(
    kind: Annotated[str, typer.Argument(help="leads, customers, opportunities, activities…")],
    target: Annotated[Path, typer.Option("--output", "-o", help="A file, or a folder.")] = Path(),
    stage: StageOption = LOCAL,
    language: Annotated[str, typer.Option(help="vi or en, of its headers.")] = "en",
) -> None:
    """Get everything of a kind that you may see, as Excel."""
    caller = sessions.caller(place(stage), language)
    with _progress() as progress:
        task = progress.add_task(f"exporting {kind}", total=None)
        path = exporting.export(
            caller, {"kind": kind}, target,
            lambda job: progress.update(task, description=f"{job['state']}: {job['rows']:,} rows"),
        )  # fmt: skip
    out.print(f"{path}: {path.stat().st_size:,} bytes")


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="leads, customers, contacts, opportunities or products.")],
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv.", exists=True, dir_okay=False)],
    stage: StageOption = LOCAL,
    duplicates: Annotated[str, typer.Option(help="What is there already: skip, update or create.")] = "skip",
    language: Annotated[str, typer.Option(help="vi or en, of what is said.")] = "en",
    *,
    introduce: Annotated[bool, typer.Option(help="Send new leads the introduction.")] = False,
    yes: Annotated[bool, typer.Option(help="Do not ask.")] = False,
    only_test: Annotated[bool, typer.Option("--test", help="Only say what would become of each row.")] = False,
) -> None:
    """Import a file: says what would become of each row, asks, and does exactly that (1: rows have errors)."""
    caller = sessions.caller(place(stage), language)
    with _progress() as progress:
        task = progress.add_task("uploading", total=None)

        def tell(one: Mapping[str, Any]) -> None:
            of = f" of {one['total']:,}" if one["total"] else ""
            progress.update(task, description=f"{one['state']}: {one['done']:,}{of} rows")

        read = importing.upload(caller, kind, file, tell)
        tested = importing.test(caller, read, {"duplicates": duplicates, "introduce": introduce}, tell)
    _say_rows(caller, tested)
    if only_test or not (yes or typer.confirm("Import?")):
        out.print(f"nothing was imported; the import is {tested['id']}")
    else:
        with _progress() as progress:
            task = progress.add_task("importing", total=None)
            done = importing.carry_out(caller, tested, tell)
        out.print(", ".join(f"{number:,} {outcome}" for outcome, number in done["results"].items()))
        out.print(f"to take it back: ./leadstream undo {done['id']}")
    if tested["counts"].get("error"):
        raise Failure(f"{tested['counts']['error']:,} row(s) with errors were left out")


@app.command()
def undo(import_id: Annotated[str, typer.Argument(help="Of an import.")], stage: StageOption = LOCAL) -> None:
    """Take back what was imported, but for what somebody has changed since."""
    caller = sessions.caller(place(stage))
    with _progress() as progress:
        task = progress.add_task("undoing", total=None)
        one = importing.undo(
            caller, import_id, lambda one: progress.update(task, description=f"{one['state']}: {one['done']:,} rows")
        )
    out.print(", ".join(f"{number:,} {outcome}" for outcome, number in one["undone"].items()))


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


@replay.command()
def aside(tenant: Tenant, stage: StageOption = LOCAL, *, look: Look = False) -> None:
    """Changes that a reader of the stream could not handle."""
    where = place(stage)
    found = replaying.aside(where, tenant)
    if look:
        table = Table("reader", "what", "why", "since")
        for one in found:
            table.add_row(one.reader, " ".join(one.place), one.reason, one.at)
        out.print(table)
        return
    results = list(replaying.again(where, found))
    _told([f"{one.reader}: {' '.join(one.place)}" for one, well in results if not well], len(results), "changes")


@replay.command()
def failures(stage: StageOption = LOCAL, *, look: Look = False) -> None:
    """Batches of the stream that were given up after a day of tries."""
    where = place(stage)
    keys, failed = replaying.failures(where), []
    for key in keys:
        if look:
            out.print(key)
            continue
        try:
            out.print(f"{key}: {replaying.repeat(where, key)} records")
        except Failure as failure:
            failed.append(f"{key}: {failure}")
    if not look:
        _told(failed, len(keys), "batches")


@replay.command()
def dead(stage: StageOption = LOCAL) -> None:
    """Orders that a queue's worker failed five times over."""
    where = place(stage)
    for queue in replaying.queues(where):
        out.print(f"{queue}: {replaying.dead(where, queue)} orders are in its queue again")


def _told(failed: list[str], of: int, what: str) -> None:
    for one in failed:
        err.print(one)
    if failed:
        raise Failure(f"{len(failed)} of {of} {what} failed again")
    out.print(f"{of} {what} done")


@rebuild.command("all")
def rebuild_all(tenant: Tenant, stage: StageOption = LOCAL) -> None:
    """Prove scores, search entries, ledgers, counts and what is held, of every record; what is wrong is repaired."""
    where = place(stage)
    order: dict[str, Any] = {"tenant": tenant}
    with _progress() as progress:
        task = progress.add_task("proving", total=None)
        while not order.get("done"):
            order = call(where, "ScoringNightly", order)
            progress.update(task, description=f"{order['checked']:,} records proven, {order['repaired']:,} repaired")
    out.print(f"{order['checked']:,} records proven, {order['repaired']:,} things repaired")


@rebuild.command("tiers")
def rebuild_tiers(tenant: Tenant, stage: StageOption = LOCAL) -> None:
    """Decide the tier of every customer anew; GET /v1/tiers/recalculations tells how far it is."""
    call(place(stage), "TierSchedule", {"tenant": tenant})
    out.print("a recalculation of all tiers has begun: GET /v1/tiers/recalculations")


@rebuild.command("boards")
def rebuild_boards(tenant: Tenant, stage: StageOption = LOCAL) -> None:
    """Count the columns of all boards anew."""
    where = place(stage)
    while True:
        told = call(where, "ScoringNightly", {"tenant": tenant, "boards": True})
        out.print(f"{told['mended']} counters were wrong and are right; {told['left']} were being written")
        if not told["left"]:
            return


@app.command()
def deploy(
    stage: Annotated[str, typer.Argument(help=" or ".join(STAGES))],
    *,
    yes: Annotated[bool, typer.Option(help="Do not ask.")] = False,
    look: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
) -> None:
    """Deploy to AWS: shows what would change, asks, changes it, and in production takes it back when alarms go off."""
    wanted, where = deploying.stage(stage), Cloud(stage)
    name = f"deploy-{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    with _progress() as progress:
        task = progress.add_task("building", total=None)
        packaged = deploying.package(where, lambda text: progress.update(task, description=text))
        progress.update(task, description="asking CloudFormation what would change")
        changes = deploying.propose(where, wanted, deploying.upload(where, packaged), name)
    if not changes:
        out.print(f"{where.stack_name} is as it is to be")
        return
    table = Table("what", "resource", "type", title=f"{where.stack_name} in {where.region}")
    for one in changes:
        table.add_row(one.action, one.resource, one.kind, style="red" if one.action in {"Replace", "Remove"} else None)
    out.print(table)
    if look or not (yes or typer.confirm(f"Change {len(changes)} resources of {where.stack_name}?")):
        where.client("cloudformation").delete_change_set(StackName=where.stack_name, ChangeSetName=name)
        out.print("nothing was changed")
        return
    with _progress() as progress:
        task = progress.add_task("changing", total=None)
        deploying.execute(where, name, lambda text: progress.update(task, description=text))
    out.print(f"the API is at {Cloud(stage).api_url()}/v1")


def _progress() -> Progress:
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True)


def _problem(problem: dict[str, Any]) -> str:
    """A problem of the API in a line for each thing that is wrong."""
    errors = "".join(f"\n  {one['path']}: {one['message']}" for one in problem.get("errors", ()))
    return f"{problem.get('title') or problem.get('type')}: {problem.get('detail', '')}{errors}"


def run() -> None:
    """The command line; what goes wrong is said in a sentence."""
    try:
        app()
    except Refused as refused:
        told = _problem(refused.problem) if isinstance(refused.problem, dict) else refused.problem
        sys.exit(f"error: {refused.status} {told}")
    except (Failure, TimeoutError) as failure:
        sys.exit(f"error: {failure}")
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"error: AWS says: {error}")


if __name__ == "__main__":
    run()
