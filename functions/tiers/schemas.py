"""Bodies of requests and answers about tiers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Frozen, Line, Total, Ulid
from tiers.rules import Basis, Ladder


class LadderView(Ladder):
    """The ladder in force and its version (0: none saved yet)."""

    version: int


class PinCreate(Frozen):
    """A tier set by hand, and why."""

    tier: Code
    reason: Annotated[Line, Field(max_length=400)]


class StandingView(Frozen):
    """Where a customer stands, and on what grounds; sums of what was not shared with the caller are null."""

    customer: Ulid
    tier: Code | None
    name: str | None
    discount: str | None
    pinned: bool
    basis: Basis
    revenue: Total | None
    contracts: int | None
    payment: Total | None
    computed_at: datetime
