"""From the table to the queue: every new message is ordered from the sender."""

from collections.abc import Sequence

from kernel import keys
from kernel.fold import Change, Image
from outbox.queue import order

_ENDED = frozenset({"", "void", "failed"})


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order each message that is new, or had ended and is to be sent after all; ordering twice is harmless."""
    for change in changes:
        if change.after is not None and _state(change.after) == "waiting" and _state(change.before) in _ENDED:
            order(str(keys.tenant_of(pk)), str(change.after["value"]["id"]))


def _state(image: Image | None) -> str:
    return str(image["state"]) if image else ""
