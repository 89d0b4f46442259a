"""An export that nobody works at any more goes on."""

from export import rules
from export.model import at
from export.relay import order
from kernel import clock
from kernel.table import Key


def again(work: Key) -> bool:
    """Order a job whose order was lost, or whose worker has ended without a word; False when it is over."""
    item, now = at(work), clock.now()
    if item is None or (item.expires_at or 0) <= now.timestamp() or rules.has_ended(item.value):
        return False
    if item.value.state == "queued" or rules.is_abandoned(item.value, now):
        order(work)
    return True
