"""The fold that makes scores: what the stream runs, and nothing that only an API needs."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from customers.places import PLACE
from customers.shown import show
from kernel import clock, keys, snapshots, table
from kernel.facts import Facts
from kernel.fold import Change
from kernel.snapshots import Fold, Mind, Snapshot
from kernel.table import Item
from kernel.values import IntegerAttribute, Raw, decode
from scoring import points
from scoring.points import Book

_MOST = 100
"""Rulebooks that a worker keeps at hand."""


class InForce(NamedTuple):
    """A publication of rules, made ready."""

    book: Book
    version: int


_books: dict[str, InForce] = {}
"""By publication: what was published never changes."""
_noted: dict[str, tuple[float, InForce]] | None = None


@contextmanager
def noting() -> Iterator[None]:
    """Within a batch the rules in force are looked up once for each tenant, and again when that was too long ago."""
    global _noted  # noqa: PLW0603 - a worker does one batch at a time
    _noted = {}
    try:
        yield
    finally:
        _noted = None


def in_force(tenant: str) -> InForce:
    """The rules in force now; a tenant that has published none has version 0, the product's own."""
    now = time.monotonic()
    noted = _noted.get(tenant) if _noted is not None else None
    if noted and now - noted[0] < snapshots.QUICK:
        return noted[1]
    raw = table.read((keys.settings(tenant), keys.RULEBOOK), consistent=True)
    found = _published(tenant, raw["publication"]["S"], int(raw["version"]["N"])) if raw else _own()
    if _noted is not None:
        _noted[tenant] = now, found
    return found


def _published(tenant: str, publication: str, version: int) -> InForce:
    found = _books.get(publication)
    if found is None:
        found = stored(tenant, version)
        if len(_books) >= _MOST:
            _books.pop(next(iter(_books)))
        _books[publication] = found
    return found


def stored(tenant: str, version: int) -> InForce:
    """The rules as they were published under that number; what the table does not show yet is on its way."""
    if version == 0:
        return _own()
    raw = table.read((keys.settings(tenant), keys.rulebook(version)))
    if raw is None:
        raise table.Transient("the rules are on their way")
    return InForce(points.compiled(points.restored(decode(raw["value"])), raw["zone"]["S"]), version)


@cache
def _own() -> InForce:
    return InForce(points.compiled(points.restored(points.DEFAULT)), 0)


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def today(book: Book) -> int:
    """The present day in the calendar that a rulebook counts in, as a date's ordinal."""
    return day_of(book, clock.now())


def day_of(book: Book, moment: datetime) -> int:
    """The day of a moment in the calendar that a rulebook counts in, as a date's ordinal."""
    return moment.astimezone(_zone(book.lens.zone)).toordinal()


def _mind(tenant: str) -> Mind:
    """How the rules in force observe and decide."""
    rules = in_force(tenant)
    lens = rules.book.lens

    def decide(facts: Facts, _before: Mapping[str, Any]) -> dict[str, Any]:
        day = today(rules.book)
        return dict(points.result(points.evaluate(facts, rules.book, day), rules.version, day))

    return Mind(lens.observe, decide, lens.label, lens.sees_as, points.same)


class ChangingItem(Item):
    """A customer whose score changes by itself on a day."""

    number = IntegerAttribute()
    """Of the snapshot that says so."""


def _project(tenant: str, customer: str, snapshot: Snapshot) -> None:
    score, stars = snapshot.result["score"], snapshot.result["stars"]
    day = snapshot.result.get("changes_on")
    derived = {"score": score, "stars": stars, "rank": keys.rank(stars, score, customer), "changes_on": day}
    if day is not None:  # first, for what is shown on the card is known to be here as well
        entry = ChangingItem(keys.changing_on(tenant), keys.changing(day, customer), number=snapshot.number)
        table.write(table.put(entry))
    show(tenant, customer, snapshot.state.facts, "score_number", snapshot.number, derived)


def shown_in(facts: Facts) -> list[str]:
    """Where the decision is shown."""
    return facts.keys_of(PLACE)


FOLD = Fold("SCORE", "scoring", _mind, _project, shown_in)


def is_shown(card: Raw, decided: Snapshot) -> bool:
    """Whether a card shows what was decided, and until when; and did so no earlier than that was decided."""
    result = decided.result
    if int(card["score_number"]["N"]) < decided.news:
        return False
    until = None if (day := result.get("changes_on")) is None else {"N": str(day)}
    return card.get("changes_on") == until and all(card[name]["N"] == str(result[name]) for name in ("score", "stars"))


def react(pk: str, changes: Sequence[Change]) -> None:
    """Fold one customer's changes."""
    FOLD.react(pk, changes)
