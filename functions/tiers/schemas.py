"""Bodies of requests and answers about tiers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from jobs.rules import State
from kernel.fields import Code, Discount, Frozen, Line, Total, Ulid
from tiers.reports import Grounds
from tiers.rules import Basis, Ladder, LadderFields


class LadderSave(LadderFields):
    """A ladder to be put in force. Where it changes a discount and there are products, it has to say of which.

    `replace_with` says, for a tier that it has no more, which one those go to who are in it or pinned to it; null: to
    none.
    """

    apply_to_products: bool | None = None
    """True: all products have the discounts that this changes (if none, all); false: those made from now on."""
    replace_with: Annotated[Mapping[Code, Code | None], Field(max_length=50)] = Field(default_factory=dict)


class LadderView(Ladder):
    """The ladder in force and its version (0: none saved yet), and the jobs that follow from its saving."""

    version: int
    older: Mapping[Code, Discount] = Field(default_factory=dict)
    """Percent off, for customers of a tier, on products that say nothing of it, where that is not the tier's own."""
    job: Ulid | None = None
    """What moves customers by it; null where it moves nobody."""
    products_job: Ulid | None = None
    """What gives its discounts to all products."""


class RemovalQuery(Frozen):
    """Where those go who are in a tier that is deleted, or pinned to it: to another one, or to none."""

    replace_with: Code | None = None
    customers: Literal["without_tier"] | None = None


class LadderTrial(LadderFields):
    """A ladder to be tried: tiers, basis, automatic, and where those would go whose tier it has no more."""

    replace_with: Annotated[Mapping[Code, Code | None], Field(max_length=50)] = Field(default_factory=dict)


class TierCounts(Frozen):
    """How many are in a tier, or in none, and how many would be."""

    tier: Code | None
    before: int
    after: int


class Step(Frozen):
    """How many records would go from a tier to another; null: none."""

    before: Code | None
    after: Code | None
    records: int


class PreviewView(Frozen):
    """Who would move by another ladder, as far as the job is; `pinned` are those whom no money moves."""

    job: Ulid
    state: State
    reason: str | None = None
    records: int
    move: int
    pinned: int
    tiers: tuple[TierCounts, ...]
    steps: tuple[Step, ...]
    created_at: datetime
    finished_at: datetime | None = None


class MoveView(Frozen):
    """A record that would move, and what it has brought in.

    Without code and name where the record has gone elsewhere since.
    """

    customer: Ulid
    code: str | None
    name: str | None
    owner: Ulid
    before: Code | None = None
    after: Code | None = None
    revenue: Total
    contracts: int
    payment: Total


class MovePage(Frozen):
    """A page of who would move, those first who would come into the highest tier."""

    items: tuple[MoveView, ...]
    next_cursor: str | None = None


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
    since: datetime | None = None
    """Since when they are in this tier, or in none."""
    grounds: Grounds | None = None
