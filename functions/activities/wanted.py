"""What may be asked of a list of activities: apart from their schemas, as exports and lists ask it alike."""

from typing import Annotated, Literal

from pydantic import Field

from activities.rules import Status
from kernel.fields import AnyOf, Code, Frozen, Instant, Line, Ulid
from kernel.spans import Period

type Scope = Literal["mine", "team", "all"]


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
    created_from: Instant | None = None
    created_to: Instant | None = None
    created_in: Period | None = None
    completed_from: Instant | None = None
    completed_to: Instant | None = None
    completed_in: Period | None = None
