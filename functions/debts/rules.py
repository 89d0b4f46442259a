"""Manual entries in a customer's ledger (G3): never without a reason, never changed, taken back by cancelling."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.access import Category, Sight
from kernel.fields import Change, Day, Frozen, Prose, Ulid
from kernel.problems import FieldError, Problem

OF_DEBTS: tuple[Category, ...] = ("orders", "contracts", "receipts")
"""What a debt is made of."""


class AdjustmentFields(Frozen):
    """What a person writes of a manual entry; `amount` more than nothing: the customer owes more."""

    date: Day
    due: Day | None = None
    amount: Change
    reason: Annotated[Prose, Field(min_length=1, max_length=500)]


class Adjustment(AdjustmentFields):
    """A manual entry. It counts from the moment it is made, until it is cancelled."""

    id: Ulid
    customer: Ulid
    state: Literal["confirmed", "cancelled"] = "confirmed"
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def mistakes(adjustment: Adjustment) -> list[FieldError]:
    """What contradicts itself, beyond the shape of the fields."""
    if adjustment.due is not None and adjustment.due < adjustment.date:
        return [FieldError("/due", "not_before", (("other", "date"),))]
    return []


def cancelled(adjustment: Adjustment, by: str, at: datetime) -> Adjustment:
    """It counts no more; 409 when it already does not."""
    if adjustment.state != "confirmed":
        raise Problem("wrong_state", state=adjustment.state, needed="confirmed")
    return adjustment.model_copy(update={"state": "cancelled", "updated_at": at, "updated_by": by})


def sees_whole(sight: Sight) -> bool:
    """Whether somebody sees all that a debt is made of: a sum tells what it is made of, also what came before them."""
    return all(sight.sees(category) and sight.since(category) is None for category in OF_DEBTS)
