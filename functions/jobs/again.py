"""A job that nobody works at any more goes on. Without validators, and whatever its kind: who looks only orders."""

from datetime import datetime, timedelta

from jobs import queue
from kernel import clock, table
from kernel.table import Key
from kernel.values import decode_item

_PATIENCE = timedelta(minutes=10)
"""One that rests, or rested so lately, is in good hands: each further order would go round with it until it is over."""
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
    rests = datetime.fromisoformat(job["rests_until"]) if "rests_until" in job else None
    if rests is None or rests + _PATIENCE < clock.now():
        queue.send(work, job["step"], rests)
    return True
