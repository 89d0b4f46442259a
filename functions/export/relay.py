"""From the table to the queue: a job that is queued in the table is ordered from a worker."""

import json
from collections.abc import Sequence
from typing import Any

from export import rules
from kernel import keys, queues
from kernel.fold import Change, Image
from kernel.table import Key


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order every job that has become queued, or may have left something behind; ordering twice is harmless."""
    for change in changes:
        state = _state(change.after)
        if state in {"queued", "cancelled"} and state != _state(change.before):
            order((pk, change.sk), _rest(change.after) if state == "queued" else 0)


def order(job: Key, delay: int = 0) -> None:
    """Let a worker look at a job, some seconds later."""
    body = json.dumps({"pk": job[0], "sk": job[1]})
    queues.order("EXPORT", keys.tenant_of(job[0]), body, delay)


def _rest(image: Image | None) -> int:
    return rules.rest(int(_value(image).get("attempt", 0)))


def _state(image: Image | None) -> object:
    return _value(image).get("state")


def _value(image: Image | None) -> dict[str, Any]:
    value = (image or {}).get("value")
    return value if isinstance(value, dict) else {}
