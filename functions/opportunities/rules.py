"""An opportunity: what is hoped for, of whom, when, and how it ends (F1-F6). Pure decisions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from attached.held import fields_naming
from catalogs.rules import Entry, Outcome
from catalogs.rules import Kind as Catalog
from kernel.fields import AS_DAY, Code, Email, Frozen, Line, Money, Phone, Prose, Ulid, Unique
from kernel.problems import FieldError, Problem, invalid
from products.pricing import MOST_LINES, PricedLine

MOST_CONTACTS = 20
_LONG_AGO = date(1970, 1, 1)

type Contacts = Annotated[tuple[Ulid, ...], Field(max_length=MOST_CONTACTS), Unique]
type Probability = Annotated[int, Field(ge=0, le=100)]
type DealDay = Annotated[date, Field(ge=_LONG_AGO), AS_DAY]


class OpportunityFields(Frozen):
    """What a person may write about an opportunity, besides where it belongs and how far it is."""

    name: Annotated[Line, Field(max_length=200)]
    expected_value: Money | None = None
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    source: Code | None = None
    type: Code | None = None
    campaign: Code | None = None
    team: Code | None = None
    contacts: Contacts = ()
    email: Email | None = None
    phone: Phone | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    expires: DealDay | None = None
    processing: Annotated[int, Field(ge=0, le=99)] = 1
    """Processing status, an open list of numbers: 1 in use, 0 not used."""
    notes: Annotated[Prose, Field(max_length=4000)] | None = None


class Opportunity(OpportunityFields):
    """An opportunity of a customer. Its owner works on it, whoever owns the customer."""

    id: Ulid
    number: Annotated[Line, Field(max_length=40)] | None = None
    from_book: bool = False
    """Whether a voucher book gave the number: then nobody else ever gets it."""
    customer: Ulid
    owner: Ulid
    department: Ulid
    stage: Code
    outcome: Outcome = "open"
    """What its stage says of it; changed with the stage and never else."""
    probability: Probability
    """Percent: its stage's, until somebody says otherwise, and again from the next stage on."""
    expected_close: DealDay
    opened: DealDay
    lines: Annotated[tuple[PricedLine, ...], Field(max_length=MOST_LINES)] = ()
    won_at: datetime | None = None
    lost_at: datetime | None = None
    lost_reason: Code | None = None
    lost_note: Annotated[Prose, Field(max_length=1000)] | None = None
    stage_before: Code | None = None
    """The stage in which it was won or lost, to which it goes back when it is taken up again."""
    lead: Ulid | None = None
    """The lead that was converted to it."""
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def choices(opportunity: Opportunity) -> list[tuple[str, Catalog, str]]:
    """(path, catalogue, code) of every catalogue entry that it names, but for the stage, which says more."""
    found: list[tuple[str, Catalog, str | None]] = [
        ("/source", "sources", opportunity.source), ("/type", "opportunity-types", opportunity.type),
        ("/campaign", "campaigns", opportunity.campaign), ("/team", "teams", opportunity.team),
        ("/lost_reason", "lost-reasons", opportunity.lost_reason),
    ]  # fmt: skip
    return [(path, kind, code) for path, kind, code in found if code is not None]


def require_sound(opportunity: Opportunity) -> None:
    """422 naming dates that contradict each other, and a reason for what is not lost."""
    errors = [
        FieldError(f"/{name}", "not_before", (("other", "opened"),))
        for name in ("expected_close", "expires")
        if (day := getattr(opportunity, name)) is not None and day < opportunity.opened
    ]
    if opportunity.outcome != "lost":
        errors += [
            FieldError(f"/{name}", "only_lost") for name in ("lost_reason", "lost_note") if getattr(opportunity, name)
        ]
    if errors:
        raise Problem("invalid_request", errors=errors)


def housed(opportunity: Opportunity, customer: str) -> Opportunity:
    """Another customer's; contacts stay behind."""
    return opportunity.model_copy(update={"customer": customer, "contacts": ()})


def require_open(opportunity: Opportunity) -> None:
    """409 for one that is won or lost: it is reopened first."""
    if opportunity.outcome != "open":
        raise Problem("wrong_state", state=opportunity.outcome, needed="open")


def staged(
    opportunity: Opportunity, stage: Entry, at: datetime, *, probability: int | None = None,
    reason: str | None = None, note: str | None = None, path: str = "/reason",
) -> Opportunity:  # fmt: skip
    """In this stage; won and lost are stamped, and nothing is lost without a reason (F6)."""
    require_open(opportunity)
    outcome = stage.outcome or "open"
    if outcome == "lost" and reason is None:
        raise invalid(path, "missing")
    if outcome != "lost" and (reason or note):
        raise invalid(path, "only_lost")
    return opportunity.model_copy(update={
        "stage": stage.code, "outcome": outcome, "stage_before": None if outcome == "open" else opportunity.stage,
        "probability": chance(stage, probability), "won_at": at if outcome == "won" else None,
        "lost_at": at if outcome == "lost" else None, "lost_reason": reason, "lost_note": note,
    })  # fmt: skip


def reopened(opportunity: Opportunity, stages: Sequence[Entry], wanted: str | None = None) -> Opportunity:
    """Taken up again: in the stage in which it was closed, or in another open one."""
    if opportunity.outcome == "open":
        raise Problem("wrong_state", state="open", needed="won / lost")
    open_: dict[str | None, Entry] = {entry.code: entry for entry in stages if entry.active and entry.outcome == "open"}
    if wanted is not None and wanted not in open_:
        raise invalid("/stage", "no_open_stage", value=wanted)
    stage = open_.get(wanted or opportunity.stage_before) or first_open(stages)
    closing = dict.fromkeys(("won_at", "lost_at", "lost_reason", "lost_note", "stage_before"))
    update = {"stage": stage.code, "outcome": "open", "probability": chance(stage, None), **closing}
    return opportunity.model_copy(update=update)


def first_open(stages: Sequence[Entry]) -> Entry:
    """Where an opportunity begins when nobody says: the first stage in use that is still open."""
    for entry in stages:
        if entry.active and entry.outcome == "open":
            return entry
    raise invalid("/stage", "missing")


def begins_in(stages: Sequence[Entry], wanted: str | None, offered: str | None) -> Entry:
    """The stage of a new opportunity: a wanted one, else the lead's if it is an open stage here too, else the first."""
    known: dict[str | None, Entry] = {entry.code: entry for entry in stages if entry.active}
    if wanted is not None:
        if wanted not in known:
            raise invalid("/stage", "not_in_catalog", kind="opportunity-stages", value=wanted)
        return known[wanted]
    same = known.get(offered)
    return same if same is not None and same.outcome == "open" else first_open(stages)


def next_stage(opportunity: Opportunity, stages: Sequence[Entry]) -> Entry:
    """The open stage after its own."""
    require_open(opportunity)
    codes = [entry.code for entry in stages]
    here = codes.index(opportunity.stage) if opportunity.stage in codes else -1
    for entry in stages[here + 1 :]:
        if entry.active and entry.outcome == "open":
            return entry
    raise Problem("no_next_stage")


def chance(stage: Entry, wanted: int | None) -> int:
    """Percent: what somebody says, else what the stage says."""
    return wanted if wanted is not None else stage.probability or 0


def renamed(opportunity: Opportunity, kind: Catalog, code: str, instead: str | None) -> Opportunity:
    """Naming another entry instead of this one."""
    named = {field: instead for field in fields_naming(kind) if getattr(opportunity, field) == code}
    return opportunity.model_copy(update=named)
