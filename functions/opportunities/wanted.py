"""What may be asked of a list of opportunities: apart from their schemas, as exports and lists ask it alike."""

from typing import Annotated, Literal

from pydantic import Field

from catalogs.rules import Outcome
from kernel.fields import AnyOf, Code, Day, Frozen, Line, Ulid
from kernel.spans import Period

type Scope = Literal["mine", "team", "all"]
"""What somebody holds, what is a team's (named by `department`), or everything, for administrators."""


class OpportunityFilter(Frozen):
    """Which opportunities. Filters combine: an opportunity must pass each that is given."""

    scope: Scope | None = None
    """One book instead of everything that the caller sees; that of a team is named by `department`, then no filter."""
    number: Annotated[Line, Field(max_length=40)] | None = None
    """What its number begins with."""
    name: Annotated[Line, Field(max_length=200)] | None = None
    """What words of its name begin with, in any order, with or without accents."""
    customer: Ulid | None = None
    """Those of one customer, newest first."""
    creator: AnyOf[Ulid] = ()
    owner: AnyOf[Ulid] = ()
    department: AnyOf[Ulid] = ()
    stage: AnyOf[Code] = ()
    """`follow_up` stands for all stages that are flagged so."""
    outcome: AnyOf[Outcome] = ()
    type: AnyOf[Code] = ()
    source: AnyOf[Code] = ()
    campaign: AnyOf[Code] = ()
    team: AnyOf[Code] = ()
    tier: AnyOf[Code] = ()
    """That the customer is in, for who sees their profile."""
    priority: AnyOf[Annotated[int, Field(ge=0, le=3)]] = ()
    opened_from: Day | None = None
    opened_to: Day | None = None
    opened_in: Period | None = None
    """A span of days by its name, as the company's clocks count; not together with from and to."""
    expected_close_from: Day | None = None
    expected_close_to: Day | None = None
    expected_close_in: Period | None = None
    closed_from: Day | None = None
    """Won or lost from this day on, as the company's clocks count."""
    closed_to: Day | None = None
    closed_in: Period | None = None
    lost_reason: AnyOf[Code] = ()
