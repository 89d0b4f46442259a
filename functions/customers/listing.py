"""Lists of cards: one query of each of the viewer's books, merged in the order asked for, filtered row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from identity.viewers import colleagues
from kernel import ids, keys, table
from kernel.access import Viewer
from kernel.table import INDEX_KEYS, Index, Key, Range
from kernel.values import Raw

if TYPE_CHECKING:
    from customers.places import Shelf

type Sort = Literal[
    "newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value"
]  # fmt: skip

FILTER_FACTOR = 4
"""A page of a filtered list reads at most so many rows for each one asked for; it may then be short, with a cursor."""

FEW = 2
"""Of so many books each is asked for a whole page: one query for each, whatever lies where."""
LEAST, SPARE = 10, 3
"""Of more books each is asked for at least so many rows, and for so many halves of an equal share: what one book
has too little of is asked for again, what it has too much of was read in vain."""

_ORDERS: dict[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "score": ("mine", True), "name": ("by_name", False), "code": ("by_code", False),
    "updated": ("by_updated", True), "last_activity": ("by_active", True), "expected_close": ("by_close", False),
    "expected_value": ("by_value", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""


@dataclass(frozen=True)
class Where:
    """What a row must be to be listed: any of the values of each filter that is given. Instants are as stored."""

    stars: tuple[int, ...] = ()
    tier: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    lost: bool | None = None
    created_from: str | None = None
    created_to: str | None = None
    updated_from: str | None = None
    updated_to: str | None = None

    def passes(self, row: Raw) -> bool:
        """Whether a card, as stored, is to be listed."""
        value = row["value"]["M"]
        single = all(not (wanted := getattr(self, name)) or _text(value, name) in wanted for name in _SINGLE)
        several = all(not (wanted := getattr(self, name)) or _has(wanted, value, of) for name, of in _SEVERAL.items())
        derived = (not self.stars or int(row["stars"]["N"]) in self.stars) and (
            not self.tier or row.get("tier", {}).get("S") in self.tier
        )
        lost = self.lost is None or self.lost == ("lost_at" in value)
        return single and several and derived and lost and all(
            _within(_text(value, f"{name}_at"), getattr(self, f"{name}_from"), getattr(self, f"{name}_to"))
            for name in ("created", "updated")
        )  # fmt: skip

    @property
    def dated(self) -> bool:
        """Whether a time of making is asked for."""
        return bool(self.created_from or self.created_to)

    def without(self, *names: str) -> "Where":
        """The filters that are left when an index or a range sees to these."""
        plain: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **plain)


_SINGLE = ("stage", "owner", "department", "source", "sector")
_SEVERAL = {"group": "groups", "type": "types", "label": "labels"}


def _text(value: Raw, name: str) -> str | None:
    found: str | None = value.get(name, {}).get("S")
    return found


def _has(wanted: Iterable[str], value: Raw, name: str) -> bool:
    """Whether one of the codes that a row has is wanted."""
    return any(one["S"] in wanted for one in value.get(name, {}).get("L", ()))


def _within(at: str | None, least: str | None, below: str | None) -> bool:
    return (least is None or (at or "") >= least) and (below is None or (at or "") < below)


@dataclass(frozen=True)
class Ask:
    """A list as one viewer asks for it; the cursor is bound to all of this but the limit."""

    shelf: "Shelf"
    sort: Sort = "newest"
    reverse: bool = False
    where: Where = Where()

    @property
    def descending(self) -> bool:
        """Whether it begins at the end of the index."""
        return _ORDERS[self.sort][1] != self.reverse


@dataclass(frozen=True)
class Plan:
    """Which queries answer a list: ranges in the same order, what tells a row's place in it, what is left to filter."""

    ranges: list[Range]
    order: str
    complete: bool
    """Whether the rows are cards; else each only says where its card is."""
    where: Where


def read(viewer: Viewer, ask: Ask, limit: int, after: str | None) -> tuple[list[Raw], str | None]:
    """(cards, place to go on after; None at the end)."""
    plan = planned(viewer, ask)
    rows: list[Raw] = []
    last = after
    for _ in range(FILTER_FACTOR if plan.where != Where() else 1):
        found, after = _read_once(viewer, ask, plan, limit, after)
        for place, row in found:
            if len(rows) == limit:
                return rows, last
            if row is not None and plan.where.passes(row):
                rows.append(row)
            last = place
        if after is None or len(rows) == limit:
            break
    return rows, after


