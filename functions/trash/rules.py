"""What may be deleted, and had back. Pure decisions."""

from datetime import datetime

from customers.rules import Customer
from kernel.problems import Problem
from trash.terms import RECOVERABLE


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
