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


class Page(Frozen):
    """One step of a recalculation: which list of which tenant, after which record, and the count so far."""

    tenant: str
    run: str
    relationship: str = "customer"
    after: str | None = None
    checked: int = 0
    moved: int = 0
