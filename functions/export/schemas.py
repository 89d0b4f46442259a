"""Bodies of requests and answers about exports."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from export.rules import COLUMNS, ColumnName, Kind, Sort, State
from kernel.fields import Frozen, Ulid, Unique


class Request(Frozen):
    """What to export: all that the viewer sees of a kind, perhaps only those with so many stars.

    A `debt` is that of one `customer`: the ledger, with columns and an order of its own.
    """

    kind: Kind
    customer: Ulid | None = None
    sort: Sort = "newest"
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    columns: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=40), Unique] = tuple(COLUMNS)


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