def _read_once(
    viewer: Viewer, ask: Ask, plan: Plan, limit: int, after: str | None
) -> tuple[list[tuple[str, Raw | None]], str | None]:
    """`limit` rows with their places, and after which to go on; the one after them is read too: only that tells."""
    ranges = [_after(where, after, descending=ask.descending) for where in plan.ranges]
    size = limit + 1 if len(ranges) <= FEW else max(LEAST, SPARE * limit // (2 * len(ranges)))
    books = (_rows(where, plan.order, size) for where in ranges)
    merged = merge(*books, key=lambda row: row[plan.order]["S"], reverse=ask.descending)
    rows = list(islice(_once_each(merged), limit + 1))
    places = [row[plan.order]["S"] for row in rows]
    cards = rows if plan.complete else _cards(viewer.tenant, ask, rows[:limit])
    return list(zip(places[:limit], cards, strict=False)), places[limit - 1] if len(rows) > limit else None


def _after(where: Range, place: str | None, *, descending: bool) -> Range:
    if place is None:
        return where
    return replace(where, below=place) if descending else replace(where, above=place)


def _rows(where: Range, order: str, size: int) -> Iterator[Raw]:
    """The rows of one book, read in pages of `size` as far as they are asked for."""
    while True:
        page = table.page(where, limit=size)
        yield from page.items
        if page.last is None:
            return
        where = _after(where, page.last[order]["S"], descending=where.newest_first)


def _once_each(rows: Iterable[Raw]) -> Iterator[Raw]:
    """A record that lies in several of the viewer's books comes once: its rows have one place."""
    before = None
    for row in rows:
        if row["sk"]["S"] != before:
            yield row
        before = row["sk"]["S"]


def _cards(tenant: str, ask: Ask, rows: list[Raw]) -> list[Raw | None]:
    """The card of each row; None for one that has moved this moment."""
    where: list[Key] = [(keys.book(tenant, ask.shelf, keys.own(row["owner"]["S"])), row["sk"]["S"]) for row in rows]
    found: dict[Key, Raw] = {}
    for start in range(0, len(where), 100):
        found |= table.get_many(where[start : start + 100])
    return [found.get(key) for key in where]


def planned(viewer: Viewer, ask: Ask) -> Plan:
    """The cheapest queries that answer a list."""
    index, (above, below), where = _sought(ask)
    partitions, index = _books(viewer, ask, index)
    ranges = [Range(one, index, above=above, below=below, newest_first=ask.descending) for one in partitions]
    complete = index in _WHOLE and not any(keys.is_slim(one) for one in partitions)
    return Plan(ranges, INDEX_KEYS[index][1], complete, where)


_WHOLE: frozenset[Index | None] = frozenset({None, "newest", "ranked", "mine"})
"""Where a row is read as it lies in the book; the other indexes hold only keys."""


def _sought(ask: Ask) -> tuple[Index | None, tuple[str | None, str | None], Where]:
    """The index, the part of it, and which filters are left: the others are that part."""
    index, where = _ORDERS[ask.sort][0], ask.where
    if ask.sort == "score" and len(where.stars) == 1:
        return index, (keys.stars(where.stars[0]), keys.stars(where.stars[0] + 1)), where.without("stars")
    if ask.sort == "newest" and len(where.stage) == 1 and where.lost is False and not where.dated:
        (stage,) = where.stage
        return "by_stage", (f"{stage}#", f"{stage}$"), where.without("stage", "lost")
    if ask.sort == "newest" and (where.created_from or where.created_to):
        return index, (_first(where.created_from, 0), _first(where.created_to, 1)), where
    if ask.sort == "updated" and (where.updated_from or where.updated_to):
        return index, (where.updated_from, where.updated_to), where
    return index, (None, None), where


def _first(at: str | None, later: int) -> str | None:
    """Where the records of an instant begin, or of so many milliseconds later: ids know no finer time."""
    return ids.first(datetime.fromisoformat(at) + timedelta(milliseconds=later)) if at else None


def _books(viewer: Viewer, ask: Ask, index: Index | None) -> tuple[list[str], Index | None]:
    """The partitions in which everything lies that this viewer may list and asks for, and their index."""
    feed, where = keys.feed(viewer.tenant, ask.shelf), ask.where
    if len(where.owner) == 1 and (viewer.role == "admin" or where.owner[0] == viewer.employee):
        books = [keys.own(where.owner[0])]
    elif viewer.role == "admin" and index == "mine":
        return [feed], "ranked"
    elif viewer.role == "admin" and len(where.department) == 1:
        books = [keys.team(where.department[0])]
    elif viewer.role == "admin":
        if index is None:
            return [feed], "newest"
        books = [keys.EVERYBODY]
    else:
        books = _ranked(viewer) if index == "mine" else _own(viewer)
    return [keys.book(viewer.tenant, ask.shelf, one) for one in dict.fromkeys(books)], index


def _own(viewer: Viewer) -> list[str]:
    """A manager's own records are among the team's where the manager works in a department that they manage."""
    teams = [keys.team(one) for one in sorted(viewer.manages)]
    if viewer.department in viewer.manages:
        return teams
    return [*teams, keys.own(viewer.employee), keys.members(viewer.department)]


def _ranked(viewer: Viewer) -> list[str]:
    """No team's book knows scores: a manager's list by score is that of each of their people."""
    people = colleagues(viewer) if viewer.manages else [viewer.employee]
    departments = sorted({*viewer.manages, viewer.department})
    return [*map(keys.own, people), *map(keys.members, departments)]
