"""From the table to the queue: a job that is queued in the table is ordered from a worker."""

import json
from collections.abc import Sequence

from kernel import keys, queues
from kernel.fold import Change
from kernel.table import Key


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order every job that has become queued, or may have left something behind; ordering twice is harmless."""
    for change in changes:
        state = _state(change.after)
        if state in {"queued", "cancelled"} and state != _state(change.before):
            order((pk, change.sk))


def order(job: Key) -> None:
    """Let a worker look at a job."""
    body = json.dumps({"pk": job[0], "sk": job[1]})
    queues.order("EXPORT", keys.tenant_of(job[0]), body)


def _state(image: dict[str, object] | None) -> object:
    value = (image or {}).get("value")
    return value.get("state") if isinstance(value, dict) else None
