"""Kanban: one book of records by stage, with exact counts and the newest cards of each column (C7).

A board is exactly one book, since counters are kept for each book: a record may lie in several books of one viewer
(their own, and that of the team they manage), and the sum of two counters would count it twice.
"""

from collections.abc import Mapping

from catalogs.model import entries
from catalogs.rules import Entry
from counts.model import Count, of_book
from customers import listing
from customers.cards import StageLook
from customers.filters import Where
from customers.places import LOST, UNSTAGED, Shelf
from customers.planning import Ask
from customers.schemas import BoardQuery, BoardView, ColumnView
from customers.scopes import book_of
from customers.stages import card_view, look_of, plain_card
from kernel import cursor
from kernel.access import Viewer
from kernel.values import Raw

WITH_CARDS = 20
"""So many columns at most come with cards, each with one query: a company may have 500 stages."""
_NOTHING = Count(0, 0)


def board(viewer: Viewer, shelf: Shelf, query: BoardQuery) -> BoardView:
    """The stages in use as columns, in their order; before them records without a stage, after them those lost.

    Counts follow a change within about a second. 403 for a scope that is not the caller's.
    """
    book = book_of(viewer, query.scope, query.department)
    counts = of_book(viewer.tenant, shelf, book)
    stages = [item.value for item in entries(viewer.tenant, "stages")]
    names = _columns(stages, counts, lost=query.lost)
    asks = [_ask(shelf, book, name) for name in names]
    pages = listing.several(viewer, asks[:WITH_CARDS], query.limit)
    pages += [([], None)] * (len(names) - len(pages))
    known = {stage.code: look_of(stage) for stage in stages}
    return BoardView(scope=query.scope, department=next(iter(query.department), None), columns=tuple(
        _column(viewer, name, known, counts.get(name, _NOTHING), ask, page)
        for name, ask, page in zip(names, asks, pages, strict=True)
    ))  # fmt: skip


def _columns(stages: list[Entry], counts: dict[str, Count], *, lost: bool) -> list[str]:
    """Stages that are not active any more, or gone from the catalogue, stay while there are records in them."""
    known = [stage.code for stage in stages if stage.active or stage.code in counts]
    gone = sorted(counts.keys() - {*known, UNSTAGED, LOST})
    first = [UNSTAGED] if UNSTAGED in counts else []
    return [*first, *known, *gone, *([LOST] if lost else [])]


def _ask(shelf: Shelf, book: str, name: str) -> Ask:
    """The list that goes on where the column ends."""
    where = Where(lost=True) if name == LOST else Where(stage=(name,), lost=False)
    return Ask(shelf, where=where, book=book)


def _column(
    viewer: Viewer, name: str, known: Mapping[str, StageLook], count: Count, ask: Ask,
    page: tuple[list[Raw], str | None],
) -> ColumnView:  # fmt: skip
    rows, last = page
    stage = known.get(name)
    return ColumnView(
        stage=None if name in {LOST, UNSTAGED} else name, lost=name == LOST, name=stage.name if stage else None,
        colour=stage.colour if stage else None, count=count.number, expected_value=count.value,
        items=tuple(card_view(plain_card(row), known) for row in rows),
        next_cursor=cursor.seal(viewer, repr(ask), last) if last else None,
    )  # fmt: skip
