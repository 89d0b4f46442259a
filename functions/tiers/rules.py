"""The ladder of tiers as administrators save it. Who is on which rung is in tiers.standing."""

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kernel.fields import Code, Colour, Frozen, Money, Names, Percent
from tiers.standing import Basis, Kept, brought, observe, tier

__all__ = ["Basis", "Ladder", "Tier", "brought", "observe", "tier"]


class Tier(Frozen):
    """A tier and the one criterion that lets a customer in."""

    id: Code
    name: Names
    colour: Colour
    discount: Percent
    min_amount: Money | None = None
    min_contracts: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class Ladder(Frozen):
    """A tenant's tiers from lowest to highest, and on what basis they are reached."""

    basis: Basis = "revenue"
    automatic: bool = True
    notices: bool = True
    """Whether owners hear by mail of a customer who moves."""
    tiers: Annotated[tuple[Tier, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _one_criterion_each(self) -> "Ladder":
        for one in self.tiers:
            by_amount, by_count = one.min_amount is not None, one.min_contracts is not None
            if by_amount == by_count or (by_count and self.basis == "payment"):
                raise PydanticCustomError("one_criterion", "criterion", {"basis": self.basis})
        amounts = pairwise(tier.min_amount for tier in self.tiers if tier.min_amount is not None)
        counts = pairwise(tier.min_contracts for tier in self.tiers if tier.min_contracts is not None)
        if any(low >= high for low, high in amounts) or any(low >= high for low, high in counts):
            raise PydanticCustomError("ascending", "criteria")
        ids = [tier.id for tier in self.tiers]
        if len(set(ids)) < len(ids):
            raise PydanticCustomError("duplicate", "tier id", {"value": "id"})
        return self

    @property
    def kept(self) -> Kept | None:
        """By itself a ladder keeps nobody anywhere: what is decisive without automatic lies beside it."""
        return None

    def tier(self, tier_id: str) -> Tier | None:
        """The tier of that id."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)
