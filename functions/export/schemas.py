"""Bodies of requests and answers about exports."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from activities.schemas import ActivityFilter
from export.rules import Kind, Sort, State
from kernel.fields import Code, Frozen, Ulid, Unique
from opportunities.schemas import OpportunityFilter

type ColumnName = Annotated[str, Field(min_length=1, max_length=40)]


class Request(Frozen):
    """What to export: all that the viewer sees of a kind.

    Of leads and customers perhaps only those with so many stars, or in these tiers; of activities and opportunities
    those that are named in `records`, or that the filters find which are called as the kind is. A `debt` is that of
    one `customer`: the ledger, with columns and an order of its own.
    """

    kind: Kind
    customer: Ulid | None = None
    preview: Ulid | None = None
    """For the kinds `score_preview` and `tier_preview`: the job of a preview that the caller asked for."""
    campaign: Ulid | None = None
    """For the kind `email_campaign`: whose recipients, and what became of each."""
    sort: Sort = "newest"
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    tier: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50), Unique] | None = None
    activities: ActivityFilter | None = None
    opportunities: OpportunityFilter | None = None
    records: Annotated[tuple[Ulid, ...], Field(min_length=1, max_length=1000), Unique] | None = None
    columns: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=40), Unique] | None = None
    """Of this kind, in this order; left out, all of them."""


class JobView(Frozen):
    """An export as shown; `url` is there when it is done, and good for 5 minutes."""

    id: Ulid
    request: Request
    state: State
    rows: int
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
