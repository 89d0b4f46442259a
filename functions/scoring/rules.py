"""Points: what is observed of a customer, and what a rulebook makes of it. Nothing else decides a score."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kernel import keys
from kernel.facts import NOTHING, Fact, Facts, Number
from kernel.fields import Code, Frozen, Line, Names, Unique

MOST_RULES = 200
LARGEST = 24_000
"""Bytes that the rules may have as JSON: every fold reads them, and 24 KB cost it three read units."""

type SignalKind = Literal["open", "click"]

type ProfileField = Literal[
    "source", "sector", "stage", "kind", "owner", "department", "relationship", "priority", "expected_revenue"
]
_FIELDS = ("source", "sector", "stage", "kind", "owner", "department", "relationship", "priority", "expected_revenue")
_NUMERIC = frozenset({"priority", "expected_revenue"})
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
        if compares and (self.field not in _NUMERIC or len(self.values) != 1):
            raise PydanticCustomError("choice", "operator", {"expected": "is, in"})
        if self.field in _NUMERIC and not all(_is_number(value) for value in self.values):
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


class Contribution(Frozen):
    """What one rule gives: `count` things observed, `points` in all after the cap.

    `matched` names the group or the field's values that it is for.
    """

    rule: Code
    name: Names
    kind: str
    count: int
    points: int
    capped: bool = False
    matched: tuple[str, ...] = ()


class Score(Frozen):
    """Contributions always add up to the total."""

    total: int
    stars: int
    contributions: tuple[Contribution, ...]


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item of a customer's collection says for the score; items of other kinds say nothing."""
    if sk == keys.PROFILE:
        return Facts(dict.fromkeys(_profile(item["value"]), 1))
    if sk.startswith(keys.SIGNAL):
        return Facts({Fact(str(item["kind"])): 1})
    return NOTHING


def _profile(value: dict[str, Any]) -> Iterator[Fact]:
    for name in _FIELDS:
        if value.get(name) is not None:
            yield Fact(name, _text(value[name]))
    for group in value.get("groups", ()):
        yield Fact("group", str(group))


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def evaluate(facts: Facts, rulebook: Rulebook) -> Score:
    """The score that these facts have under these rules. Pure: the same for the same arguments, always."""
    contributions = tuple(c for rule in rulebook.rules if (c := _contribution(facts, rule)) is not None)
    total = sum(c.points for c in contributions)
    return Score(total=total, stars=stars(total, rulebook.thresholds), contributions=contributions)


def stars(total: int, thresholds: tuple[int, ...]) -> int:
    """How many thresholds the score has reached, but never less than one star (H2)."""
    return max(1, sum(total >= threshold for threshold in thresholds))


def _contribution(facts: Facts, rule: Rule) -> Contribution | None:
    count, matched = _found(facts, rule)
    if count <= 0:
        return None
    raw = count * rule.points
    cap = getattr(rule, "cap", None)
    points = raw if cap is None else max(-cap, min(cap, raw))
    return Contribution(
        rule=rule.id,
        name=rule.name,
        kind=rule.kind,
        count=count,
        points=points,
        capped=points != raw,
        matched=matched,
    )


def _found(facts: Facts, rule: Rule) -> tuple[int, tuple[str, ...]]:
    """How much of what the rule is for has been observed, and which keys of it."""
    match rule:
        case GroupRule():
            return int(facts.of("group", rule.group)), (rule.group,)
        case FieldRule():
            matched = tuple(found for found in facts.keys_of(rule.field) if _matches(rule, found))
            return int(bool(matched)), matched
        case OpenedRule():
            return int(facts.of("open")), ()
        case ClickedRule():
            return int(facts.of("click")), ()


def _matches(rule: FieldRule, found: str) -> bool:
    if rule.field not in _NUMERIC:
        return found in rule.values
    number, limits = Decimal(found), [Decimal(value) for value in rule.values]
    match rule.operator:
        case "at_least":
            return number >= limits[0]
        case "at_most":
            return number <= limits[0]
        case _:
            return number in limits


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _rule(kind: str, id_: str, points: int, vi: str, en: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "id": id_, "points": points, "name": {"vi": vi, "en": en}, **more}


def default_rulebook() -> Rulebook:
    """Version 0 of every tenant's rules (B7). It never changes: scores name the version that explains them."""
    return Rulebook.model_validate({
        "rules": (
            _rule("group", "vip", 20, "Thuộc nhóm khách VIP", "In the group VIP", group="vip"),
            _rule("field", "referred", 15, "Được giới thiệu", "Referred", field="source", values=("referral",)),
            _rule("field", "exhibition", 10, "Gặp ở hội chợ", "From a fair", field="source", values=("exhibition",)),
            _rule("field", "big", 25, "Doanh thu kỳ vọng từ 500 triệu", "Expected revenue of 500 million or more",
                  field="expected_revenue", operator="at_least", values=("500000000",)),
            _rule("email_opened", "opened", 2, "Mở email", "Opened an email", cap=20),
            _rule("email_clicked", "clicked", 5, "Bấm liên kết trong email", "Clicked a link in an email", cap=40),
        ),
    })  # fmt: skip


type Result = dict[str, Number]


def result(score: Score, version: int) -> Result:
    """What a snapshot keeps of a score; the contributions follow from its facts and that version of the rules."""
    return {"score": score.total, "stars": score.stars, "rulebook": version}
