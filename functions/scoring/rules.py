"""Rules as administrators publish them: each kind with what it may look at. What they give is in scoring.points."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kernel.access import CATEGORIES, Category, Sight
from kernel.fields import Code, Frozen, Line, Names, Unique
from scoring.points import DEFAULT, NUMERIC, Contribution, Score, SignalKind, evaluate, observe, stars

__all__ = [
    "Contribution", "Rule", "Rulebook", "Score", "SignalKind", "default_rulebook", "evaluate", "observe", "stars",
]  # fmt: skip

MOST_RULES = 200
LARGEST = 24_000
"""Bytes that the rules may have as JSON: every fold reads them, and 24 KB cost it three read units."""

type ProfileField = Literal[
    "source", "sector", "stage", "kind", "owner", "department", "relationship", "priority", "expected_revenue"
]
Points = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Threshold = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Cap = Annotated[int, Field(ge=1, le=1_000_000)]


class _Rule(Frozen):
    id: Code
    name: Names
    points: Points


class GroupRule(_Rule):
    """Points for being in a customer group."""

    kind: Literal["group"]
    group: Code


class FieldRule(_Rule):
    """Points when a profile field is, is one of, or is at least / at most a value."""

    kind: Literal["field"]
    field: ProfileField
    operator: Literal["is", "in", "at_least", "at_most"] = "is"
    values: Annotated[tuple[Annotated[Line, Field(max_length=100)], ...], Field(min_length=1, max_length=50), Unique]

    @model_validator(mode="after")
    def _fits(self) -> "FieldRule":
        compares = self.operator in {"at_least", "at_most"}
        if compares and (self.field not in NUMERIC or len(self.values) != 1):
            raise PydanticCustomError("choice", "operator", {"expected": "is, in"})
        if self.field in NUMERIC and not all(_is_number(value) for value in self.values):
            raise PydanticCustomError("number", "not a number")
        if self.operator == "is" and len(self.values) != 1:
            raise PydanticCustomError("too_many", "values", {"max_length": 1})
        return self


class OpenedRule(_Rule):
    """Points for each message that was opened, however often; `cap` is the most that all of them earn."""

    kind: Literal["email_opened"]
    cap: Cap | None = None


class ClickedRule(_Rule):
    """Points for each link of each message that was clicked, however often; `cap` as for opened."""

    kind: Literal["email_clicked"]
    cap: Cap | None = None


Rule = Annotated[GroupRule | FieldRule | OpenedRule | ClickedRule, Field(discriminator="kind")]


TELLS_OF: Mapping[str, Category] = {
    "group": "profile", "field": "profile", "email_opened": "activities", "email_clicked": "activities",
}  # fmt: skip
"""What of a record a contribution of each kind of rule tells of."""


def told(contributions: Iterable[Contribution], sight: Sight) -> tuple[list[Contribution], int]:
    """(what of these is told to somebody, the points of the rest): the score is everybody's who sees the profile.

    What counts things of which somebody sees only the later ones is not told: its number would tell of the others.
    """
    whole = {one for one in CATEGORIES if sight.sees(one) and sight.since(one) is None} | {"profile"}
    shared, kept = list[Contribution](), 0
    for one in contributions:
        if TELLS_OF[one.kind] in whole:
            shared.append(one)
        else:
            kept += one.points
    return shared, kept


class Rulebook(Frozen):
    """Published rules, and the scores from which a record has 2, 3, 4, 5 stars (below all of them: 1)."""

    rules: Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES)] = ()
    thresholds: tuple[Threshold, Threshold, Threshold, Threshold, Threshold] = (0, 20, 40, 60, 80)

    @model_validator(mode="after")
    def _consistent(self) -> "Rulebook":
        ids = [rule.id for rule in self.rules]
        for place, one in enumerate(ids):
            if one in ids[:place]:
                raise PydanticCustomError("duplicate", "rule id", {"value": one})
        if any(low >= high for low, high in zip(self.thresholds, self.thresholds[1:], strict=False)):
            raise PydanticCustomError("ascending", "thresholds")
        if sum(len(rule.model_dump_json().encode()) for rule in self.rules) > LARGEST:
            raise PydanticCustomError("too_large_together", "rules", {"limit": LARGEST})
        return self


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def default_rulebook() -> Rulebook:
    """Version 0 of every tenant's rules."""
    return Rulebook.model_validate(DEFAULT)
