"""Bodies of requests and answers about activities."""

from typing import Annotated, Literal

from pydantic import Field

from activities.rules import Activity, ActivityFields, Status
from activities.wanted import ActivityFilter
from kernel.fields import Code, Frozen, Instant, Line, Prose, Ulid

type Sort = Literal["newest", "deadline", "start", "subject", "priority", "updated"]
"""What somebody has to do, what a team has (named by `department`), or everything, for administrators."""


class ActivityCreate(ActivityFields):
    """A new activity of a customer. Without an assignee it is the caller's to do."""

    customer: Ulid
    opportunity: Ulid | None = None
    assignee: Ulid | None = None


class ActivityPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one."""

    type: Code | None = None
    subject: Annotated[Line, Field(max_length=200)] | None = None
    start: Instant | None = None
    deadline: Instant | None = None
    status: Status | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    assignee: Ulid | None = None
    opportunity: Ulid | None = None
    reminder_at: Instant | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None
    result: Annotated[Prose, Field(max_length=4000)] | None = None


class End(Frozen):
    """What came of it."""

    result: Annotated[Prose, Field(max_length=4000)] | None = None


class ActivityView(Activity):
    """An activity as shown."""

    overdue: bool
    """Whether its deadline has passed, and there is still something to do."""
    tel: tuple[str, ...]
    """Links that dial the customer's phones (RFC 3966); of a customer whose profile the caller sees."""
    version: int


class ActivityPage(Frozen):
    """A page of activities; it may be short and still have a next one."""

    items: tuple[ActivityView, ...]
    next_cursor: str | None = None


class DayView(Frozen):
    """What somebody has to do on a day of their company: what begins or is due then, and what is overdue."""

    day: str
    overdue: tuple[ActivityView, ...]
    today: tuple[ActivityView, ...]
    more: bool
    """Whether there is more of either than is shown."""


class ActivityQuery(ActivityFilter):
    """Which page of which list.

    Without `sort` what is overdue, or due in a span of days, comes by its deadline, all else newest first. By deadline
    open ones come first.
    """

    sort: Sort | None = None
    reverse: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None
