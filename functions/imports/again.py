"""An import that nobody works at any more goes on. Without validators: who looks only orders."""

from datetime import datetime, timedelta

from imports.queue import send
from kernel import clock, table
from kernel.table import Key
from kernel.values import decode_item

_PHASES = frozenset({"reading", "testing", "importing", "undoing"})
_STALE = timedelta(minutes=16)
"""As imports.rules has it."""


def again(work: Key) -> bool:
    """Order the present step of an import whose worker was not heard of for long; False when it is over."""
    row, now = table.read(work, consistent=True), clock.now()
    item = decode_item(row) if row else None
    if item is None or item.get("expires_at", 0) <= now.timestamp() or item["value"]["state"] not in _PHASES:
        return False
    if now - datetime.fromisoformat(item["value"]["heard_at"]) > _STALE:
        send(work, int(item["value"]["step"]))
    return True
