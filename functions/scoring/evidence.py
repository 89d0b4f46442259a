"""What is behind a contribution: the items of a record's collection that earn something by one rule, each by itself.

An item is looked at as the score looks at it: observed, and decided by that one rule. So nothing is evidence that
earns nothing, and of what counts nothing is missing, whatever kind the rule is of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from kernel import keys
from kernel.fields import Day, Frozen, Total
from kernel.snapshots import UNREADABLE
from kernel.values import Raw, decode_image
from scoring import points
from scoring.observing import SEVERAL, fits
from scoring.points import Book, StoredRules, compiled


class _Earning(Frozen):
    """What an item earns: how many times it counts, the points when it happened, and what is left of them.

    `worth` is before it is rounded: a contribution's worth is the sum over all of its evidence, what was given and
    what was taken each rounded once.
    """

    count: int
    points: int
    worth: Total


class SignalEvidence(_Earning):
    """Something that a person did: opened or clicked a message, visited a site, or a page of it."""

    kind: Literal["signal"] = "signal"
    signal: str
    message: str | None = None
    link: str | None = None
    campaign: str | None = None
    path: str | None = None
    """The page that a rule asks for; of a visit, its first."""
    seconds: int | None = None
    at: datetime


class QuoteEvidence(_Earning):
    """A confirmed quote."""

    kind: Literal["quote"] = "quote"
    id: str
    number: str | None = None
    amount: Total
    date: Day


class ActivityEvidence(_Earning):
    """A completed activity."""

    kind: Literal["activity"] = "activity"
    id: str
    type: str
    subject: str
    completed_at: datetime | None = None


class OpportunityEvidence(_Earning):
    """An opportunity in its stage."""

    kind: Literal["opportunity"] = "opportunity"
    id: str
    name: str
    stage: str
    opened: Day | None = None


class AdjustmentEvidence(_Earning):
    """Points given or taken by hand."""

    kind: Literal["adjustment"] = "adjustment"
    id: str
    reason: str
    by: str
    at: datetime


class FieldEvidence(_Earning):
    """A field of the profile, as it stands: what of it the rule asks for, or where it asks for other values, all."""

    kind: Literal["field"] = "field"
    field: str
    values: tuple[str, ...]


class UnreadableEvidence(_Earning):
    """Something that counts, and of which too little is known to show it: nobody enters such a thing by the API."""

    kind: Literal["unreadable"] = "unreadable"
    item: str


EvidenceItem = Annotated[
    SignalEvidence
    | QuoteEvidence
    | ActivityEvidence
    | OpportunityEvidence
    | AdjustmentEvidence
    | FieldEvidence
    | UnreadableEvidence,
    Field(discriminator="kind"),
]


class EvidencePage(Frozen):
    """A page of what is behind a contribution; it may be short, or empty, and still have a next one."""

    items: tuple[EvidenceItem, ...]
    next_cursor: str | None = None


LIES: Mapping[str, str] = {
    "group": keys.PROFILE, "field": keys.PROFILE, "activity": keys.ACTIVITY, "quote": keys.QUOTE,
    "quote_value": keys.QUOTE, "email_opened": keys.signal("open#"), "email_clicked": keys.signal("click#"),
    "campaign_status": keys.SIGNAL, "campaign_action": keys.SIGNAL, "web_visit": keys.SIGNAL,
    "visited_path": keys.SIGNAL, "opportunity_stage": keys.OPPORTUNITY, "manual": keys.POINTS,
}  # fmt: skip
"""Where in a collection what a rule of each kind looks at lies."""


@dataclass(frozen=True)
class Drill:
    """One rule by itself, and the day on which it is asked what it gives."""

    book: Book
    day: int

    @property
    def prefix(self) -> str:
        """Of the items that it may be about."""
        return LIES[self.book.rules[0].kind]

    def behind(self, row: Raw) -> EvidenceItem | None:
        """What an item earns, if anything."""
        sk, item = row["sk"]["S"], decode_image(row)
        try:
            count, earned, worth = points.earned(self.book.lens.observe(sk, item), self.book, 0, self.day)
        except UNREADABLE:
            return None  # it counts as nothing, as in the score
        if count <= 0:
            return None
        gives = {"count": count, "points": earned, "worth": worth}
        try:
            return _SHOWN[self.prefix.partition("#")[0]](item, self.book.rules[0], gives)
        except UNREADABLE:
            return UnreadableEvidence(item=sk, **gives)


def drill(whole: Book, rule_id: str, on: int) -> Drill | None:
    """One of a rulebook's rules; None if it has none of that id."""
    found = next((rule for rule in whole.rules if rule.id == rule_id), None)
    return Drill(compiled(StoredRules((found,), ()), whole.lens.zone), on) if found else None


type _Show = Callable[[dict[str, Any], Any, dict[str, Any]], EvidenceItem]


def _picked[E: _Earning](of: type[E]) -> _Show:
    """What is shown of an item is those of its fields that have the same names there."""
    names = of.model_fields.keys() - _Earning.model_fields.keys() - {"kind"}

    def shown(item: dict[str, Any], _: Any, gives: dict[str, Any]) -> Any:  # noqa: ANN401 - the model says which
        value = item["value"]
        return of.model_validate({name: value[name] for name in names if name in value} | gives)

    return shown


def _signal(item: dict[str, Any], rule: Any, gives: dict[str, Any]) -> SignalEvidence:  # noqa: ANN401 - any rule
    names = ("message", "link", "campaign", "path", "seconds", "at")
    known = {name: item[name] for name in names if name in item}
    if rule.kind == "visited_path":
        known["path"] = next(path for path in item.get("paths") or (item["path"],) if fits(rule.path, path))
    return SignalEvidence.model_validate({"signal": item["kind"], **known, **gives})


def _field(item: dict[str, Any], rule: Any, gives: dict[str, Any]) -> FieldEvidence:  # noqa: ANN401 - any rule
    name, asked = ("groups", (rule.group,)) if rule.kind == "group" else (rule.field, rule.values)
    there = item["value"].get(name)
    values = [str(one) for one in there] if name in SEVERAL and there else [] if there is None else [str(there)]
    if name in SEVERAL and rule.operator != "is_not":
        values = [one for one in values if one in asked]
    return FieldEvidence(field=name, values=tuple(values), **gives)


_SHOWN: Mapping[str, _Show] = {
    "PROFILE": _field, "SIGNAL": _signal, "QUOTE": _picked(QuoteEvidence), "ACTIVITY": _picked(ActivityEvidence),
    "OPPORTUNITY": _picked(OpportunityEvidence), "POINTS": _picked(AdjustmentEvidence),
}  # fmt: skip
