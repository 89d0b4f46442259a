"""Which tier a customer is in: a pure decision on the money they brought in (I1-I3)."""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kernel import keys
from kernel.facts import NOTHING, Fact, Facts, Number
from kernel.fields import Code, Colour, Frozen, Money, Names, Percent
from sales.rules import Document, payment, revenue

type Basis = Literal["revenue", "payment"]


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
    tiers: Annotated[tuple[Tier, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _one_criterion_each(self) -> "Ladder":
        for tier in self.tiers:
            by_amount, by_count = tier.min_amount is not None, tier.min_contracts is not None
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

    def tier(self, tier_id: str) -> Tier | None:
        """The tier of that id."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item of a customer's collection says for the tier: money, a pin, and where the card lies."""
    value = item.get("value", {})
    if sk == keys.PROFILE:
        names = {"pin": "pinned_tier", "owner": "owner", "relationship": "relationship"}
        return Facts({Fact(kind, value[name]): 1 for kind, name in names.items() if value.get(name) is not None})
    if sk.startswith((keys.CONTRACT, keys.RECEIPT)):
        document = Document.model_validate(value)
        amount = revenue(document)
        return Facts({Fact("revenue"): amount, Fact("contracts"): int(amount > 0), Fact("payment"): payment(document)})
    return NOTHING


def tier(facts: Facts, ladder: Ladder, current: str | None) -> str | None:
    """The tier of a customer: the pin, else the highest one whose criterion is met; without automatic, as it was."""
    pinned = facts.only("pin")
    if pinned is not None and ladder.tier(pinned):
        return pinned
    if not ladder.automatic:
        return current if current and ladder.tier(current) else None
    met = [one.id for one in ladder.tiers if _met(one, facts, ladder.basis)]
    return met[-1] if met else None


def _met(one: Tier, facts: Facts, basis: Basis) -> bool:
    if one.min_contracts is not None:
        return facts.of("contracts") >= one.min_contracts
    return one.min_amount is not None and brought(facts, basis) >= one.min_amount


def brought(facts: Facts, basis: Basis) -> Decimal:
    """What a customer has brought in on a basis."""
    total: Number = facts.of(basis)
    return Decimal(total)
