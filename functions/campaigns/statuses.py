"""A recipient's status, from what is known of their mail: the message, and the signals that came of it (J2). Pure.

Level, not edge: any order and any repetition of what is told ends in the same status, and a verdict that comes late
takes back what a machine had seemed to read. The order is scoring's: what comes last in it says the most.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kernel import keys, reasons
from scoring.observing import STATUS

RANKS = tuple(STATUS.values())
"""Queued, sent, delivered, opened, clicked, bounced, complained, unsubscribed."""
QUEUED, SENT, SKIPPED, FAILED = "queued", "sent", "skipped", "failed"
ALL = (*RANKS, SKIPPED, FAILED)
FATES = ("send", "delivery", "open", "bounce", "complaint", "unsubscribe")
"""Signals of which a message has one at most; it may have many clicks."""
_MESSAGE = re.compile(r"campaign-([0-7][0-9A-HJKMNP-TV-Z]{25})-([0-7][0-9A-HJKMNP-TV-Z]{25})")


class Status(NamedTuple):
    """How it stands with a recipient; `reason`: why not otherwise, as a code."""

    name: str
    reason: str | None = None


def message_id(campaign_id: str, customer_id: str) -> str:
    """What makes a campaign's mail to a recipient the same again."""
    return f"campaign-{campaign_id}-{customer_id}"


def meant(message: str) -> tuple[str, str] | None:
    """(campaign, customer) of a campaign's mail; None for any other."""
    found = _MESSAGE.fullmatch(message)
    return (found[1], found[2]) if found else None


def status(
    before: Status, message: Mapping[str, Any] | None, signals: Sequence[Mapping[str, Any]], *, over: bool
) -> Status:
    """What is known by now. `message`: as it is stored, None if there is none; `over`: the campaign was cancelled.

    A message is forgotten after two years: what it came to is then what it had come to `before`.
    """
    told = [STATUS[str(one["kind"])] for one in signals if _counts(one)]
    best = max(told, key=RANKS.index, default=None)
    if best is None:
        return _of_message(before, message, over=over)
    reasons_of = [one.get("detail") for one in signals if one["kind"] == "bounce"] if best == "bounced" else []
    return Status(best, str(reasons_of[0]) if reasons_of and reasons_of[0] else None)


def _counts(signal: Mapping[str, Any]) -> bool:
    """Whether a person is behind it, or a provider that tells of its own doing."""
    person = reasons.who(signal.get("verdict"), signal.get("reason")) == "person"
    return not signal.get("occurrence") and person and str(signal["kind"]) in STATUS


def _of_message(before: Status, message: Mapping[str, Any] | None, *, over: bool) -> Status:
    if message is None:
        if before.name == QUEUED:
            return Status(SKIPPED, "cancelled") if over else before
        return before if before.name in {SKIPPED, FAILED} else Status(SENT)
    state, reason = str(message["state"]), message.get("reason")
    if state == "void" and reason == "paused":
        return Status(SKIPPED, "cancelled") if over else Status(QUEUED)
    named = {"sent": SENT, "void": SKIPPED, "failed": FAILED}.get(state, QUEUED)
    return Status(named, str(reason) if reason and named in {SKIPPED, FAILED} else None)


def signal_keys(message: str) -> list[str]:
    """The sort keys of the signals that a message has one of at most."""
    return [keys.signal(keys.reaction(kind, message)) for kind in FATES]
