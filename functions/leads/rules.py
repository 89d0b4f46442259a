"""What becomes of a lead: pure decisions."""

from datetime import datetime

from customers.rules import Customer, require_open
from kernel.problems import Problem


def converted(record: Customer) -> Customer:
    """The lead as a customer: the same record, in the other list (C3)."""
    if record.relationship == "customer":
        raise Problem("already_customer")
    _require_lead(record)
    require_open(record)
    return record.model_copy(update={"relationship": "customer"})


def pursued(record: Customer, opportunity: str, *, as_customer: bool) -> Customer:
    """The lead that has become an opportunity; and a customer, if that is wanted (C4)."""
    _require_lead(record)
    require_open(record)
    after = converted(record) if as_customer else record
    return after.model_copy(update={"opportunity": opportunity})


def lost(record: Customer, reason: str, note: str | None, at: datetime) -> Customer:
    """The lead, given up at this moment and why; it counts in the statistics of lost ones from this day (C5)."""
    _require_lead(record)
    require_open(record)
    return record.model_copy(update={"lost_at": at, "lost_reason": reason, "lost_note": note})


def reopened(record: Customer) -> Customer:
    """The lead, taken up again."""
    _require_lead(record)
    if record.lost_at is None:
        raise Problem("wrong_state", state="open", needed="lost")
    return record.model_copy(update=dict.fromkeys(("lost_at", "lost_reason", "lost_note")))


def _require_lead(record: Customer) -> None:
    if record.relationship != "lead":
        raise Problem("wrong_state", state=record.relationship, needed="lead")
