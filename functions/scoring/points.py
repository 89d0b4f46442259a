"""Points: what a rulebook makes of what was observed. Nothing else decides a score.

Standard library only: the stream folds with this, and needs no validators for rules that were valid when published.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol

from kernel import clock
from kernel.facts import Facts, Number
from scoring import decay
from scoring.decay import Entry
from scoring.observing import NUMERIC, SEVERAL, STATUS, Lens, observe

__all__ = ["Book", "Contribution", "Score", "SignalKind", "StoredRules", "compiled", "evaluate", "observe", "stars"]

type SignalKind = Literal["open", "click"]
type _Hit = tuple[str, int, int, int]
"""Key, day, how many, points for each."""

BY_HAND: Mapping[str, Any] = {
    "kind": "manual", "id": "manual", "points": 1, "name": {"vi": "Điều chỉnh bằng tay", "en": "Adjusted by hand"},
}  # fmt: skip
"""What points given by hand count as where a rulebook says nothing of them."""
_CALLED = ("manual", "by_hand", "~")
"""What that is called: the first name that no rule has, and the last one none can have."""
_RANKS = tuple(dict.fromkeys(STATUS.values()))


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
    points: int = 0
    cap: int | None = None
    valid_days: int | None = None
    half_life_days: int | None = None
    group: str = ""
    field: str = ""
    operator: str = "is"
    values: Sequence[str] = ()
    activity: str = ""
    bands: Sequence[Mapping[str, Any]] = ()
    through_proxies: bool = False
    campaign: str = ""
    status: str = ""
    action: str = ""
    stage: str = ""
    minutes: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A rulebook out of the table."""

    rules: tuple[StoredRule, ...]
    thresholds: tuple[int, ...]


def restored(stored: Mapping[str, Any]) -> StoredRules:
    """A rulebook from its stored map."""
    return StoredRules(tuple(StoredRule(**rule) for rule in stored["rules"]), tuple(stored["thresholds"]))


class Contribution(NamedTuple):
    """What one rule gives: the `number` of things that count today, and the points for them.

    `earned` is what they were worth when they happened, `worth` what they are worth today after the half-life, and
    `points` what the rule gives of that after its cap. `matched` names the group or the field's values that it is for.
    """

    rule: str
    name: Any
    kind: str
    number: int
    earned: int
    worth: int
    points: int
    matched: tuple[str, ...] = ()

    @property
    def capped(self) -> bool:
        """Whether the cap took something."""
        return self.points != self.worth


class Score(NamedTuple):
    """Contributions always add up to the total. `changes_on`: the ordinal of the day on which it does by itself."""

    total: int
    stars: int
    contributions: tuple[Contribution, ...]
    changes_on: int | None = None


type Weigh = Callable[[str], int | None]
"""What a rule gives for one thing with a key; None: it is not for that."""
type Whole = Callable[[Facts], tuple[str, ...]]
"""What of all facts a rule is for, that counts once."""


@dataclass(slots=True)
class Book:
    """A rulebook made ready: for each fact at hand which rules look at it, so that most rules cost nothing."""

    rules: tuple[Any, ...]
    thresholds: Sequence[int]
    looks: dict[str, tuple[dict[str, list[tuple[int, int]]], list[tuple[int, Weigh]]]] = field(default_factory=dict)
    """By kind of fact: for a key the places of the rules for just that, with what each gives for one; and the rules
    that look at every key."""
    wholes: list[tuple[int, Whole]] = field(default_factory=list)
    heads: list[tuple[str, Any, str, int | None, int]] = field(default_factory=list)
    """By place: id, name, kind and cap of a rule, and how it counts."""
    lens: Lens = field(default_factory=Lens)

    def for_key(self, place: int, kind: str, key: str = "") -> None:
        """The rule at a place gives its points for each of these."""
        exact, _ = self.looks.setdefault(kind, ({}, []))
        exact.setdefault(key, []).append((place, self.rules[place].points))

    def for_some(self, place: int, kind: str, weigh: Weigh) -> None:
        """The rule at a place looks at the keys of a kind."""
        _, scans = self.looks.setdefault(kind, ({}, []))
        scans.append((place, weigh))


def compiled(rulebook: Rules, zone: str = clock.HOME) -> Book:
    """A rulebook made ready, once, for many customers; `zone` is in whose days it counts."""
    book = Book((*rulebook.rules, *_by_default(rulebook)), rulebook.thresholds)
    for place, rule in enumerate(book.rules):
        _COMPILE[rule.kind](book, place, rule)
        book.heads.append((rule.id, rule.name, rule.kind, rule.cap, _way(rule)))
    timed = {kind for rule in book.rules if _way(rule) == _AGED for kind in _LOOKS_AT[rule.kind]}
    paths = sorted({rule.path for rule in book.rules if rule.kind == "visited_path"})
    book.lens = Lens(frozenset(timed), tuple(paths), zone)
    return book


