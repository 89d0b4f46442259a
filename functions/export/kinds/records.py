"""Leads and customers: one pass over the cards that the viewer sees now (L1)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from customers import listing
from customers.filters import Where
from customers.planning import Ask
from export.asked import Asked
from export.cells import Cell, Kind
from export.exported import Exported
from export.shapes import PEOPLE, TIERS, Cells, Shape, columns, text
from export.sheets import Rows, Sheet
from kernel.values import Raw, decode_item

PAGE = 1000
SHAPES: Mapping[str, Shape] = {
    "code": text(14, "Mã", "Code"),
    "name": text(36, "Tên", "Name"),
    "stage": text(16, "Giai đoạn", "Stage", names="stages"),
    "source": text(16, "Nguồn", "Source", names="sources"),
    "owner": text(24, "Người phụ trách", "Owner", names=PEOPLE),
    "stars": Shape(Kind.INTEGER, 8, "Số sao", "Stars"),
    "score": Shape(Kind.INTEGER, 10, "Điểm", "Score"),
    "tier": text(16, "Hạng", "Tier", names=TIERS),
    "email": text(30, "Email", "Email"),
    "phone": text(18, "Điện thoại", "Phone"),
    "priority": Shape(Kind.INTEGER, 10, "Ưu tiên", "Priority"),
    "expected_revenue": Shape(Kind.MONEY, 20, "Doanh thu kỳ vọng", "Expected revenue"),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated"),
}
_OF_CARD = ("score", "stars", "tier")


def _sheets(title: tuple[str, str], shelf: Any) -> Callable[[Asked], Sequence[Sheet]]:  # noqa: ANN401 - a shelf
    def sheets(asked: Asked) -> Sequence[Sheet]:
        request = asked.request
        stars = (request.stars,) if request.stars else ()
        ask = Ask(shelf, request.sort, where=Where(stars=stars, tier=request.tier or ()))

        def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
            cells = Cells(asked, SHAPES, request.columns)
            while True:
                found, after = listing.read(asked.viewer, ask, PAGE, after)
                yield _rows(found, cells), after
                if after is None:
                    return

        return [Sheet(title=asked.say(title), columns=columns(asked, SHAPES, request.columns), pages=pages)]

    return sheets


def _rows(cards: Sequence[Raw], cells: Cells) -> Iterator[list[Cell]]:
    for card in cards:
        plain = decode_item(card)
        yield cells.row({**plain["value"], **{name: plain.get(name) for name in _OF_CARD}})


def _exported(vi: str, en: str, shelf: str) -> Exported:
    return Exported((vi, en), _sheets((vi, en), shelf), SHAPES)


LEADS = _exported("Khách hàng tiềm năng", "Leads", "lead")
CUSTOMERS = _exported("Khách hàng", "Customers", "customer")
