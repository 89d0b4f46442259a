"""Bodies of requests and answers about activities."""

from typing import Annotated, Literal

from pydantic import Field

from activities.rules import Activity, ActivityFields, Status
from kernel.fields import AnyOf, Code, Frozen, Instant, Line, Prose, Ulid
from kernel.spans import Period

type Sort = Literal["newest", "deadline", "start", "subject", "priority", "updated"]
type Scope = Literal["mine", "team", "all"]
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


class ActivityFilter(Frozen):
    """Which activities. Filters combine: an activity must pass each that is given."""

    scope: Scope | None = None
    overdue: bool = False
    """Only what is open and past its deadline."""
    open: bool | None = None
    customer: Ulid | None = None
    opportunity: Ulid | None = None
    subject: Annotated[Line, Field(max_length=200)] | None = None
    """What words of its subject begin with, in any order, with or without accents."""
    description: Annotated[Line, Field(max_length=200)] | None = None
    result: Annotated[Line, Field(max_length=200)] | None = None
    type: AnyOf[Code] = ()
    status: AnyOf[Status] = ()
    priority: AnyOf[Annotated[int, Field(ge=0, le=3)]] = ()
    assignee: AnyOf[Ulid] = ()
    department: AnyOf[Ulid] = ()
    creator: AnyOf[Ulid] = ()
    tier: AnyOf[Code] = ()
    """That the customer is in, for who sees their profile."""
    deadline_from: Instant | None = None
    deadline_to: Instant | None = None
    deadline_in: Period | None = None
    """A span of days by its name, as the company's clocks count; not together with from and to."""
    start_from: Instant | None = None
    start_to: Instant | None = None
    start_in: Period | None = None


class ActivityQuery(ActivityFilter):
    """Which page of which list.

    Without `sort` what is overdue, or due in a span of days, comes by its deadline, all else newest first. By deadline
    open ones come first.
    """

    sort: Sort | None = None
    reverse: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None