def _by_default(rulebook: Rules) -> tuple[StoredRule, ...]:
    """The rule for points by hand of a rulebook that has none of its own."""
    if any(one.kind == "manual" for one in rulebook.rules):
        return ()
    taken = {one.id for one in rulebook.rules}
    return (StoredRule(**{**BY_HAND, "id": next(name for name in _CALLED if name not in taken)}),)


def _way(rule: Any) -> int:  # noqa: ANN401 - of any kind of scoring.rules.Rule
    if rule.kind in _STANDS:
        return _ONCE
    return _EACH if rule.valid_days is None and rule.half_life_days is None else _AGED


def _field(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind field
    kind, wanted = SEVERAL.get(rule.field, rule.field), rule.values
    if rule.operator == "is_not":
        same: Callable[[str], object] = _number if kind in NUMERIC else str
        unwanted = {same(value) for value in wanted}
        book.wholes.append((place, lambda facts: () if unwanted & set(map(same, facts.keys_of(kind))) else wanted))
    elif kind in NUMERIC:
        meets, limits = _COMPARE[rule.operator], [_number(value) for value in wanted]
        book.for_some(place, kind, lambda key: rule.points if meets(_number(key), limits) else None)
    else:
        for value in wanted:
            book.for_key(place, kind, value)


_COMPARE: Mapping[str, Callable[[Number, Sequence[Number]], bool]] = {
    "at_least": lambda found, limits: found >= limits[0], "at_most": lambda found, limits: found <= limits[0],
    "is": lambda found, limits: found in limits, "in": lambda found, limits: found in limits,
}  # fmt: skip


def _number(text: str) -> Number:
    """A whole number as int: it is compared four times as fast as a Decimal."""
    return int(text) if text.isdecimal() else Decimal(text)


def _bands(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind quote_value
    bands = sorted(((_number(str(_of(one, "at_least"))), _of(one, "points")) for one in rule.bands), reverse=True)

    def weigh(key: str) -> int | None:
        amount = _number(key)
        for at_least, points in bands:
            if amount >= at_least:
                return int(points)
        return None

    book.for_some(place, "quote", weigh)


def _of(band: Any, name: str) -> Any:  # noqa: ANN401 - a band as published, or as stored
    return band[name] if isinstance(band, Mapping) else getattr(band, name)


def _mail(kind: str) -> Callable[[Book, int, Any], None]:
    def add(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind email_opened, email_clicked
        book.for_key(place, kind)
        if rule.through_proxies:
            book.for_key(place, f"{kind}_proxied")

    return add


def _status(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind campaign_status
    for status in _RANKS:
        book.for_key(place, "campaign", f"{rule.campaign}:{status}")


def _visit(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind web_visit
    book.for_some(place, "visit", lambda key: rule.points if int(key) >= rule.minutes else None)


def _by_hand(book: Book, place: int, rule: Any) -> None:  # noqa: ANN401 - a rule of kind manual
    book.for_some(place, "manual", lambda key: int(key) * int(rule.points))


_COMPILE: Mapping[str, Callable[[Book, int, Any], None]] = {
    "group": lambda book, place, rule: book.for_key(place, "group", rule.group),
    "field": _field,
    "activity": lambda book, place, rule: book.for_key(place, "activity", rule.activity),
    "quote_value": _bands,
    "quote": lambda book, place, rule: book.for_some(place, "quote", lambda _: rule.points),
    "email_opened": _mail("open"),
    "email_clicked": _mail("click"),
    "campaign_status": _status,
    "campaign_action": lambda book, place, rule: book.for_key(place, "campaign", f"{rule.campaign}:{rule.action}"),
    "opportunity_stage": lambda book, place, rule: book.for_key(place, "opportunity_stage", rule.stage),
    "web_visit": _visit,
    "visited_path": lambda book, place, rule: book.for_key(place, "path", rule.path),
    "manual": _by_hand,
}
_LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "activity": ("activity",), "quote_value": ("quote",), "quote": ("quote",), "email_opened": ("open", "open_proxied"),
    "email_clicked": ("click", "click_proxied"), "campaign_action": ("campaign",), "web_visit": ("visit",),
    "visited_path": ("path",), "manual": ("manual",),
}  # fmt: skip
"""What rules for something that happens look at: only these may have a window or a half-life."""
_STANDS = frozenset({"group", "field", "campaign_status"})
"""Rules for how things stand: they give their points once, however much of theirs is found."""
_EACH, _ONCE, _AGED = range(3)
_new = tuple.__new__


def evaluate(facts: Facts, book: Book, today: int) -> Score:
    """The score that these facts have under these rules on a day (a date's ordinal).

    Pure: the same for the same arguments, always.
    """
    found = _found(facts, book)
    contributions: list[Contribution] = []
    changes: list[int] = []
    total, heads = 0, book.heads
    for place in sorted(found):
        id_, name, kind, cap, way = heads[place]
        hits = found[place]
        key, _, count, each = hits[0]
        matched: tuple[str, ...] = ()
        if way == _EACH:
            worth = count * each
            if len(hits) > 1:
                for _, _, more, each in hits[1:]:
                    count += more
                    worth += more * each
            earned = worth
        elif way == _ONCE:
            if len(hits) == 1 and count > 0 and kind != "campaign_status":  # as _stands says, but it is called often
                matched = (key,)
            else:
                matched = _stands(book.rules[place], hits)
            count, earned = (1, each) if matched else (0, 0)
            worth = earned
        else:
            count, earned, worth = _aged(book.rules[place], hits, today, changes)
        if count > 0:
            points = worth if cap is None or -cap <= worth <= cap else (cap if worth > 0 else -cap)
            contributions.append(_new(Contribution, (id_, name, kind, count, earned, worth, points, matched)))
            total += points
    changes_on = min(changes) if changes else None
    return _new(Score, (total, stars(total, book.thresholds), tuple(contributions), changes_on))


def _found(facts: Facts, book: Book) -> dict[int, list[_Hit]]:
    """What each rule is for, by its place, of those that find something."""
    found: dict[int, list[_Hit]] = {}
    looks = book.looks.get
    for (kind, key, day), count in facts.whole():
        look = looks(kind)
        if look is None:
            continue
        exact, scans = look
        for place, points in exact.get(key, ()):
            if place in found:
                found[place].append((key, day, count, points))
            else:
                found[place] = [(key, day, count, points)]
        for place, weigh in scans:
            if (weight := weigh(key)) is not None:
                found.setdefault(place, []).append((key, day, count, weight))
    for place, whole in book.wholes:
        for key in whole(facts):
            found.setdefault(place, []).append((key, 0, 1, book.rules[place].points))
    return found


def _stands(rule: Any, hits: list[_Hit]) -> tuple[str, ...]:  # noqa: ANN401 - of any kind of scoring.rules.Rule
    """What a rule for how things stand is met by; a campaign's status only by the last one that is known."""
    if len(hits) == 1:
        key, _, number, _ = hits[0]
        if rule.kind != "campaign_status":
            return (key,) if number > 0 else ()
        return (rule.status,) if number > 0 and key.endswith(f":{rule.status}") else ()
    matched = sorted([key for key, _, count, _ in hits if count > 0])
    if rule.kind == "campaign_status":
        known = [key.rpartition(":")[2] for key in matched]
        return (rule.status,) if max(known, key=_RANKS.index, default=None) == rule.status else ()
    return tuple(matched)


def _aged(rule: Any, hits: list[_Hit], today: int, changes: list[int]) -> tuple[int, int, int]:  # noqa: ANN401 - see above
    """(how many still count, what they were worth, what they are worth): nothing, once nothing is left of it."""
    entries = [Entry(day, int(number), int(number) * points) for _, day, number, points in hits]
    now = decay.valid(entries, rule.valid_days, today)
    worth = decay.worth(now, rule.half_life_days, today)
    on = decay.changes_on(now, rule.valid_days, rule.half_life_days, today)
    if on is not None:
        changes.append(on)
    if worth == 0 and rule.half_life_days is not None:
        return 0, 0, 0
    return sum(one.number for one in now), sum(one.points for one in now), worth


def earned(facts: Facts, book: Book, place: int, today: int) -> tuple[int, int, Decimal]:
    """(how many count, their points, what is left of these today) by the rule at a place, for some of the facts.

    What evidence of a contribution says of each item: before the cap, and not rounded, so that items add up.
    """
    rule, hits = book.rules[place], _found(facts, book).get(place, [])
    if _way(rule) == _ONCE:
        stands = rule.points if hits and _stands(rule, hits) else None
        return (0, 0, Decimal(0)) if stands is None else (1, stands, Decimal(stands))
    entries = [Entry(day, int(number), int(number) * points) for _, day, number, points in hits]
    now = decay.valid(entries, rule.valid_days, today)
    left = decay.exact(now, rule.half_life_days, today)
    return sum(one.number for one in now), sum(one.points for one in now), left


def stars(total: int, thresholds: Sequence[int]) -> int:
    """How many thresholds the score has reached, but never less than one star (H2)."""
    return max(1, bisect_right(thresholds, total))


type Result = dict[str, Number | str]


def result(score: Score, version: int, today: int) -> Result:
    """What a snapshot keeps of a score; the contributions follow from its facts and that version of the rules.

    Where the score changes by itself: on which day it was this, and on which it will be another.
    """
    kept: Result = {"score": score.total, "stars": score.stars, "rulebook": version}
    return kept if score.changes_on is None else {**kept, "day": today, "changes_on": score.changes_on}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two results say the same, until when: then no rulebook and no day has changed anything."""
    return all(one.get(name) == other.get(name) for name in ("score", "stars", "changes_on"))


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
