"""Lists of cards: one query for administrators and for staff, one per colleague for managers, merged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from identity.viewers import colleagues
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Range
from kernel.values import Raw

if TYPE_CHECKING:
    from customers.rules import Relationship

FILTER_FACTOR = 4
"""A page of a filtered list reads at most so many rows for each one asked for; it may then be short, with a cursor."""

LEAST, SPARE = 10, 3
"""Of several colleagues each is asked for at least so many rows, and for so many halves of an equal share: what one
book has too little of is asked for again, what it has too much of was read in vain."""


@dataclass(frozen=True)
class Ask:
    """A list as one viewer asks for it; the cursor is bound to all of this but the limit."""

    relationship: "Relationship"
    sort: str
    stars: int | None

    @property
    def order(self) -> str:
        """The sort key's attribute in the index that has this order."""
        return "sk" if self.sort == "newest" else "rank"

    def wants(self, row: Raw) -> bool:
        """Whether a row passes the filter."""
        return self.stars is None or row["stars"]["N"] == str(self.stars)


def read(viewer: Viewer, ask: Ask, limit: int, after: str | None) -> tuple[list[Raw], str | None]:
    """(rows, sort key to go on after; None at the end)."""
    rows: list[Raw] = []
    for _ in range(FILTER_FACTOR if ask.stars and ask.sort == "newest" else 1):
        found, after = _read_once(viewer, ask, limit, after)
        wanted = [row for row in found if ask.wants(row)]
        rows += wanted[: limit - len(rows)]
        if len(wanted) < len(found) and ask.sort == "score":
            return rows, None  # ranked rows of other stars: the wanted ones end here
        if len(rows) == limit and wanted[-1] is not rows[-1]:
            return rows, rows[-1][ask.order]["S"]
        if after is None or len(rows) == limit:
            break
    return rows, after


def _read_once(viewer: Viewer, ask: Ask, limit: int, after: str | None) -> tuple[list[Raw], str | None]:
    """`limit` rows, and after which to go on; the row after them is read too, as only that tells whether there is."""
    below = after or (keys.stars(ask.stars + 1) if ask.stars and ask.sort == "score" else None)
    ranges = _ranges(viewer, ask, below)
    size = limit + 1 if len(ranges) == 1 else max(LEAST, SPARE * limit // (2 * len(ranges)))
    books = (_rows(where, ask.order, size) for where in ranges)
    rows = list(islice(merge(*books, key=lambda row: row[ask.order]["S"], reverse=True), limit + 1))
    return rows[:limit], rows[limit - 1][ask.order]["S"] if len(rows) > limit else None


def _rows(where: Range, order: str, size: int) -> Iterator[Raw]:
    """The rows of one book, read in pages of `size` as far as they are asked for."""
    while True:
        page = table.page(where, limit=size)
        yield from page.items
        if page.last is None:
            return
        where = replace(where, below=page.items[-1][order]["S"])


def _ranges(viewer: Viewer, ask: Ask, below: str | None) -> list[Range]:
    if viewer.role == "admin":
        feed = keys.feed(viewer.tenant, ask.relationship)
        return [Range(feed, index="newest" if ask.sort == "newest" else "ranked", below=below, newest_first=True)]
    people = colleagues(viewer) if viewer.role == "manager" and viewer.manages else [viewer.employee]
    books = (keys.book(viewer.tenant, ask.relationship, person) for person in people)
    index = None if ask.sort == "newest" else "mine"
    return [Range(book, index=index, below=below, newest_first=True) for book in books]  # type: ignore[arg-type]
