"""What may be deleted, and for how long it can be had back. Pure decisions."""

from datetime import datetime, timedelta

from customers.rules import Customer
from kernel.problems import Problem

RECOVERABLE = timedelta(days=30)
"""So long a deleted record can be recovered."""
_GRACE = timedelta(hours=1)
"""A recovery that was asked for at the last moment has come to its end by then."""
SETTLED = timedelta(days=1)
"""So long after its record nothing comes into a collection any more: streams and requests are done with it."""


def deleted(customer: Customer, by: str, at: datetime) -> Customer:
    """In the trash, with all that is attached to it (C2); 409 while it is being merged."""
    if customer.merging is not None:
        raise Problem("merge_running", headers={"Retry-After": "5"})
    return customer.model_copy(update={"deleted_at": at, "deleted_by": by})


def recovered(customer: Customer, now: datetime) -> Customer:
    """Where it was before; 409 once its time is over."""
    if customer.deleted_at is None or customer.deleted_at + RECOVERABLE <= now:
        raise Problem("recovery_over", days=RECOVERABLE.days)
    return customer.model_copy(update={"deleted_at": None, "deleted_by": None})


def overdue(now: datetime) -> datetime:
    """What was deleted before this moment goes for good."""
    return now - RECOVERABLE - _GRACE
