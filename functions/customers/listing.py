"""Lists of cards: one query of each of the viewer's books, merged in the order asked for, filtered row by row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import islice

from customers.busy import busy
from customers.filters import Where
from customers.planning import Ask, Plan, planned
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Key, Range
from kernel.values import Raw

FILTER_FACTOR = 4
"""A page of a filtered list reads at most so many rows for each one asked for; it may then be short, with a cursor."""

FEW = 2
"""Of so many books each is asked for a whole page: one query for each, whatever lies where."""
LEAST, SPARE = 10, 3
"""Of more books each is asked for at least so many rows, and for so many halves of an equal share: what one book
has too little of is asked for again, what it has too much of was read in vain."""


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
            if row is not None:
                rows.append(row)
            last = place
        if after is None or len(rows) == limit:
            break
    return rows, after


def several(viewer: Viewer, asks: Sequence[Ask], limit: int) -> list[tuple[list[Raw], str | None]]:
    """The first pages of unfiltered lists of one shelf, as `read` gives them; their cards are got together."""
    found = [_places(planned(viewer, ask), limit, None, descending=ask.descending) for ask in asks]
    cards = iter(_cards(viewer.tenant, asks[0], [row for rows, _, _ in found for row in rows]) if asks else ())
    return [([card for card in islice(cards, len(rows)) if card], after) for rows, _, after in found]


def _read_once(
    viewer: Viewer, ask: Ask, plan: Plan, limit: int, after: str | None
) -> tuple[list[tuple[str, Raw | None]], str | None]:
    """`limit` rows with their places, and after which to go on; None for what is not to be listed."""
    rows, places, last = _places(plan, limit, after, descending=ask.descending)
    return list(zip(places, _listed(viewer, ask, plan, rows), strict=True)), last


def _listed(viewer: Viewer, ask: Ask, plan: Plan, rows: Sequence[Raw]) -> Sequence[Raw | None]:
    """The card of each row that is to be listed. What costs a read is looked at where the rest of it passes."""
    if plan.complete:
        return _by_activity(viewer, plan.where, [row if plan.where.passes(row) else None for row in rows])
    cards = _cards(viewer.tenant, ask, _by_activity(viewer, plan.where, rows))
    return [card if card is not None and plan.where.passes(card) else None for card in cards]


def _by_activity(viewer: Viewer, where: Where, rows: Sequence[Raw | None]) -> Sequence[Raw | None]:
    """The rows of records with, or without, an open activity, if that is asked."""
    if where.has_open_activity is None:
        return rows
    known = busy(viewer, [row["sk"]["S"] for row in rows if row is not None])
    return [row if row and (row["sk"]["S"] in known) == where.has_open_activity else None for row in rows]


def _places(plan: Plan, limit: int, after: str | None, *, descending: bool) -> tuple[list[Raw], list[str], str | None]:
    """`limit` rows, their places, and after which to go on; the one after them is read too: only that tells."""
    ranges = [_after(where, after, descending=descending) for where in plan.ranges]
    rows = merged(ranges, limit, plan.order, descending=descending)
    places = [row[plan.order]["S"] for row in rows[:limit]]
    return rows[:limit], places, places[-1] if len(rows) > limit else None


def merged(ranges: Sequence[Range], limit: int, order: str = "sk", *, descending: bool) -> list[Raw]:
    """The first rows of several books, each row once: `limit` of them, and one more if there is one."""
    size = limit + 1 if len(ranges) <= FEW else max(LEAST, SPARE * limit // (2 * len(ranges)))
    books = (_rows(where, size) for where in ranges)
    rows = merge(*books, key=lambda row: row[order]["S"], reverse=descending)
    return list(islice(_once_each(rows), limit + 1))


def _after(where: Range, place: str | None, *, descending: bool) -> Range:
    if place is None:
        return where
    return replace(where, below=place) if descending else replace(where, above=place)


def _rows(where: Range, size: int) -> Iterator[Raw]:
    """The rows of one book, read in pages of `size` as far as they are asked for: 1 MB may end one before that."""
    left, start = size, None
    while True:
        page = table.page(where, limit=left, start=start)
        yield from page.items
        if page.last is None:
            return
        left, start = left - len(page.items) or size, page.last


def _once_each(rows: Iterable[Raw]) -> Iterator[Raw]:
    """A record that lies in several of the viewer's books comes once: its rows have one place."""
    before = None
    for row in rows:
        if row["sk"]["S"] != before:
            yield row
        before = row["sk"]["S"]


def _cards(tenant: str, ask: Ask, rows: Sequence[Raw | None]) -> list[Raw | None]:
    """The card of each row; None for one that has moved this moment, or is none."""
    where: list[Key | None] = [
        (keys.book(tenant, ask.shelf, keys.own(row["owner"]["S"])), row["sk"]["S"]) if row else None for row in rows
    ]
    found = table.get_many(key for key in where if key)
    return [found.get(key) if key else None for key in where]
