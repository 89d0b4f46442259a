"""Rules as administrators publish them: each kind with what it may look at. What they give is in scoring.points."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from customers.rules import Kind, Relationship
from kernel.access import CATEGORIES, Category, Sight
from kernel.fields import PATH_PATTERN, Code, Frozen, Line, Money, Names, Ulid, Unique
from scoring.observing import NUMERIC
from scoring.points import DEFAULT, Contribution, Score, SignalKind, StoredRules, restored

__all__ = ["Contribution", "Rule", "Rulebook", "Score", "SignalKind", "default_rulebook"]

MOST_RULES = 200
LARGEST = 24_000
"""Bytes that the rules may have as JSON: whoever folds first reads them, and 24 KB cost three read units."""

type ProfileField = Literal[
    "source", "sector", "size", "stage", "kind", "owner", "department", "relationship", "campaign", "contact_status",
    "priority", "expected_revenue", "groups", "types", "labels",
]  # fmt: skip
type Status = Literal["sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed"]
Points = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Threshold = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Cap = Annotated[int, Field(ge=1, le=1_000_000)]
Days = Annotated[int, Field(ge=1, le=3650)]
PathPattern = Annotated[str, StringConstraints(max_length=200, pattern=PATH_PATTERN)]
"""A path of a web site; with `*` at its end, all that begin so."""


class _Named(Frozen):
    id: Code
    name: Names


class _Counting(Frozen):
    cap: Cap | None = None
    """The most that all of them earn, or cost."""


class _Happening(_Counting):
    valid_days: Days | None = None
    """Days on which each counts, its own day being the first; without it, for ever."""
    half_life_days: Days | None = None
    """Days after which each is worth half, after as many again a quarter, and so on."""


class _Rule(_Named):
    points: Points


class GroupRule(_Rule):
    """Points for being in a customer group."""

    kind: Literal["group"]
    group: Code


_CHOICES: Mapping[str, Sequence[str]] = {
    "relationship": get_args(Relationship.__value__), "kind": get_args(Kind.__value__)
}  # fmt: skip
"""Fields whose values are the product's own."""


class FieldRule(_Rule):
    """Points when a profile field is, is one of, is none of, or is at least / at most a value."""

    kind: Literal["field"]
    field: ProfileField
    operator: Literal["is", "in", "is_not", "at_least", "at_most"] = "is"
    values: Annotated[tuple[Annotated[Line, Field(max_length=100)], ...], Field(min_length=1, max_length=50), Unique]

    @field_validator("operator")
    @classmethod
    def _compares_numbers(cls, operator: str, info: ValidationInfo) -> str:
        if operator in {"at_least", "at_most"} and info.data.get("field", "priority") not in NUMERIC:
            raise PydanticCustomError("choice", "operator", {"expected": "is, in, is_not"})
        return operator

    @field_validator("values")
    @classmethod
    def _fit(cls, values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        field = info.data.get("field")
        choice = _CHOICES.get(str(field))
        if choice and not set(values) <= set(choice):
            raise PydanticCustomError("choice", "values", {"expected": ", ".join(choice)})
        if field in NUMERIC and not all(_is_number(value) for value in values):
            raise PydanticCustomError("number", "not a number")
        if info.data.get("operator") in {"is", "at_least", "at_most"} and len(values) != 1:
            raise PydanticCustomError("too_many", "values", {"max_length": 1})
        return values


class ActivityRule(_Rule, _Happening):
    """Points for each completed activity of a type."""

    kind: Literal["activity"]
    activity: Code


class Band(Frozen):
    """Quotes from an amount on, with tax, in the company's currency."""

    at_least: Annotated[Money, Field(ge=0)]
    points: Points


def _different(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    _require_ascending([band.at_least for band in bands])
    return bands


class QuoteValueRule(_Named, _Happening):
    """Points for each confirmed quote by what it comes to: those of the highest band that it reaches."""

    kind: Literal["quote_value"]
    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=20), AfterValidator(_different)]


class QuoteRule(_Rule, _Happening):
    """Points for each confirmed quote."""

    kind: Literal["quote"]


class OpenedRule(_Rule, _Happening):
    """Points for each message that a person opened, however often."""

    kind: Literal["email_opened"]
    through_proxies: bool = False
    """Also where Gmail's or Yahoo's image proxy hides who opened it."""


class ClickedRule(_Rule, _Happening):
    """Points for each link of each message that a person clicked, however often."""

    kind: Literal["email_clicked"]
    through_proxies: bool = False


class CampaignStatusRule(_Rule):
    """Points while a status is the last one that is known of the customer in an email campaign.

    That a mail is still queued is known of us and not of them: no signal tells it, and no rule looks at it.
    """

    kind: Literal["campaign_status"]
    campaign: Code
    status: Status


class CampaignActionRule(_Rule, _Happening):
    """Points for each thing that a customer did in an email campaign."""

    kind: Literal["campaign_action"]
    campaign: Code
    action: Literal["opened", "clicked", "complained", "unsubscribed"]


class OpportunityStageRule(_Rule, _Counting):
    """Points for each opportunity that is in a stage."""

    kind: Literal["opportunity_stage"]
    stage: Code


