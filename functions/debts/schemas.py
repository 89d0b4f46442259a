"""Bodies of requests and answers about debts and manual entries."""

from typing import Annotated

from pydantic import Field

from debts.rules import Adjustment, AdjustmentFields
from kernel.fields import Day, Frozen, Total, Ulid
from ledger.rules import Entry


class AdjustmentCreate(AdjustmentFields):
    """A new manual entry, such as what a customer owed before they were here, or what is written off."""

    customer: Ulid


class AdjustmentView(Adjustment):
    """A manual entry as shown."""

    version: int


class AdjustmentPage(Frozen):
    """A page of manual entries, newest first. Across customers it may be short and still have a next one."""

    items: tuple[AdjustmentView, ...]
    next_cursor: str | None = None


class AdjustmentQuery(Frozen):
    """Which page; of one customer, or without `customer` of all that the caller sees."""

    customer: Ulid | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class Ageing(Frozen):
    """What is owed, by how many days it is late; payments settle what was due first. Adds up to the balance."""

    not_due: Total
    days_1_30: Total
    days_31_60: Total
    days_61_90: Total
    days_over_90: Total


class DebtView(Frozen):
    """What a customer owes on a day of the company's; less than nothing: they have paid more than they owe."""

    customer: Ulid
    on: Day
    currency: str
    balance: Total
    entries: int
    ageing: Ageing


class EntryPage(Frozen):
    """A page of a ledger, the last entry first, each with the balance after it."""

    items: tuple[Entry, ...]
    next_cursor: str | None = None
