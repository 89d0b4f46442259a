"""A job that nobody works at any more goes on. Without validators, and whatever its kind: who looks only orders."""

from datetime import datetime

from jobs import queue
from kernel import clock, table
from kernel.table import Key
from kernel.values import decode_item

_OVER = frozenset({"done", "cancelled"})
"""What failed and is still under way is to be tried again, which is for its worker to do."""


def again(work: Key) -> bool:
    """Order the present step of a job; False when it is over."""
    row = table.read(work, consistent=True)
    item = decode_item(row) if row else None
    if item is None or item.get("expires_at", 0) <= clock.now().timestamp():
        return False
    job = item["value"]
    if job["state"] in _OVER:
        return False
    rests = job.get("rests_until")
    queue.send(work, job["step"], datetime.fromisoformat(rests) if rests else None)
    return True
