"""Commands of who runs it: companies, what could not be done, what is derived, deployments."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from console import deploying, mailing, rebuilding, replaying
from console.functions import call
from console.places import LOCAL, STAGES, Cloud, place
from console.rebuilding import PARTS, Told
from console.saying import Json, Partly, StageOption, Tenant, out, problem, progress, say
from kernel import keys
from local.failure import Failure

tenants = typer.Typer(no_args_is_help=True, help="Companies (for operators).")
replay = typer.Typer(no_args_is_help=True, help="Do again what could not be done, after it was mended (for operators).")
rebuild = typer.Typer(
    no_args_is_help=True, help="Derive anew what is derived, while all go on working (for operators)."
)
mail = typer.Typer(no_args_is_help=True, help="Whether messages go out (for operators).")

Look = Annotated[bool, typer.Option("--look", help="Only look.")]
After = Annotated[str | None, typer.Option(help="Go on from there, as a run that was stopped says.")]


@tenants.command("create")
def create_tenant(
    tenant: Tenant,
    name: Annotated[str, typer.Option(help="The company's name.")],
    admin: Annotated[str, typer.Option(help="The first administrator's name.")],
    email: Annotated[str, typer.Option(help="Their address: Cognito mails them a password.")],
    stage: StageOption = LOCAL,
    *,
    as_json: Json = False,
) -> None:
    """Open a company's account, with its catalogues, settings and first administrator."""
    order = {"tenant": tenant, "name": name, "admin": {"name": admin, "email": email}}
    made = call(place(stage), "TenantSetup", order)
    if "status" in made:
        raise Failure(problem(made))
    say(f"opened {made['tenant']}; {email} is asked to choose a password", made, as_json=as_json)


@mail.command()
def pause(stage: StageOption = LOCAL) -> None:
    """Leave what is to be sent in its queue, which keeps it for four days; after that the watch orders it again."""
    mailing.switch(place(stage), on=False)
    out.print("nothing is sent until: ./leadstream mail resume")


@mail.command()
def resume(stage: StageOption = LOCAL) -> None:
    """Send what waits, and all that comes."""
    mailing.switch(place(stage), on=True)
    out.print("what waits is being sent")


@mail.command()
def status(stage: StageOption = LOCAL, *, as_json: Json = False) -> None:
    """Whether messages go out."""
    on = mailing.is_on(place(stage))
    say("messages go out" if on else "paused: messages wait in their queue", {"on": on}, as_json=as_json)


