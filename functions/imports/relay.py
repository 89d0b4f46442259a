"""From the table to the queue: an import that has come into a phase in which a worker is needed gets one."""

from collections.abc import Sequence

from imports.queue import send
from kernel.fold import Change, Image

_PHASES = frozenset({"reading", "testing", "importing", "undoing"})


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order the first step of each phase, and of what is tried again; the worker orders the others."""
    for change in changes:
        now = _state(change.after)
        if change.after is not None and now in _PHASES and now != _state(change.before):
            send((pk, change.sk), int(change.after["value"]["step"]))


def _state(image: Image | None) -> str:
    return str(image["value"]["state"]) if image else ""
