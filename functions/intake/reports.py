"""What a provider reports of one mail, whatever form it comes in. Pure; each form has a reader that makes these."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from mailing import rules, shapes
from mailing.rules import Recipient, Signal, SignalKind
from mailing.shapes import Malformed
from mailing.verdicts import of_event
from outbox.rules import Fate
from suppression import rules as suppressing
from suppression.rules import Cause

LONGEST = 1_048_576
"""Characters that a body may have."""
MOST = 10_000
"""So many events a body may have: at a hundred bytes for each, no body of a megabyte has more."""
FAULT = "fault "
"""How the reason begins of what only a fault of ours has set aside: mended, it is read again."""
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,256}")
_SECONDS = re.compile(r"\d{9,11}(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """That a message of our outbox has been sent, what the provider calls it, and what became of it."""

    tenant: str
    message: str
    provider_id: str
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """That an address is written to no more, why, since when, and because of which message."""

    cause: Cause
    at: datetime
    message: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One event: what was said, of whom, what is kept of it (None: nothing), and what it proves and stops."""

    said: object
    recipient: Recipient
    signal: Signal | None
    proof: Proof | None = None
    stop: Stop | None = None

    @property
    def text(self) -> str:
        """The event as it came, or as JSON again."""
        return _text(self.said)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event, or a body, that is not what its provider documents: its text, and why."""

    text: str
    reason: str
    tenant: str | None = None

    @property
    def identity(self) -> str:
        """The same text is the same event."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


type Event = Report | Unreadable
type Reader = Callable[[object, str, datetime], Report]
"""(event, company, when it was received) -> what it says; Malformed."""


def each(events: object, tenant: str, received: datetime, read: Reader) -> Iterator[Event]:
    """The events of a list, each by itself: one that cannot be read says so, and the others do not mind."""
    many = shapes.list_(events, "body")
    if len(many) > MOST:
        raise Malformed("body", f"has more than {MOST} events")
    for event in many:
        try:
            yield read(event, tenant, received)
        except Malformed as error:
            yield Unreadable(_text(event), f"{error.field} {error.reason}", tenant)
        except Exception as fault:  # noqa: BLE001 - a fault of the reader: mended, it reads the body again
            yield Unreadable(_text(event), f"{FAULT}{type(fault).__name__}", tenant)


def _text(event: object) -> str:
    try:
        return event if isinstance(event, str) else json.dumps(event)
    except RecursionError:
        return "nested too deeply"


def told(
    said: object, who: Recipient, kind: SignalKind, at: datetime, *, message: str, link: str | None = None,
    ip: str | None = None, user_agent: str | None = None, sent_at: datetime | None = None,
    machine: bool | None = None, campaign: str | None = None, detail: str | None = None,
) -> Report:  # fmt: skip
    """What is kept of an event: openings and clicks always, what became of a mail where it is one of a campaign."""
    kept = None
    if kind == "open" or kind == "click":  # noqa: PLR1714 - mypy follows it so
        verdict, reason = of_event(kind, at, sent_at, user_agent, machine=machine)
        kept = Signal(kind, message, link, at, ip, user_agent, sent_at, verdict, reason, campaign)
    elif campaign is not None:
        kept = Signal(kind, message, None, at, None, None, sent_at, campaign=campaign, detail=detail)
    return Report(said, who, kept, None, stop(kind, detail, at, message))


def stop(kind: str, detail: str | None, at: datetime, message: str | None) -> Stop | None:
    """What a bounce for good or a complaint stops (J2)."""
    why = suppressing.cause(kind, detail)
    return Stop(why, at, message) if why else None


def recipient(tenant: str, customer: object, address: object) -> Recipient:
    """Whom it is about: the company is the one whose key has signed it, and nothing else."""
    return Recipient(tenant, rules.customer(customer), rules.address(address))


def named(value: object, field: str) -> str:
    """What a message is called; a number is its digits, a name that is no key of ours is told by its digest."""
    number = isinstance(value, int) and not isinstance(value, bool)
    text = shapes.text_(str(value) if number else value, field, 998)
    return text if _NAME.fullmatch(text) else sha256(text.encode()).hexdigest()[:32]


def at_second(value: object, field: str, received: datetime) -> datetime:
    """Unix seconds, as a number or its digits."""
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if not _SECONDS.fullmatch(text):
        raise Malformed(field, "is not a time in seconds")
    return rules.bounded(datetime.fromtimestamp(float(text), UTC), field, received)


def at_moment(value: object, field: str, received: datetime) -> datetime:
    """ISO 8601 with its offset."""
    text = shapes.text_(value, field, 40)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(field, "is not a time in ISO 8601") from error
    if at.tzinfo is None:
        raise Malformed(field, "has no offset from UTC")
    return rules.bounded(at.astimezone(UTC), field, received)


def within(value: object, name: str) -> Mapping[str, object]:
    """An object inside an event, empty where there is none."""
    return {} if value is None else shapes.object_(value, name)
