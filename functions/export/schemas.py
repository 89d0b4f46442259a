"""Bodies of requests and answers about exports."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from activities.wanted import ActivityFilter
from customers.planning import Sort
from customers.wanted import ListFilter
from export.rules import Kind, State
from kernel.fields import AnyOf, Day, Frozen, Ulid, Unique
from kernel.spans import Period
from opportunities.wanted import OpportunityFilter
from reports.rules import By, Scope
from sales.wanted import DocumentFilter

MOST_RECORDS, MOST_COLUMNS = 1000, 60
type ColumnName = Annotated[str, Field(min_length=1, max_length=40)]
type Columns = Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=MOST_COLUMNS), Unique]


class ContactFilter(Frozen):
    """Which contacts: those of one record, or without it all that the caller sees."""

    customer: Ulid | None = None


class ProductFilter(Frozen):
    """Which products: those that are sold, those that are not any more, or without it all."""

    active: bool | None = None


class DebtFilter(Frozen):
    """What all customers owed at the end of a day; without one, or for a day to come, what they owe now, so late."""

    on: Day | None = None


class LostFilter(Frozen):
    """What was lost within these days; without any, all that ever was."""

    date_from: Day | None = None
    date_to: Day | None = None
    date_in: Period | None = None
    """A span of days by its name, as the company's clocks count; not together with from and to."""


class ReportFilter(Frozen):
    """Which report (`GET /v1/reports` names them), and what of it; without days those that it usually is about."""

    name: Annotated[str, Field(max_length=40)]
    date_from: Day | None = None
    date_to: Day | None = None
    date_in: Period | None = None
    by: By | None = None
    scope: Scope | None = None
    department: AnyOf[Ulid] = ()


class Request(Frozen):
    """What to export: all that the caller sees of a kind.

    Or those that are named in `records`, or that a filter finds, in the field that is called as the kind is. Some kinds
    are about one thing: `report` about a report, `customer` about all there is of a `customer`, `debt` about their
    ledger, `score_preview` and `tier_preview` about a `preview`, `email_campaign` about a `campaign`. Their columns,
    and those of `lost`, are always the same.
    """

    kind: Kind
    leads: ListFilter | None = None
    customers: ListFilter | None = None
    partners: ListFilter | None = None
    contacts: ContactFilter | None = None
    products: ProductFilter | None = None
    activities: ActivityFilter | None = None
    opportunities: OpportunityFilter | None = None
    quotes: DocumentFilter | None = None
    orders: DocumentFilter | None = None
    contracts: DocumentFilter | None = None
    receipts: DocumentFilter | None = None
    payment_slips: DocumentFilter | None = None
    debts: DebtFilter | None = None
    lost: LostFilter | None = None
    report: ReportFilter | None = None
    records: Annotated[tuple[Ulid, ...], Field(min_length=1, max_length=MOST_RECORDS), Unique] | None = None
    sort: Sort | None = None
    """Of leads, customers and partners, as their lists have it."""
    reverse: bool = False
    customer: Ulid | None = None
    preview: Ulid | None = None
    """The job of a preview that the caller asked for."""
    campaign: Ulid | None = None
    """Whose recipients, and what became of each."""
    columns: Columns | None = None
    """Of this kind, in this order; left out, those that the caller chose for this kind the last time, or the usual."""


class JobView(Frozen):
    """An export as shown; `url` is there when it is done, and good for 5 minutes."""

    id: Ulid
    request: Request
    state: State
    rows: int
    """Those that are in the file so far."""
    total: int | None = None
    """How many there will be, where that is known beforehand: named records that are not seen are among them."""
    size: int | None = None
    reason: str | None = None
    created_at: datetime
    finished_at: datetime | None = None
    url: str | None = None
    version: int


class JobPage(Frozen):
    """A page of the caller's exports, newest first."""

    items: tuple[JobView, ...]
    next_cursor: str | None = None


class ColumnsQuery(Frozen):
    """Of which kind."""

    kind: Kind


class ColumnView(Frozen):
    """A column that a file may have."""

    name: ColumnName
    header: str
    """In the caller's language."""
    look: Literal["text", "integer", "decimal", "money", "percent", "date", "datetime"]
    usual: bool
    """Whether a file has it where none were ever chosen."""


class ColumnsView(Frozen):
    """The columns of a kind; none of one whose columns are always the same."""

    kind: Kind
    items: tuple[ColumnView, ...]
    chosen: tuple[ColumnName, ...] | None = None
    """Those that the caller chose the last time, in their order."""
