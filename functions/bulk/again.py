"""A job that nobody works at any more goes on."""

from bulk.walks import FOLLOWING
from jobs import model, queue, rules
from jobs.model import JobItem
from kernel import clock, table
from kernel.table import Key


def again(work: Key) -> bool:
    """Order the present step of a job; False when it is over.

    A walk follows a change that is saved: one that failed is tried again, until it has come to its end.
    """
    item = table.get(JobItem, work, consistent=True)
    if item is None or (item.expires_at or 0) <= clock.now().timestamp():
        return False
    if item.value.state == "failed" and item.value.kind in FOLLOWING:
        table.write(*model.changing(item, rules.retried(item.value)))  # the stream orders it
        return True
    if not rules.is_open(item.value):
        return False
    queue.send(work, item.value.step, item.value.rests_until)
    return True
