"""The ladder of tiers as administrators save it. Who is on which rung is in tiers.standing."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from kernel.fields import Code, Colour, Discount, Frozen, Money, Names, Percent
from kernel.problems import FieldError
from tiers.standing import Basis, Kept, brought, observe, tier

__all__ = ["Basis", "Ladder", "Tier", "brought", "observe", "tier"]

MOST_REPLACED = 200
"""So many tiers that are no more are remembered: jobs move everybody off them long before."""


class Tier(Frozen):
    """A tier and the one criterion that lets a customer in."""

    id: Code
    name: Names
    colour: Colour
    discount: Percent
    min_amount: Money | None = None
    min_contracts: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class LadderFields(Frozen):
    """A tenant's tiers from lowest to highest, and on what basis they are reached."""

    basis: Basis = "revenue"
    automatic: bool = True
    tiers: Annotated[tuple[Tier, ...], Field(max_length=50)] = ()

    def tier(self, tier_id: str) -> Tier | None:
        """The tier of that id."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)


class Ladder(LadderFields):
    """A ladder that makes sense."""

    @model_validator(mode="after")
    def _sound(self) -> "Ladder":
        for error in mistakes(self):
            raise ValueError(error.code)
        return self

    @property
    def kept(self) -> Kept | None:
        """By itself a ladder keeps nobody anywhere: what is decisive without automatic lies beside it."""
        return None

    def instead(self, _tier: str) -> str | None:
        """Where those go who were in a tier that is no more: nowhere, of a ladder that nobody has saved."""
        return None


class Applied(Frozen):
    """Which version of the ladder was the last to give a tier's discount to all products, and what it was."""

    version: int
    discount: Discount


class InForce(Ladder):
    """A ladder as it is kept, with what it still has to say of how tiers were before."""

    replaced: Annotated[Mapping[Code, Code | Literal[""]], Field(max_length=MOST_REPLACED)] = Field(
        default_factory=dict
    )
    """For a tier that is no more, the one that its customers went to; "": none."""
    older: Mapping[Code, Discount] = Field(default_factory=dict)
    """Percent off, for customers of a tier, on products that say nothing of it: for it came for new products only."""
    applied: Mapping[Code, Applied] = Field(default_factory=dict)

    def instead(self, tier: str) -> str | None:
        """Where those went who were in a tier that is no more."""
        return self.replaced.get(tier)


class Moving(Frozen):
    """What a job is about that moves customers: the version of the ladder that asks for it."""

    version: int


class Retiring(Frozen):
    """Tiers that are no more, and where those go who were pinned to them; None: the money decides."""

    tiers: Mapping[Code, Code | None]


class Trial(Frozen):
    """A ladder that is tried, what would be decisive without automatic, and what tiers are called."""

    ladder: InForce
    kept: Mapping[str, Any] | None = None
    switches: bool = False
    """Whether it is this ladder that switches automatic off: then all are kept where they are."""
    names: Mapping[Code, Names]


def mistakes(ladder: LadderFields) -> list[FieldError]:
    """What contradicts itself in a ladder. A higher tier is harder to reach than all below it with its criterion.

    An amount and a number of contracts cannot be compared: who meets either is in the higher of the two tiers.
    """
    found = list[FieldError]()
    hardest: dict[str, tuple[Decimal | int, str]] = {}
    for place, one in enumerate(ladder.tiers):
        path, by_amount, by_count = f"/tiers/{place}", one.min_amount is not None, one.min_contracts is not None
        if by_amount and by_count:
            found.append(FieldError(f"{path}/min_contracts", "two_criteria"))
        elif not by_amount and not by_count:
            found.append(FieldError(f"{path}/min_amount", "one_criterion", (("basis", ladder.basis),)))
        elif by_count and ladder.basis == "payment":
            found.append(FieldError(f"{path}/min_contracts", "no_contracts"))
        for name in ("min_amount", "min_contracts"):
            least = getattr(one, name)
            below = hardest.get(name)
            if least is not None and below is not None and least <= below[0]:
                told = ("limit", f"{Decimal(below[0]):f}"), ("value", below[1])
                found.append(FieldError(f"{path}/{name}", "easier", told))
            elif least is not None:
                hardest[name] = least, one.id
        if one.id in {other.id for other in ladder.tiers[:place]}:
            found.append(FieldError(f"{path}/id", "duplicate", (("value", one.id),)))
    return found


def decides(ladder: InForce) -> tuple[object, ...]:
    """What of a ladder says who is in which tier: the rest is names, colours and discounts."""
    criteria = tuple((one.id, one.min_amount, one.min_contracts) for one in ladder.tiers)
    return ladder.basis, ladder.automatic, criteria, dict(ladder.replaced)


def succeeding(before: InForce, after: LadderFields, replace_with: Mapping[str, str | None]) -> InForce:
    """The ladder after another one: who was in a tier that is no more is where that was replaced with."""
    there = {one.id for one in after.tiers}
    goes = {
        one.id: replace_with[one.id] or "" for one in before.tiers if one.id not in there and one.id in replace_with
    }
    replaced = {**{gone: goes.get(instead, instead) for gone, instead in before.replaced.items()}, **goes}
    known = {gone: instead for gone, instead in replaced.items() if gone not in there and instead in {*there, ""}}
    kept = dict(list(known.items())[-MOST_REPLACED:])
    fields = {name: getattr(after, name) for name in LadderFields.model_fields}
    older, applied = (
        {tier: one for tier, one in side.items() if tier in there} for side in (before.older, before.applied)
    )
    return InForce(**fields, replaced=kept, older=older, applied=applied)


def discounted(before: InForce, after: InForce, version: int, *, everywhere: bool | None) -> InForce:
    """The same ladder, its discounts given to all products or only to those that are made from now on (I4).

    To all go the discounts that this ladder changes, or if it changes none all of them.
    """
    fresh = changed(before, after)
    if everywhere:
        given = {one.id: one.discount for one in after.tiers if one.id in fresh or not fresh}
        older = {tier: discount for tier, discount in after.older.items() if tier not in given}
        applied = {tier: Applied(version=version, discount=discount) for tier, discount in given.items()}
        return after.model_copy(update={"older": older, "applied": {**after.applied, **applied}})
    if everywhere is None:
        return after
    kept = {tier: was.discount if (was := before.tier(tier)) else Decimal(0) for tier in fresh}
    return after.model_copy(update={"older": {**kept, **after.older}})


def changed(before: LadderFields, after: LadderFields) -> set[str]:
    """The tiers whose discount is another one, or that are new and have one."""
    was = {one.id: one.discount for one in before.tiers}
    return {one.id for one in after.tiers if one.discount != was.get(one.id, Decimal(0))}
