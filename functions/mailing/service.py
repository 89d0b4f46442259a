"""What email providers report becomes signals of customers: each once, and none lost."""

from collections.abc import Mapping
from typing import Literal

from kernel import clock, keys, telemetry
from mailing import keeping, model, rules
from mailing.model import Lineage
from mailing.rules import Recipient, SesEvent, Signal
from mailing.shapes import Malformed
from outbox import model as outbox
from suppression import model as suppression
from suppression import rules as suppressing

type Outcome = Literal["new", "repeated", "unmatched", "malformed", "noted", "confirmed"]


def receive(message: Mapping[str, str]) -> Outcome:
    """Take in a verified SNS notification of Amazon SES; returns once it is safely kept."""
    body = message["Message"]
    try:
        event = rules.parse(body, clock.now())
    except Malformed as error:
        model.keep_unmatched(None, None, keys.unreadable(message["MessageId"]), f"{error.field} {error.reason}", body)
        telemetry.failed("mail event cannot be read", error, notification=message["MessageId"])
        outcome: Outcome = "malformed"
    else:
        outcome = _take(event, body)
    telemetry.count("MailEvents", outcome=outcome)
    return outcome


def _take(event: SesEvent, body: str) -> Outcome:
    _suppress(event)
    signal = rules.signal(event)
    confirmed = (signal is None or signal.kind not in {"open", "click"}) and _confirm(event)
    if signal is None:
        return "confirmed" if confirmed else "noted"
    recipient = rules.recipient(event)
    found, reason = _match(recipient)
    if found is None or recipient.tenant is None:
        model.keep_unmatched(recipient.tenant, recipient.address, signal.identity, reason, body)
        return "unmatched"
    return _keep(recipient.tenant, found, signal)


def _suppress(event: SesEvent) -> None:
    """A mailbox that refused for good, or whose owner complained, is not written to any more, whoever has it (J2)."""
    why, recipient = suppressing.cause(event.event_type, event.detail), rules.recipient(event)
    if why is None or recipient.tenant is None or recipient.address is None or rules.is_to_staff(event):
        return
    if suppression.note(recipient.tenant, recipient.address, why, event.at, event.tags.get("message")):
        telemetry.count("AddressesSuppressed", cause=why)


def _confirm(event: SesEvent) -> bool:
    """Whether the event settles that a message of which that was uncertain has been sent."""
    message = rules.proven(event)
    return message is not None and outbox.confirm(*message, event.message_id)


def _keep(tenant: str, found: Lineage, signal: Signal) -> Outcome:
    return "new" if keeping.keep(tenant, found, signal, clock.now()) else "repeated"


def _match(recipient: Recipient) -> tuple[Lineage | None, str]:
    """(who, "") or (None, why): the sender's tag, else the one record with the address."""
    tenant, customer = recipient.tenant, recipient.customer
    if tenant is None:
        return None, "no tenant"
    if customer is not None:
        found = model.lineage(tenant, customer)
        return (found, "") if found else (None, "no such customer")
    if recipient.address is None:
        return None, "no single recipient"
    return _with_address(tenant, recipient.address)


def _with_address(tenant: str, address: str) -> tuple[Lineage | None, str]:
    """Several with an address are one if they were merged; then the merged one had it first."""
    lines = [one for found in model.with_address(tenant, address) if (one := model.lineage(tenant, found))]
    if len({one.final for one in lines}) != 1:
        return None, "several with this address" if lines else "unknown address"
    return max(lines, key=lambda one: (len(one.records), one.records[0] != one.final)), ""