@replay.command()
def aside(
    tenant: Annotated[str, typer.Argument(help='The company\'s id; "_" for changes of none.')],
    stage: StageOption = LOCAL, *, look: Look = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Changes that a reader of the stream could not handle. What fails again stays (5)."""
    where = place(stage)
    if tenant != keys.NOBODY:
        rebuilding.known(where, tenant)
    found = replaying.aside(where, tenant)
    if look:
        rows = [(one.reader, " ".join(one.place), one.reason, one.at) for one in found]
        _list(("reader", "what", "why", "since"), rows, as_json=as_json)
        return
    failed = []
    with progress("replaying") as show:
        for number, (one, well) in enumerate(replaying.again(where, found), start=1):
            show("replaying", number, len(found))
            failed += [] if well else [f"{one.reader}: {' '.join(one.place)}: {one.reason}"]
    _told(failed, len(found), "changes", as_json=as_json)


@replay.command()
def failures(stage: StageOption = LOCAL, *, look: Look = False, as_json: Json = False) -> None:
    """Batches of the stream that were given up after a day of tries. What fails again stays (5)."""
    where = place(stage)
    found, failed = replaying.failures(where), []
    if look:
        _list(("batch",), [(key,) for key in found], as_json=as_json)
        return
    with progress("replaying") as show:
        for number, key in enumerate(found, start=1):
            try:
                replaying.repeat(where, key)
            except Failure as failure:
                failed.append(f"{key}: {failure}")
            show("replaying", number, len(found))
    _told(failed, len(found), "batches", as_json=as_json)


@replay.command()
def dead(stage: StageOption = LOCAL, *, look: Look = False, as_json: Json = False) -> None:
    """Orders that a worker failed five times over, and what could not be delivered. What cannot be done stays (5)."""
    where = place(stage)
    names = replaying.queues(where)
    if look:
        _list(("queue", "wait"), [(one, replaying.waiting(where, one)) for one in names], as_json=as_json)
        return
    kept, done = list[str](), 0
    with progress("replaying") as show:
        for number, queue in enumerate(names):
            show(f"replaying {queue}", number, len(names))
            moved, stay = replaying.dead(where, queue)
            done, kept = done + moved, kept + [f"{queue}: {why}" for why in stay]
    _told(kept, done + len(kept), "orders", as_json=as_json)


@replay.command()
def bodies(
    source: Annotated[str, typer.Argument(help="ses, sendgrid, brevo…: as in /v1/webhooks.")],
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The first day, in UTC; 30 are kept.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day; today if left out.")
    ] = None,
    tenant: Annotated[str, typer.Option(help="The company's id; none for ses.")] = keys.NOBODY,
    stage: StageOption = LOCAL,
) -> None:
    """Have what a provider told be read again, after its reader was mended."""
    last = until or datetime.now(UTC).replace(tzinfo=None)
    if not timedelta() <= last - since < timedelta(days=32):
        raise typer.BadParameter("the days are not in order, or more than 30")
    what = {"tenant": tenant, "source": source, "day": f"{since:%Y-%m-%d}", "until": f"{last:%Y-%m-%d}"}
    call(place(stage), "IntakeWorker", {"replay": what})
    out.print(f"the bodies of {source} since {since:%Y-%m-%d} are being read again")


def _list(columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, as_json: bool) -> None:
    if as_json:
        say("", [dict(zip(columns, row, strict=True)) for row in rows], as_json=True)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*map(str, row))
    out.print(table if rows else "nothing")


def _told(failed: list[str], of: int, what: str, *, as_json: bool) -> None:
    say(f"{of - len(failed)} {what} done", {"done": of - len(failed), "kept": failed}, as_json=as_json)
    if failed:
        lines = "" if as_json else "".join(f"\n  {one}" for one in failed)
        raise Partly(f"{len(failed)} of {of} {what} could not be done and are kept{lines}")


def _rebuilding(part: str, doc: str) -> None:
    """A command for each part."""

    def command(tenant: Tenant, stage: StageOption = LOCAL, after: After = None, *, as_json: Json = False) -> None:
        _rebuild(tenant, stage, [part], after, as_json=as_json)

    rebuild.command(part, help=doc)(command)


for _part, _doc in {
    "scores": "Facts, scores and stars of every record, from all that it has.",
    "tiers": "Everybody's tier, from what they brought and the ladder in force.",
    "words": "What the search finds each record by.",
    "ledgers": "What everybody owes and what is due, from documents.",
    "boards": "What each record is counted as, and the counters of boards and of how records stand.",
    "days": "What happened on which day, for reports, and its counters.",
}.items():
    _rebuilding(_part, _doc)


@rebuild.command("all")
def rebuild_all(
    tenant: Tenant, stage: StageOption = LOCAL,
    since: Annotated[str, typer.Option("--from", help=f"Begin with this one: {', '.join(PARTS)}.")] = "scores",
    *, as_json: Json = False,
) -> None:  # fmt: skip
    """All of these, one after the other."""
    if since not in PARTS:
        raise typer.BadParameter(f"{since} is none of {', '.join(PARTS)}")
    names = list(PARTS)
    _rebuild(tenant, stage, names[names.index(since) :], None, as_json=as_json)


def _rebuild(tenant: str, stage: str, parts: Sequence[str], after: str | None, *, as_json: bool) -> None:
    where, done = place(stage), list[Told]()
    rebuilding.known(where, tenant)
    with progress("rebuilding") as show:
        for part in parts:
            try:
                done.append(rebuilding.rebuild(where, tenant, part, after, show))
            except Failure as failure:
                if part == parts[-1]:
                    raise
                failure.args = (f"{failure}\nand then: ./leadstream rebuild all {tenant} --from {_next(parts, part)}",)
                raise
    text = "\n".join(f"{one.part}: {one.checked:,} records proven, {one.repaired:,} things repaired" for one in done)
    say(text, [asdict(one) for one in done], as_json=as_json)
    failed, left = sum(one.failed for one in done), sum(one.left for one in done)
    if failed:
        raise Partly(f"{failed:,} could not be proven: the functions' logs name them (ERROR, a record not proven)")
    if left:
        raise Partly(f"{left:,} counters were being written all the time: count again later")


def _next(parts: Sequence[str], part: str) -> str:
    return parts[parts.index(part) + 1]


def deploy(
    stage: Annotated[str, typer.Argument(help=" or ".join(STAGES))],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Only show what would change.")] = False,
) -> None:
    """Deploy to AWS: shows what would change, asks, changes it, and in production takes it back when alarms go off."""
    wanted, where = deploying.stage(stage), Cloud(stage)
    name = f"deploy-{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    with progress("building") as show:
        packaged = deploying.package(where, lambda text: show(text, 0, None))
        show("asking CloudFormation what would change", 0, None)
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
    with progress("changing") as show:
        deploying.execute(where, name, lambda text: show(text, 0, None))
    out.print(f"the API is at {Cloud(stage).api_url()}/v1")
