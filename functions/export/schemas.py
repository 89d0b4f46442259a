"""Bodies of requests and answers about exports."""

from datetime import datetime

from export.rules import Request, State
from kernel.fields import Frozen, Ulid


class JobView(Frozen):
    """An export as shown; `url` is there when it is done, and good for 15 minutes."""

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


class Order(Frozen):
    """The queue message that sets a worker to a job."""

    pk: str
    sk: str
