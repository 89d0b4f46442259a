"""Events of Amazon SES, in the notifications of Amazon SNS that carry them."""

from collections.abc import Iterator, Mapping

from intake.raw import Body
from intake.reports import LONGEST, Event, Proof, Report, Unreadable, stop
from mailing import rules, shapes
from mailing.rules import EventType, Recipient, SesEvent, Signal
from mailing.shapes import Malformed
from outbox.rules import Fate

_FATES: Mapping[EventType, Fate] = {
    "delivery": "delivered", "open": "opened", "click": "clicked", "bounce": "bounced", "complaint": "complained",
}  # fmt: skip

_INTRODUCED = "Successfully validated SNS topic"
"""So SES begins what it publishes, in plain text, when a topic becomes the destination of a configuration set."""


def events(body: Body) -> Iterator[Event]:
    """The one event in a notification; its company is named by the sender's tag."""
    notification = shapes.object_(shapes.document(body.text, LONGEST), "body")
    message = str(notification.get("Message"))
    if message.startswith(_INTRODUCED):
        yield Report(message, Recipient(None, None, None), None)
        return
    try:
        event = rules.parse(message, body.received)
    except Malformed as error:
        yield Unreadable(message, f"{error.field} {error.reason}", rules.tenant_of(message))
        return
    stops = None
    if not rules.is_to_staff(event):
        kind = "unsubscribe" if event.event_type == "subscription" else event.event_type
        stops = stop(kind, event.detail, event.at, event.tags.get("message"))
    signal = rules.signal(event)
    yield Report(message, rules.recipient(event), signal, _proof(event, signal), stops)


def _proof(event: SesEvent, signal: Signal | None) -> Proof | None:
    """What it says of a message of our outbox: an opening or a click only to who is shown what became of a message."""
    proven = rules.proven(event)
    shown = "kind" in event.tags and rules.recipient(event).customer is not None
    if proven is None or (signal is not None and signal.kind in {"open", "click"} and not shown):
        return None
    machine = signal is not None and signal.verdict in {"bot", "proxy"}
    return Proof(*proven, event.message_id, None if machine else _FATES.get(event.event_type))
