"""An email campaign: a mail to everybody whom a filter finds, from its draft to its end. Pure decisions.

Its code is a name of its own: signals, and rules of the score for a campaign's status, name the email campaign by it.
The marketing campaign, an entry of a catalogue that records name, is something else; a campaign may belong to one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from kernel.access import Viewer
from kernel.fields import Code, Frozen, Line, Ulid
from kernel.problems import Problem, invalid

type State = Literal["draft", "scheduled", "sending", "paused", "sent", "cancelled"]
"""`sent`: nobody is left to whom it is still to go."""
type Shelf = Literal["lead", "customer", "partner"]

AHEAD = timedelta(days=366)
"""A campaign starts within a year."""


class Campaign(Frozen):
    """An email campaign. `audience`: the list's filter, as customers.schemas.ListFilter was checked."""

    id: Ulid
    code: Code
    name: Annotated[Line, Field(max_length=120)]
    template: Code
    language: Literal["vi", "en"]
    shelf: Shelf
    audience: Mapping[str, Any] = {}
    marketing_campaign: Code | None = None
    state: State = "draft"
    sender: Ulid | None = None
    """Who started it, or said when it starts: it goes to those whom they see."""
    run: int = 0
    """How often it was set in motion: work for an earlier time ends by itself."""
    starts_at: datetime | None = None
    started_at: datetime | None = None
    listed: bool = False
    """Whether everybody is found to whom it goes."""
    waits: str | None = None
    """What it waits for, while nothing of it can be sent."""
    finished_at: datetime | None = None
    reason: str | None = None
    """Why it was cancelled, if by itself: a problem's code."""
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


class Sending(Frozen):
    """A job: a campaign goes to its recipients, or after it was cancelled, they are told off."""

    campaign: Ulid
    run: int


def require_sender(viewer: Viewer) -> None:
    """403 for who neither administers the company nor manages a department: these may send to many."""
    if viewer.role not in {"admin", "manager"}:
        raise Problem("managers_only")


def is_shown(viewer: Viewer, campaign: Campaign) -> bool:
    """Whether a campaign exists for somebody: it tells of the records of whoever made it."""
    return viewer.role == "admin" or (viewer.role == "manager" and campaign.created_by == viewer.employee)


def changed(campaign: Campaign, fields: Mapping[str, Any], by: str, now: datetime) -> Campaign:
    """Another wording, audience or name, while it is a draft."""
    _require(campaign, "draft")
    return _stamped(campaign, by, now, **fields)


def scheduled(campaign: Campaign, at: datetime, by: str, now: datetime) -> Campaign:
    """To be started by itself; another moment may be said as long as it was not."""
    _require(campaign, "draft", "scheduled")
    if at <= now:
        raise invalid("/at", "in_the_past")
    if at > now + AHEAD:
        raise invalid("/at", "too_far_off", days=AHEAD.days)
    return _stamped(campaign, by, now, state="scheduled", starts_at=at, sender=by)


def unscheduled(campaign: Campaign, by: str, now: datetime) -> Campaign:
    """A draft again."""
    _require(campaign, "scheduled")
    return _stamped(campaign, by, now, state="draft", starts_at=None, sender=None)


def started(campaign: Campaign, by: str, now: datetime) -> Campaign:
    """On its way: whom it goes to is settled from this moment on."""
    _require(campaign, "draft", "scheduled")
    return _stamped(campaign, by, now, state="sending", started_at=now, sender=by, run=campaign.run + 1)


def paused(campaign: Campaign, by: str, now: datetime) -> Campaign:
    """No more mail for now; what has not been sent stays queued. Whom it goes to is still found out."""
    _require(campaign, "sending")
    return _stamped(campaign, by, now, state="paused", waits=None)


def resumed(campaign: Campaign, by: str, now: datetime) -> Campaign:
    """On its way again, to those who have not had it: by other work, unless the first is still finding them."""
    _require(campaign, "paused")
    return _stamped(campaign, by, now, state="sending", run=campaign.run + campaign.listed)


def cancelled(campaign: Campaign, by: str, now: datetime, reason: str | None = None) -> Campaign:
    """It ends here: what was sent was sent, nobody else gets it."""
    _require(campaign, "draft", "scheduled", "sending", "paused")
    more = {"finished_at": now, "reason": reason, "run": campaign.run + 1, "starts_at": None, "waits": None}
    return _stamped(campaign, by, now, state="cancelled", **more)


def listed(campaign: Campaign) -> Campaign:
    """Everybody is found to whom it goes."""
    return campaign.model_copy(update={"listed": True})


def waiting(campaign: Campaign, why: str | None) -> Campaign:
    """Nothing of it can be sent for now, or can again."""
    return campaign.model_copy(update={"waits": why if campaign.state == "sending" else None})


def finished(campaign: Campaign, now: datetime) -> Campaign:
    """Nobody is left to whom it is still to go."""
    _require(campaign, "sending")
    return campaign.model_copy(update={"state": "sent", "finished_at": now, "waits": None})


def moment(written: str, zone: ZoneInfo) -> datetime:
    """A day and hour by the clocks of a zone; 422 for one that these skip."""
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        raise invalid("/at", "local_time") from None
    try:
        there = (local if local.tzinfo is not None else local.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # in the first or last hours of the calendar
        raise invalid("/at", "local_time") from None
    if local.tzinfo is None and there.astimezone(zone).replace(tzinfo=None) != local:
        raise invalid("/at", "no_such_hour", zone=zone.key)
    return there


def told(campaign: Campaign) -> dict[str, Any]:
    """What a history tells of it."""
    return campaign.model_dump(exclude={"updated_at", "updated_by", "run"})


def _require(campaign: Campaign, *states: State) -> None:
    if campaign.state not in states:
        raise Problem("wrong_state", state=campaign.state, needed=" / ".join(states))


def _stamped(campaign: Campaign, by: str, now: datetime, **fields: Any) -> Campaign:  # noqa: ANN401 - fields of a campaign
    return campaign.model_copy(update={**fields, "updated_at": now, "updated_by": by})
