"""A score worked out once more from the raw items, slowly and by other means, as one would by hand.

Nothing of the product but its key strings: for each rule a list of what earned something, and when; what faded is a
sum of fractions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
LAST = 150
"""Days that are looked at for the next change: after so many nothing is left of what the rules here give."""
RANKS = ("queue", "send", "delivery", "open", "click", "bounce", "complaint", "unsubscribe")
STATUS = ("queued", "sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed")
NAMED = dict(zip(RANKS, STATUS, strict=True))
PROXIES = ("agent:gmail", "agent:yahoo")
LISTS = ("groups", "types", "labels")
type Told = Mapping[str, Any]


@dataclass(frozen=True)
class Hit:
    day: int
    points: int


@dataclass(frozen=True)
class Given:
    """What a rule gives: how many count, what they were worth, are worth, and after the cap."""

    rule: str
    number: int
    earned: int
    worth: int
    points: int


@dataclass(frozen=True)
class Worked:
    total: int
    stars: int
    given: tuple[Given, ...]
    changes_on: int | None


def with_by_hand(book: Told) -> Told:
    """The same, with points given by hand as they are where the rules say nothing of them."""
    said = any(rule["kind"] == "manual" for rule in book["rules"])
    return book if said else {**book, "rules": [*book["rules"], {"kind": "manual", "id": "manual"}]}


def worked_out(items: Mapping[str, Told], book: Told, today: int) -> Worked:
    given, changes = [], []
    for rule in book["rules"]:
        hits = list(_hits(rule, items))
        if rule["kind"] in {"group", "field", "campaign_status"}:
            hits = hits[:1]
        now = _standing(rule, hits, today)
        number, earned, plus, minus = now
        worth = plus + minus
        if _ages(rule):
            on = next((day for day in range(today + 1, today + LAST) if _standing(rule, hits, day) != now), None)
            changes += [on] if on is not None else []
        if number == 0 or (rule.get("half_life_days") and worth == 0):
            continue
        cap = rule.get("cap")
        points = worth if cap is None else max(-cap, min(cap, worth))
        given.append(Given(rule["id"], number, earned, worth, points))
    total = sum(one.points for one in given)
    stars = max(1, sum(total >= one for one in book["thresholds"]))
    return Worked(total, stars, tuple(given), min(changes, default=None))


def _ages(rule: Told) -> bool:
    return bool(rule.get("valid_days") or rule.get("half_life_days"))


def _standing(rule: Told, hits: Iterable[Hit], today: int) -> tuple[int, int, int, int]:
    """Number, points when earned, and the worth today of what was given, and of what was taken."""
    valid, half = rule.get("valid_days"), rule.get("half_life_days")
    counting = [hit for hit in hits if valid is None or today < hit.day + valid]
    plus = _rounded(sum(_left(hit, half, today) for hit in counting if hit.points > 0))
    minus = -_rounded(sum(_left(hit, half, today) for hit in counting if hit.points < 0))
    return len(counting), sum(hit.points for hit in counting), plus, minus


def _left(hit: Hit, half: int | None, today: int) -> Fraction:
    return abs(hit.points) * (_power(max(0, today - hit.day), half) if half else Fraction(1))


@cache
def _power(age: int, half: int) -> Fraction:
    if age % half == 0:
        return Fraction(1, 2 ** (age // half))
    with localcontext(prec=70):
        return Fraction(Decimal(2) ** (-Decimal(age) / Decimal(half)))


def _rounded(worth: Fraction | int) -> int:
    return int(worth + Fraction(1, 2))


def _day(at: str | None) -> int:
    if at is None:
        return 0
    return (date.fromisoformat(at) if len(at) == 10 else datetime.fromisoformat(at).astimezone(HOME)).toordinal()


def _hits(rule: Told, items: Mapping[str, Told]) -> Iterator[Hit]:
    """What earns by a rule, one by one."""
    signals = [one for sk, one in items.items() if sk.startswith("SIGNAL#") and "kind" in one]
    yield from _of_profile(rule, items["PROFILE"]["value"])
    yield from _of_signals(rule, signals)
    for sk, one in items.items():
        if "value" in one:
            yield from _of_attached(rule, sk.partition("#")[0], one["value"])


def _of_profile(rule: Told, profile: Told) -> Iterator[Hit]:
    if rule["kind"] == "group" and rule["group"] in profile.get("groups", ()):
        yield Hit(0, rule["points"])
    if rule["kind"] == "field" and _fits(rule, profile):
        yield Hit(0, rule["points"])


def _of_attached(rule: Told, name: str, value: Told) -> Iterator[Hit]:
    points = rule.get("points", 0)
    match rule["kind"], name:
        case "activity", "ACTIVITY" if value["status"] == "completed" and value["type"] == rule["activity"]:
            yield Hit(_day(value["completed_at"]), points)
        case "quote", "QUOTE" if value["state"] == "confirmed":
            yield Hit(_day(value["date"]), points)
        case "quote_value", "QUOTE" if value["state"] == "confirmed":
            worth = _band(rule, value["amount"])
            yield from [Hit(_day(value["date"]), worth)] if worth is not None else []
        case "opportunity_stage", "OPPORTUNITY" if value["stage"] == rule["stage"]:
            yield Hit(0, points)
        case "manual", "POINTS" if not value.get("withdrawn_at"):
            yield Hit(_day(value["at"]), value["points"])


def _of_signals(rule: Told, signals: list[Told]) -> Iterator[Hit]:
    kind = rule["kind"]
    if kind == "campaign_status":
        known = [RANKS.index(one["kind"]) for one in _campaign(rule, signals)]
        yield from [Hit(0, rule["points"])] if known and STATUS[max(known)] == rule["status"] else []
    tests: dict[str, Callable[[Told], bool]] = {
        "email_opened": lambda one: one["kind"] == "open" and _counts(rule, one),
        "email_clicked": lambda one: one["kind"] == "click" and _counts(rule, one),
        "campaign_action": lambda one: any(_campaign(rule, [one])) and NAMED[one["kind"]] == rule["action"],
        "web_visit": lambda one: one["kind"] == "visit" and one["seconds"] > 60 * rule["minutes"],
        "visited_path": lambda one: one["kind"] == "visit" and _is_at(rule["path"], one["path"]),
    }
    yield from (Hit(_day(one["at"]), rule["points"]) for one in signals if kind in tests and tests[kind](one))


def _is_at(wanted: str, path: str) -> bool:
    return path[: len(wanted) - 1] == wanted[:-1] if wanted[-1] == "*" else path == wanted


def _counts(rule: Told, one: Told) -> bool:
    if one.get("verdict") in {None, "human", "unknown"}:
        return True
    return bool(rule.get("through_proxies")) and one["verdict"] == "proxy" and one.get("reason") in PROXIES


def _campaign(rule: Told, signals: Iterable[Told]) -> Iterator[Told]:
    for one in signals:
        if one.get("campaign") == rule["campaign"] and one.get("verdict") in {None, "human", "unknown"}:
            yield one


def _band(rule: Told, amount: int) -> int | None:
    reached = [band for band in rule["bands"] if amount >= band["at_least"]]
    return max(reached, key=lambda band: Decimal(band["at_least"]))["points"] if reached else None


def _fits(rule: Told, profile: Told) -> bool:
    name, wanted = rule["field"], rule["values"]
    has = [str(one) for one in profile.get(name, ())] if name in LISTS else [str(profile.get(name))]
    if name not in profile:
        has = []
    if rule.get("operator") == "is_not":
        return not any(one in wanted for one in has)
    if name not in {"priority", "expected_revenue"}:
        return any(one in wanted for one in has)
    limits = [Decimal(one) for one in wanted]
    asks = {"at_least": lambda one: one >= limits[0], "at_most": lambda one: one <= limits[0]}
    return any(asks.get(rule.get("operator", "is"), limits.__contains__)(Decimal(one)) for one in has)
