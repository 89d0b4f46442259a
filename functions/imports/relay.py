"""From the table to the queue: an import that has come into a phase in which a worker is needed gets one."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from imports.queue import send
from kernel import clock
from kernel.fold import Change, Image

_PHASES = frozenset({"reading", "testing", "importing", "undoing"})


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order the first step of each phase, and of what is tried again; the worker orders the others."""
    for change in changes:
        now = _state(change.after)
        if change.after is not None and now in _PHASES and now != _state(change.before):
            send((pk, change.sk), int(change.after["value"]["step"]), _delay(change.after["value"]))


def _delay(value: Mapping[str, Any]) -> int:
    """Seconds: undoing waits until nobody is at the import any more who had begun a step before it ended."""
    if "rests_until" not in value:
        return 0
    return max(0, math.ceil((datetime.fromisoformat(value["rests_until"]) - clock.now()).total_seconds()))


def _state(image: Image | None) -> str:
    return str(image["value"]["state"]) if image else ""
