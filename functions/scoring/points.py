"""Points: what is observed of a customer, and what a rulebook makes of it. Nothing else decides a score.

Standard library only: the stream folds with this, and needs no validators for rules that were valid when published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from customers.places import placed
from kernel import keys
from kernel.facts import NOTHING, Fact, Facts, Number

type SignalKind = Literal["open", "click"]

FIELDS = ("source", "sector", "stage", "kind", "owner", "department", "relationship", "priority", "expected_revenue")
"""Profile fields that rules may look at."""
NUMERIC = frozenset({"priority", "expected_revenue"})


class Rules(Protocol):
    """A rulebook, as published (scoring.rules.Rulebook) or as stored (StoredRules)."""

    @property
    def rules(self) -> Sequence[Any]:
        """The rules, each of a kind of scoring.rules.Rule."""
        ...

    @property
    def thresholds(self) -> Sequence[int]:
        """Scores from which a record has 1, 2, 3, 4, 5 stars."""
        ...


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule out of the table; which fields it has follows from its kind."""

    id: str
    name: Mapping[str, str]
    kind: str
    points: int
    cap: int | None = None
    group: str = ""
    field: str = ""
    operator: str = "is"
    values: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A rulebook out of the table."""

    rules: tuple[StoredRule, ...]
    thresholds: tuple[int, ...]


def restored(stored: Mapping[str, Any]) -> StoredRules:
    """A rulebook from its stored map."""
    return StoredRules(tuple(StoredRule(**rule) for rule in stored["rules"]), tuple(stored["thresholds"]))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one rule gives: `count` things observed, `points` in all after the cap.

    `matched` names the group or the field's values that it is for.
    """

    rule: str
    name: Any
    kind: str
    count: int
    points: int
    capped: bool = False
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Contributions always add up to the total."""

    total: int
    stars: int
    contributions: tuple[Contribution, ...]


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item of a customer's collection says for the score; items of other kinds say nothing."""
    if sk == keys.PROFILE:
        return Facts(dict.fromkeys(_profile(item["value"]), 1)) + placed(item["value"])
    if sk.startswith(keys.SIGNAL):
        return Facts({Fact(str(item["kind"])): 1})
    if sk.startswith(keys.QUOTE):
        return _quote(item["value"])
    if sk.startswith(keys.ACTIVITY):
        return Facts({Fact("activity", str(item["value"]["type"])): int(item["value"]["status"] == "completed")})
    if sk.startswith(keys.OPPORTUNITY):
        return Facts({Fact("opportunity_stage", str(item["value"]["stage"])): 1})
    return NOTHING


def _profile(value: dict[str, Any]) -> Iterator[Fact]:
    for name in FIELDS:
        if value.get(name) is not None:
            yield Fact(name, _text(value[name]))
    for group in value.get("groups", ()):
        yield Fact("group", str(group))


def _quote(value: dict[str, Any]) -> Facts:
    """A quote that was confirmed, by what it comes to: each earns by its own value, whatever the others come to."""
    return Facts({Fact("quote", _text(value["amount"])): int(value["state"] == "confirmed")})


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def evaluate(facts: Facts, rulebook: Rules) -> Score:
    """The score that these facts have under these rules. Pure: the same for the same arguments, always."""
    contributions = tuple(c for rule in rulebook.rules if (c := _contribution(facts, rule)) is not None)
    total = sum(c.points for c in contributions)
    return Score(total=total, stars=stars(total, rulebook.thresholds), contributions=contributions)


def stars(total: int, thresholds: Sequence[int]) -> int:
    """How many thresholds the score has reached, but never less than one star (H2)."""
    return max(1, sum(total >= threshold for threshold in thresholds))


def _contribution(facts: Facts, rule: Any) -> Contribution | None:  # noqa: ANN401 - of any kind of scoring.rules.Rule
    count, matched = _found(facts, rule)
    if count <= 0:
        return None
    raw = count * rule.points
    cap = getattr(rule, "cap", None)
    points = raw if cap is None else max(-cap, min(cap, raw))
    return Contribution(rule.id, rule.name, rule.kind, count, points, points != raw, matched)


def _found(facts: Facts, rule: Any) -> tuple[int, tuple[str, ...]]:  # noqa: ANN401 - see above
    """How much of what the rule is for has been observed, and which keys of it."""
    match rule.kind:
        case "group":
            return int(facts.of("group", rule.group)), (rule.group,)
        case "field":
            matched = tuple(found for found in facts.keys_of(rule.field) if _matches(rule, found))
            return int(bool(matched)), matched
        case "email_opened":
            return int(facts.of("open")), ()
        case "email_clicked":
            return int(facts.of("click")), ()
    raise ValueError(f"no rule of kind {rule.kind}")


def _matches(rule: Any, found: str) -> bool:  # noqa: ANN401 - a rule of kind field
    if rule.field not in NUMERIC:
        return found in rule.values
    number, limits = Decimal(found), [Decimal(value) for value in rule.values]
    match rule.operator:
        case "at_least":
            return number >= limits[0]
        case "at_most":
            return number <= limits[0]
        case _:
            return number in limits


type Result = dict[str, Number]


def result(score: Score, version: int) -> Result:
    """What a snapshot keeps of a score; the contributions follow from its facts and that version of the rules."""
    return {"score": score.total, "stars": score.stars, "rulebook": version}


def _rule(kind: str, id_: str, points: int, vi: str, en: str, **more: object) -> dict[str, Any]:
    return {"kind": kind, "id": id_, "points": points, "name": {"vi": vi, "en": en}, **more}


DEFAULT: Mapping[str, Any] = {
    "rules": (
        _rule("group", "vip", 20, "Thuộc nhóm khách VIP", "In the group VIP", group="vip"),
        _rule("field", "referred", 15, "Được giới thiệu", "Referred", field="source", values=("referral",)),
        _rule("field", "exhibition", 10, "Gặp ở hội chợ", "From a fair", field="source", values=("exhibition",)),
        _rule("field", "big", 25, "Doanh thu kỳ vọng từ 500 triệu", "Expected revenue of 500 million or more",
              field="expected_revenue", operator="at_least", values=("500000000",)),
        _rule("email_opened", "opened", 2, "Mở email", "Opened an email", cap=20),
        _rule("email_clicked", "clicked", 5, "Bấm liên kết trong email", "Clicked a link in an email", cap=40),
    ),
    "thresholds": (0, 20, 40, 60, 80),
}  # fmt: skip
"""Version 0 of every tenant's rules (B7), as stored. It never changes: scores name the version that explains them."""
