"""Products as a workbook, in the columns of the import's template; everybody in a company sees them (G1)."""

from collections.abc import Iterator, Mapping, Sequence

from export.asked import Asked
from export.cells import Kind
from export.exported import Exported
from export.shapes import Cells, Shape, columns, text
from export.sheets import Rows, Sheet
from export.walking import walked
from kernel import keys, table
from kernel.values import Raw, decode

_PAGE = 500
TITLE = ("Sản phẩm", "Products")
SHAPES: Mapping[str, Shape] = {
    "code": text(16, "Mã", "Code"),
    "name": text(40, "Tên", "Name"),
    "unit": text(12, "Đơn vị", "Unit"),
    "price": Shape(Kind.MONEY, 20, "Đơn giá", "Price"),
    "tax": Shape(Kind.DECIMAL, 10, "Thuế (%)", "Tax (%)"),
    "active": text(12, "Đang dùng", "Active"),
    "note": text(40, "Ghi chú", "Note"),
}


def sheets(asked: Asked) -> Sequence[Sheet]:
    """A row for each product, newest first, or as they were chosen."""
    chosen = asked.request.columns
    active = (asked.request.filter or {}).get("active")

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        cells = Cells(asked, SHAPES, chosen)
        for found, more in _found(asked, after):
            values = (decode(raw["value"]) for raw in found)
            yield [cells.row(one) for one in values if active in {None, one["active"]}], more

    return [Sheet(title=asked.say(TITLE), columns=columns(asked, SHAPES, chosen), pages=pages)]


def _found(asked: Asked, after: str | None) -> Iterator[tuple[Sequence[Raw], str | None]]:
    partition, records = keys.products(asked.tenant), asked.request.records
    if records is None:
        yield from walked(partition, keys.PRODUCT, after, _PAGE, newest_first=True)
        return
    where = [(partition, keys.product(one)) for one in records]
    found = table.get_many(where)
    yield [found[key] for key in where if key in found], None


PRODUCTS = Exported(TITLE, sheets, SHAPES)
