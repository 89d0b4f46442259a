"""What email providers report becomes signals of customers: each once, and none lost."""

from typing import Literal

from intake import matching, model, waiting
from intake.model import Origin
from intake.reports import FAULT, Event, Proof, Stop, Unreadable
from kernel import telemetry
from mailing import keeping
from mailing.rules import Recipient, Signal
from outbox import model as outbox
from suppression import model as suppression

type Outcome = Literal["new", "repeated", "unmatched", "malformed", "noted", "confirmed"]


def take(event: Event, origin: Origin) -> Outcome:
    """Take in one event; returns once it is safely kept."""
    if isinstance(event, Unreadable):
        model.keep_unreadable(event, origin)
        if event.reason.startswith(FAULT):
            telemetry.count("MailEventsFailed")
        telemetry.info("mail event cannot be read", source=origin.source, raw=origin.raw, told=event.identity)
        return "malformed"
    if event.stop is not None:
        _suppress(event.stop, event.recipient)
    confirmed = event.proof is not None and _confirm(event.proof)
    if event.signal is None:
        return "confirmed" if confirmed else "noted"
    return _keep(event.signal, event.recipient, origin)


def _suppress(stop: Stop, who: Recipient) -> None:
    """A mailbox that refused for good, or whose owner complained, is not written to any more, whoever has it (J2)."""
    if who.tenant is None or who.address is None:
        return
    if suppression.note(who.tenant, who.address, stop.cause, stop.at, stop.message):
        telemetry.count("AddressesSuppressed", cause=stop.cause)


def _confirm(proof: Proof) -> bool:
    """Whether it settles that a message of which that was uncertain has been sent."""
    return outbox.confirm(proof.tenant, proof.message, proof.provider_id, proof.fate)


def _keep(signal: Signal, who: Recipient, origin: Origin) -> Outcome:
    found, reason = matching.match(who)
    if found is not None and who.tenant is not None:
        return "new" if keeping.keep(who.tenant, found, signal, origin.received) else "repeated"
    model.keep_unmatched(who, signal, reason, origin)
    # Who appeared since has looked for it before it was there.
    appeared = who.tenant and who.address and not who.customer and waiting.settle(who.tenant, who.address)
    return "new" if appeared else "unmatched"