class VisitRule(_Rule, _Happening):
    """Points for each web visit that was longer than so many minutes."""

    kind: Literal["web_visit"]
    minutes: Annotated[int, Field(ge=1, le=600)]


class PathRule(_Rule, _Happening):
    """Points for each visit of a path, or of any that begins so."""

    kind: Literal["visited_path"]
    path: PathPattern


class ManualRule(_Named, _Happening):
    """How points given or taken by hand count, with the reason that was given; without such a rule, as they are."""

    kind: Literal["manual"]
    points: Literal[1] = 1


Rule = Annotated[
    GroupRule | FieldRule | ActivityRule | QuoteValueRule | QuoteRule | OpenedRule | ClickedRule | CampaignStatusRule
    | CampaignActionRule | OpportunityStageRule | VisitRule | PathRule | ManualRule,
    Field(discriminator="kind"),
]  # fmt: skip


TELLS_OF: Mapping[str, Category] = {
    "group": "profile", "field": "profile", "manual": "profile", "email_opened": "activities",
    "email_clicked": "activities", "campaign_status": "activities", "campaign_action": "activities",
    "web_visit": "activities", "visited_path": "activities", "activity": "activities", "quote": "quotes",
    "quote_value": "quotes", "opportunity_stage": "opportunities",
}  # fmt: skip
"""What of a record a contribution of each kind of rule tells of."""


def told(contributions: Iterable[Contribution], sight: Sight) -> tuple[list[Contribution], int]:
    """(what of these is told to somebody, the points of the rest): the score is everybody's who sees the profile.

    What counts things of which somebody sees only the later ones is not told: its number would tell of the others.
    """
    whole = _whole(sight)
    shared, kept = list[Contribution](), 0
    for one in contributions:
        if TELLS_OF[one.kind] in whole:
            shared.append(one)
        else:
            kept += one.points
    return shared, kept


def tells(kind: str, sight: Sight) -> bool:
    """Whether what rules of a kind give is told to somebody, as `told` does."""
    return TELLS_OF[kind] in _whole(sight)


def _whole(sight: Sight) -> set[Category]:
    return {one for one in CATEGORIES if sight.sees(one) and sight.since(one) is None} | {"profile"}


def _consistent(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    ids = [rule.id for rule in rules]
    for place, one in enumerate(ids):
        if one in ids[:place]:
            raise PydanticCustomError("duplicate", "rule id", {"value": one})
    if sum(rule.kind == "manual" for rule in rules) > 1:
        raise PydanticCustomError("duplicate", "rule kind", {"value": "manual"})
    if sum(len(rule.model_dump_json().encode()) for rule in rules) > LARGEST:
        raise PydanticCustomError("too_large_together", "rules", {"limit": LARGEST})
    return rules


def _rising(thresholds: "Thresholds") -> "Thresholds":
    _require_ascending(thresholds)
    return thresholds


def _require_ascending(numbers: Sequence[int | Decimal]) -> None:
    if any(low >= high for low, high in pairwise(numbers)):
        raise PydanticCustomError("ascending", "not ascending")


type Rules = Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES), AfterValidator(_consistent)]
type Thresholds = Annotated[tuple[Threshold, Threshold, Threshold, Threshold, Threshold], AfterValidator(_rising)]


class Rulebook(Frozen):
    """Published rules, and the scores from which a record has 2, 3, 4, 5 stars (below all of them: 1)."""

    rules: Rules = ()
    thresholds: Thresholds = (0, 20, 40, 60, 80)


class Draft(Rulebook):
    """Rules that are being written: nothing is scored by them until they are published."""

    id: Ulid
    title: Annotated[Line, Field(max_length=120)]
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


class Rescoring(Frozen):
    """What the job takes that brings every score in line with a published version."""

    version: int


class Trial(Frozen):
    """What the job takes that tries new rules: them, in whose days they count, and the version in force then."""

    rulebook: Rulebook
    zone: str
    against: int


class BackTest(Trial):
    """The same over what was won or lost from one instant to another."""

    begins: str
    ends: str


class RuleChange(Frozen):
    """A rule that is another now."""

    rule: Code
    before: Rule
    after: Rule


class Difference(Frozen):
    """What differs between two rulebooks; rules are told by their id, and their order is of no account."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[RuleChange, ...]
    thresholds: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    """Those before and those after, where they differ."""


def difference(before: Rulebook, after: Rulebook) -> Difference:
    """What has to change in one rulebook to make the other of it."""
    old, new = ({rule.id: rule for rule in book.rules} for book in (before, after))
    return Difference(
        added=tuple(rule for id_, rule in new.items() if id_ not in old),
        removed=tuple(rule for id_, rule in old.items() if id_ not in new),
        changed=tuple(
            RuleChange(rule=id_, before=old[id_], after=rule)
            for id_, rule in new.items()
            if id_ in old and old[id_] != rule
        ),
        thresholds=(before.thresholds, after.thresholds) if before.thresholds != after.thresholds else None,
    )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def ready(rulebook: Rulebook) -> StoredRules:
    """A rulebook as it will be out of the table."""
    return restored(rulebook.model_dump())


def default_rulebook() -> Rulebook:
    """Version 0 of every tenant's rules."""
    return Rulebook.model_validate(DEFAULT)
