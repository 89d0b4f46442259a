"""A merge, or its undoing, that nobody works at any more goes on."""

from kernel import keys, table
from kernel.table import Key
from merging.model import MergeItem
from merging.queue import send


def again(work: Key) -> bool:
    """Order the next step of a merge; False when it is over."""
    item, owner = table.get(MergeItem, work, consistent=True), keys.owner_of(work[0])
    if item is None or owner is None or item.value.state not in {"running", "undoing"}:
        return False
    send(*owner, item.value.absorbed, over=False)
    return True
