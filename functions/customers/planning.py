"""Which queries answer a list: the fewest, by who asks, in which order, and with which filters."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from customers import places
from customers.filters import Where
from customers.places import LOST
from identity.viewers import colleagues, people_of
from kernel import ids, keys
from kernel.access import Viewer
from kernel.table import INDEX_KEYS, Index, Range

if TYPE_CHECKING:
    from customers.places import Shelf

type Sort = Literal[
    "newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value"
]  # fmt: skip

_ORDERS: dict[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "score": ("mine", True), "name": ("by_name", False), "code": ("by_code", False),
    "updated": ("by_updated", True), "last_activity": ("by_active", True), "expected_close": ("by_close", False),
    "expected_value": ("by_value", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""


@dataclass(frozen=True)
class Ask:
    """A list as one viewer asks for it; the cursor is bound to all of this but the limit."""

    shelf: "Shelf"
    sort: Sort = "newest"
    reverse: bool = False
    where: Where = field(default_factory=Where)
    book: str | None = None
    """The one book that is asked for, as kernel.keys names it (customers.scopes); None: all that the viewer has."""

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
    if ask.sort == "newest" and not where.dated and where.lost:
        return "by_stage", (f"{LOST}#", f"{LOST}$"), where.without("lost")
    if ask.sort == "newest" and not where.dated and len(where.stage) == 1 and where.lost is False:
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
    if ask.book is not None and ask.book != keys.EVERYBODY:
        books = _ranked_of(viewer.tenant, ask.book) if index == "mine" else [ask.book]
    elif len(where.owner) == 1 and (viewer.role == "admin" or where.owner[0] == viewer.employee):
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
        books = _ranked(viewer) if index == "mine" else places.read_by(viewer)
    return [keys.book(viewer.tenant, ask.shelf, one) for one in dict.fromkeys(books)], index


def _ranked(viewer: Viewer) -> list[str]:
    """No team's book knows scores: a manager's list by score is that of each of their people."""
    people = colleagues(viewer) if viewer.manages else [viewer.employee]
    departments = sorted({*viewer.manages, viewer.department})
    return [*map(keys.own, people), *map(keys.members, departments)]


def _ranked_of(tenant: str, book: str) -> list[str]:
    """The same of one team; any other book knows scores itself."""
    department = book.removeprefix(keys.team(""))
    if book == department:
        return [book]
    return [*map(keys.own, people_of(tenant, {department})), keys.members(department)]
