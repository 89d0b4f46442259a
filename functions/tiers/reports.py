"""Answers that tell who moved between tiers, when, and why."""

from datetime import datetime
from typing import Literal

from customers.grounds import Cause, Ground
from kernel.fields import Code, Frozen, Total, Ulid
from tiers.rules import Basis


class Grounds(Frozen):
    """What a tier rests on, and the same in words. Sums of what the caller does not see are null."""

    kind: Ground
    text: str
    basis: Basis | None = None
    of: Literal["amount", "contracts"] | None = None
    """Whether an amount was to be reached, or a number of contracts."""
    amount: Total | None = None
    """What was brought in."""
    needed: Total | None = None
    by: Ulid | None = None
    """Who set it by hand."""
    reason: str | None = None
    """What they gave as reason."""


class TierName(Frozen):
    """A tier; one that is no more has no name."""

    id: Code
    name: str | None


class TierMove(Frozen):
    """A move from a tier to another, or who set it by hand; no tier: null."""

    number: int
    at: datetime
    before: TierName | None
    after: TierName | None
    cause: Cause | None
    title: str
    grounds: Grounds


class TierMovePage(Frozen):
    """A page of the moves of a customer, newest first."""

    items: tuple[TierMove, ...]
    next_cursor: str | None = None


class RunView(Frozen):
    """A night's recalculation: of which day of the company, and what came of it."""

    run: str
    time_zone: str
    state: Literal["running", "ended"]
    began_at: datetime
    ended_at: datetime | None
    checked: int
    moved: int
    failed: int
    """Customers who could not be decided."""
    repaired: int
    """Of some that were proven: whose facts were not what their documents say."""


class RunPage(Frozen):
    """A page of recalculations, newest first."""

    items: tuple[RunView, ...]
    next_cursor: str | None = None


class RunMove(TierMove):
    """A customer who moved in a recalculation; one that is gone for good has no name."""

    customer: Ulid
    name: str | None


class RunMovePage(Frozen):
    """A page of who moved in a recalculation."""

    items: tuple[RunMove, ...]
    next_cursor: str | None = None
