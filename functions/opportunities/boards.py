"""My pipeline: one book of open opportunities by stage, with exact counts, values and weighted values (F5)."""

from collections import defaultdict
from decimal import Decimal

from attached import across
from attached.held import stage_of
from attached.kinds import OPPORTUNITIES
from attached.ordering import Order
from catalogs.model import entries
from catalogs.rules import Entry
from counts.model import of_book
from kernel.access import Viewer
from kernel.values import Raw
from opportunities import planning
from opportunities.listing import row
from opportunities.schemas import BoardQuery, BoardView, ColumnView

WITH_CARDS = 20
"""So many columns at most come with cards, each with one query: a company may have 500 stages."""
_OPEN = "open"


class _Sum:
    """What is in a stage."""

    def __init__(self) -> None:
        self.count, self.value, self.weighted = 0, Decimal(0), Decimal(0)

    def add(self, count: int, value: Decimal, probability: int) -> None:
        """More, of the same probability."""
        self.count += count
        self.value += value
        self.weighted += value * probability / 100


def board(viewer: Viewer, query: BoardQuery) -> BoardView:
    """The open stages as columns. Counts follow a change within about a second; 403 for another's scope."""
    book = planning.scoped(viewer, query.scope, query.department)
    sums = _sums(viewer.tenant, book)
    stages = [item.value for item in entries(viewer.tenant, "opportunity-stages")]
    open_ = [one for one in stages if one.outcome == _OPEN and (one.active or one.code in sums)]
    orders = [_order(one.code, book) for one in open_]
    pages = across.columns(viewer, OPPORTUNITIES, orders[:WITH_CARDS], query.limit)
    pages += [([], None)] * (len(open_) - len(pages))
    columns = tuple(_column(one, sums[one.code], page) for one, page in zip(open_, pages, strict=True))
    return BoardView(
        scope=query.scope, department=next(iter(query.department), None), columns=columns,
        count=sum(one.count for one in columns),
        expected_value=sum((one.expected_value for one in columns), Decimal(0)),
        weighted_value=sum((one.weighted_value for one in columns), Decimal(0)),
    )  # fmt: skip


def _sums(tenant: str, book: str) -> defaultdict[str, _Sum]:
    sums = defaultdict[str, _Sum](_Sum)
    for column, count in of_book(tenant, OPPORTUNITIES.name, book).items():
        stage, probability = stage_of(column)
        sums[stage].add(count.number, Decimal(count.value), probability)
    return sums


def _order(stage: str, book: str) -> Order:
    """The list that goes on where the column ends."""
    above, below = planning.stage_range(stage)
    return Order("by_stage", above=above, below=below, book=book)


def _column(stage: Entry, found: _Sum, page: tuple[list[Raw], str | None]) -> ColumnView:
    rows, more = page
    return ColumnView(
        stage=stage.code, name=stage.name, colour=stage.colour, count=found.count, expected_value=found.value,
        weighted_value=found.weighted, items=tuple(map(row, rows)), next_cursor=more,
    )  # fmt: skip
