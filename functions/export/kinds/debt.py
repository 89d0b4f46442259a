"""One customer's debt as a workbook (G3): their ledger in the order of its entries, each with the balance after it.

No validators, as all that the worker imports: entries are read as they are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from customers import places
from export.asked import Asked
from export.cells import Cell, Kind
from export.exported import Exported
from export.homes import home
from export.shapes import Cells, Shape, columns, text
from export.sheets import Rows, Sheet
from export.walking import made, walked
from kernel import keys
from kernel.access import Category, Viewer
from kernel.problems import Problem
from kernel.values import Raw, decode_item

_PAGE = 1000
_OF_DEBTS: tuple[Category, ...] = ("orders", "contracts", "receipts")
TITLE = ("Công nợ", "Debt")
_WORDS: Mapping[str, tuple[str, str]] = {
    "order": ("Đơn hàng", "Order"), "contract": ("Hợp đồng", "Contract"), "receipt": ("Phiếu thu", "Receipt"),
    "payment-slip": ("Phiếu chi", "Payment slip"), "adjustment": ("Bút toán điều chỉnh", "Adjustment"),
    "merge": ("Gộp hồ sơ", "Merge"), "confirmed": ("Xác nhận", "Confirmed"), "cancelled": ("Huỷ", "Cancelled"),
    "contracted": ("Chuyển sang hợp đồng", "Contracted"), "contract_cancelled": ("Huỷ hợp đồng", "Contract cancelled"),
    "merged": ("Chuyển khi gộp", "Moved by a merge"), "merge_undone": ("Trả lại khi tách", "Moved back"),
    "proof": ("Đối soát", "Proof"), "corrected": ("Chỉnh theo chứng từ", "Corrected by the documents"),
}  # fmt: skip


_SHAPES: Mapping[str, Shape] = {
    "seq": Shape(Kind.INTEGER, 8, "STT", "No."),
    "at": Shape(Kind.DATETIME, 18, "Ghi sổ lúc", "Posted"),
    "kind": text(16, "Chứng từ", "Document", words=_WORDS),
    "number": text(18, "Số", "Number"),
    "date": Shape(Kind.DATE, 14, "Ngày", "Date"),
    "due": Shape(Kind.DATE, 14, "Hạn thanh toán", "Due"),
    "reason": text(24, "Diễn giải", "Why", words=_WORDS),
    "note": text(36, "Lý do", "Reason"),
    "amount": Shape(Kind.MONEY, 20, "Phát sinh", "Amount"),
    "balance": Shape(Kind.MONEY, 20, "Dư nợ", "Balance"),
}


def debtor(viewer: Viewer, customer: str) -> str | None:
    """The customer, or the one that they were merged into, if the viewer sees all that the debt is made of."""
    record = home(viewer.tenant, customer)
    return str(record["id"]) if record and is_seen(viewer, record) else None


def is_seen(viewer: Viewer, record: Mapping[str, Any]) -> bool:
    """Whether a viewer sees all that a record's debt is made of: a sum tells what it is made of."""
    return all(places.sees_all(viewer, record, category) for category in _OF_DEBTS)


def sheets(asked: Asked) -> Sequence[Sheet]:
    """The ledger from its first entry on. Problem `not_found` for who does not see all that the debt is made of now."""
    found = debtor(asked.viewer, str(asked.request.customer))
    if found is None:
        raise Problem("not_found")
    return [ledger(asked, found)]


def ledger(asked: Asked, customer: str) -> Sheet:
    """The ledger of a customer, of whom the viewer was found to see it."""
    cells = Cells(asked, _SHAPES, tuple(_SHAPES))

    def rows(found: Sequence[Raw]) -> Iterator[list[Cell]]:
        return (cells.row(decode_item(raw)["value"]) for raw in found)

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        partition = keys.customer(asked.tenant, customer)
        return made(walked(partition, keys.LEDGER_ENTRY, after, _PAGE, consistent=True), rows)

    return Sheet(title=asked.say(TITLE), columns=columns(asked, _SHAPES, _SHAPES), pages=pages)


DEBT = Exported(TITLE, sheets, about=("customer", debtor))
