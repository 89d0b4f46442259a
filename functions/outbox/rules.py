"""A message to one recipient, from the change that causes it until it is sent. Pure decisions.

The call that sends cannot be repeated unseen and has no key that would make it one: so a message is marked before it,
and after it. Between the two marks a process may end, or an answer be lost; whether it was sent is then uncertain.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from kernel.clock import stamp

type State = Literal["waiting", "sending", "sent", "void", "failed"]
"""`void`: there was no reason any more to send it; `failed`: it could not be sent, and somebody has to look."""

type Fate = Literal["delivered", "opened", "clicked", "bounced", "complained"]
"""What became of a message after it was sent, as far as the provider tells."""

LEASE = timedelta(minutes=15)
"""So long what became of an uncertain message may still be told: by who sends it, or by an event of the provider."""
ATTEMPTS = 5
"""A message whose sending ended so often in uncertainty is given up."""
KEPT = timedelta(days=90)
"""So long it is remembered what was sent."""
STEPS = 20
"""So many failures and repetitions of a message are told of."""
LOGGED = timedelta(days=730)
"""So long it is remembered, and shown with their record, what was sent to a customer."""
_FATES: tuple[Fate, ...] = ("delivered", "opened", "clicked", "bounced", "complained")
"""What comes later says more; what is told late takes nothing back."""
_TIMES = ("created_at", "uncertain_until", "waits_until", "ended_at")
_EARLY = timedelta(seconds=30)
"""Queues hold a message back for whole seconds: an order that comes just before its time is meant."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be sent, and how that stands. Plain: streams and webhooks import it, and have no validators."""

    id: str
    """What makes it the same message again, in letters, digits, `-` and `_`: providers tell it back to us."""
    kind: str
    """Decides how it is composed (mailing.kinds)."""
    about: str
    """The id of what it is about; it is looked up at the last moment."""
    recipient: str | None = None
    """To whom; None where its kind finds that out at the last moment."""
    variables: Mapping[str, str] = field(default_factory=dict)
    customer: str | None = None
    """The record that it is sent to, if to one: it is then in that record's log. None: to one of our own people."""
    channel: str = "email"
    by: str | None = None
    """The employee who had it sent; None: nobody, it follows from what happened."""
    created_at: datetime
    state: State = "waiting"
    attempt: int = 0
    uncertain_until: datetime | None = None
    """While it is being sent."""
    waits_until: datetime | None = None
    """While it is put off: it is ordered for then, and who orders it sooner is not heard."""
    provider_id: str | None = None
    """What the provider calls it, once it was sent."""
    reason: str | None = None
    """Why it was not sent, or what it waits for."""
    ended_at: datetime | None = None
    fate: Fate | None = None
    """Of one to a customer."""
    trail: tuple[Mapping[str, str], ...] = ()
    """Its last failures, and who had it sent again: {at, state, reason or by}."""

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """As a table's value."""
        fields = asdict(self)
        return {name: value for name, value in fields.items() if value is not None} if exclude_none else fields

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "Message":
        """From the table, where only we write it."""
        times = {name: datetime.fromisoformat(stored[name]) for name in _TIMES if name in stored}
        return cls(**{**stored, **times, "trail": tuple(stored.get("trail", ()))})


def is_open(message: Message) -> bool:
    """Whether it is still to be sent."""
    return message.state in {"waiting", "sending"}


def is_uncertain(message: Message, now: datetime) -> bool:
    """Whether it may have been sent, and that may still be told."""
    return message.state == "sending" and message.uncertain_until is not None and now < message.uncertain_until


def is_given_up(message: Message) -> bool:
    """Whether nobody tries any more."""
    return message.attempt >= ATTEMPTS


def is_put_off(message: Message, now: datetime) -> bool:
    """Whether its turn comes later, and is ordered."""
    return message.state == "waiting" and message.waits_until is not None and now < message.waits_until - _EARLY


def put_off(message: Message, until: datetime, reason: str | None) -> Message:
    """Its turn comes later."""
    return replace(message, waits_until=until, reason=reason)


def sending(message: Message, now: datetime) -> Message:
    """Marked before it is sent."""
    marked = replace(message, state="sending", attempt=message.attempt + 1, uncertain_until=now + LEASE)
    return replace(marked, waits_until=None, reason=None)


def not_sent(message: Message) -> Message:
    """As it was before: it is certain that nobody has taken it, so this was no attempt."""
    return replace(message, state="waiting", attempt=message.attempt - 1, uncertain_until=None)


def sent(message: Message, provider_id: str, now: datetime) -> Message:
    """Marked after it was sent."""
    return replace(message, state="sent", provider_id=provider_id, uncertain_until=None, ended_at=now)


def told(message: Message, provider_id: str, fate: Fate | None, now: datetime) -> Message:
    """After the provider told of it: so it was sent, whatever else was known of that.

    Of one that nobody has tried it is told after the table was brought back to a moment before; one that somebody has
    sent again is another matter, as what is told may be of the first time.
    """
    untried = message.state == "waiting" and message.attempt == 0 and not message.trail
    doubted = message.state == "sending" or (message.state == "failed" and message.reason == "uncertain")
    known = replace(sent(message, provider_id, now), reason=None, waits_until=None) if untried or doubted else message
    if known.customer is None or fate is None:
        return known
    return replace(known, fate=max(known.fate or fate, fate, key=_FATES.index))


def taken_back(message: Message, best: Fate) -> Message:
    """After it turned out that a machine opened it, or clicked: a person did no more than that."""
    if message.fate not in {"opened", "clicked"}:
        return message
    return replace(message, fate=min(message.fate, best, key=_FATES.index))


def kept(message: Message) -> timedelta:
    """How long it is remembered from its beginning on."""
    return LOGGED if message.customer else KEPT


def ended(message: Message, state: Literal["void", "failed"], reason: str, now: datetime) -> Message:
    """It will not be sent, and why."""
    after = replace(message, state=state, reason=reason, uncertain_until=None, waits_until=None, ended_at=now)
    return _trailing(after, now, reason=reason) if state == "failed" else after


def again(message: Message, by: str, now: datetime) -> Message:
    """What failed is sent after all, because somebody wants that: as if it had never been tried."""
    fresh = replace(message, state="waiting", attempt=0, reason=None, waits_until=None, ended_at=None)
    return _trailing(fresh, now, by=by)


def _trailing(message: Message, now: datetime, **said: str) -> Message:
    step = {"at": stamp(now), "state": message.state, **said}
    return replace(message, trail=(*message.trail, step)[-STEPS:])
