"""Quotes, orders, contracts, receipts and payment slips as workbooks (G2, L1), without their lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, cast

from attached import kinds
from attached.kinds import Kind as Attached
from attached.ordering import Order
from export.asked import Asked
from export.cells import Kind
from export.exported import Exported
from export.kinds.attached import Held, Stored, Thing, Where, sees, sheets
from export.shapes import PEOPLE, TIERS, Shape, text
from kernel import keys, table
from kernel.table import Key
from kernel.values import decode
from sales import asking, filters

STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Nháp", "Draft"), "confirmed": ("Đã xác nhận", "Confirmed"), "cancelled": ("Đã huỷ", "Cancelled"),
}  # fmt: skip
_DUE = ("Hạn thanh toán", "Due")
_ALL: Mapping[str, Shape] = {
    "number": text(16, "Số", "Number"),
    "date": Shape(Kind.DATE, 14, "Ngày", "Date"),
    "due": Shape(Kind.DATE, 14, *_DUE),
    "customer_code": text(14, "Mã khách hàng", "Customer code"),
    "customer": text(36, "Khách hàng", "Customer"),
    "customer_tier": text(16, "Hạng khách hàng", "Customer tier", names=TIERS, usual=False),
    "state": text(16, "Trạng thái", "Status", words=STATES),
    "subtotal": Shape(Kind.MONEY, 20, "Tiền hàng", "Subtotal"),
    "discount": Shape(Kind.MONEY, 20, "Chiết khấu", "Discount"),
    "tax": Shape(Kind.MONEY, 20, "Thuế", "Tax"),
    "amount": Shape(Kind.MONEY, 20, "Tổng tiền", "Total"),
    "receivable": text(14, "Tính công nợ", "Receivable"),
    "repays": text(14, "Hoàn tiền", "Repays"),
    "parent": text(18, "Theo chứng từ", "Follows from", usual=False),
    "opportunity": text(40, "Cơ hội", "Opportunity", usual=False),
    "note": text(40, "Ghi chú", "Note"),
    "confirmed_at": Shape(Kind.DATETIME, 18, "Xác nhận lúc", "Confirmed"),
    "confirmed_by": text(24, "Người xác nhận", "Confirmed by", names=PEOPLE, usual=False),
    "cancelled_at": Shape(Kind.DATETIME, 18, "Huỷ lúc", "Cancelled"),
    "cancelled_by": text(24, "Người huỷ", "Cancelled by", names=PEOPLE, usual=False),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated", usual=False),
}
_PARENTS: Mapping[str, Attached] = {
    "quote": kinds.QUOTES, "order": kinds.ORDERS, "contract": kinds.CONTRACTS, "receipt": kinds.RECEIPTS,
}  # fmt: skip


def _planned(where: Where) -> tuple[Order, Where]:
    """What is looked for by number, day or one state is a range of an index."""
    mine = cast("filters.Where", where)
    return filters.planned(filters.best(mine), mine, reverse=False)


def _beside(asked: Asked, things: Sequence[Thing], chosen: Sequence[str]) -> Sequence[Stored]:
    """The numbers of what documents follow from, and the names of their opportunities, as far as these are seen."""
    wanted = {"parent", "opportunity"} & set(chosen)
    places = [dict(_places(asked, thing, wanted)) for thing in things]
    found = table.get_many(key for some in places for _, key in some.values())
    return [
        {name: _called(asked, thing, kind, found.get(key)) for name, (kind, key) in some.items()}
        | dict.fromkeys({"parent", "opportunity"} - some.keys())
        for thing, some in zip(things, places, strict=True)
    ]  # fmt: skip


def _places(asked: Asked, thing: Thing, wanted: set[str]) -> Iterator[tuple[str, tuple[Attached, Key]]]:
    pk, parent, opportunity = (
        keys.customer(asked.tenant, thing.record["id"]), thing.value.get("parent"), thing.value.get("opportunity"),
    )  # fmt: skip
    if parent and "parent" in wanted:
        kind = _PARENTS[parent["kind"]]
        yield "parent", (kind, (pk, keys.document(kind.prefix, parent["id"])))
    if opportunity and "opportunity" in wanted:
        yield "opportunity", (kinds.OPPORTUNITIES, (pk, keys.document(keys.OPPORTUNITY, opportunity)))


def _called(asked: Asked, thing: Thing, kind: Attached, item: Mapping[str, Any] | None) -> str | None:
    value: Stored = decode(item["value"]) if item else {}
    if not value or not sees(asked.viewer, kind, thing.record, value):
        return None
    return value["name"] if kind is kinds.OPPORTUNITIES else value.get("number")


def _held(kind: Attached, vi: str, en: str, *without: str, **renamed: Shape) -> Held:
    shapes = {name: renamed.get(name, shape) for name, shape in _ALL.items() if name not in without}
    where: Callable[..., Where] = asking.where
    return Held(kind, (vi, en), shapes, where, planned=_planned, beside=_beside)


_UNTIL = Shape(Kind.DATE, 14, "Hiệu lực đến", "Valid until")
HELD = (
    _held(kinds.QUOTES, "Báo giá", "Quotes", "receivable", "repays", "parent", due=_UNTIL),
    _held(kinds.ORDERS, "Đơn hàng", "Orders", "repays"),
    _held(kinds.CONTRACTS, "Hợp đồng", "Contracts", "repays"),
    _held(kinds.RECEIPTS, "Phiếu thu", "Receipts", "receivable", "repays"),
    _held(kinds.PAYMENTS, "Phiếu chi", "Payment slips", "receivable"),
)
QUOTES, ORDERS, CONTRACTS, RECEIPTS, PAYMENT_SLIPS = (
    Exported(held.title, partial(sheets, held), held.shapes, look=held.where) for held in HELD
)
