"""One customer's debt as a workbook (G3): their ledger in the order of its entries, each with the balance after it.

No validators, as all that the worker imports: entries are read as they are stored.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from customers import places
from export.cells import Cell, Column, Kind
from identity.viewers import zone_of
from kernel import keys, table
from kernel.access import Category, Viewer
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import decode, decode_item

_PAGE = 1000
_HOPS = 25
"""So many merges one after the other are followed."""
_OF_DEBTS: tuple[Category, ...] = ("orders", "contracts", "receipts")
_COLUMNS: tuple[tuple[Kind, int, str, str], ...] = (
    (Kind.INTEGER, 8, "STT", "No."), (Kind.DATETIME, 18, "Ghi sổ lúc", "Posted"),
    (Kind.TEXT, 16, "Chứng từ", "Document"), (Kind.TEXT, 18, "Số", "Number"), (Kind.DATE, 14, "Ngày", "Date"),
    (Kind.DATE, 14, "Hạn thanh toán", "Due"), (Kind.TEXT, 24, "Diễn giải", "Why"),
    (Kind.TEXT, 36, "Lý do", "Reason"), (Kind.MONEY, 20, "Phát sinh", "Amount"),
    (Kind.MONEY, 20, "Dư nợ", "Balance"),
)  # fmt: skip
_WORDS: Mapping[str, tuple[str, str]] = {
    "order": ("Đơn hàng", "Order"), "contract": ("Hợp đồng", "Contract"), "receipt": ("Phiếu thu", "Receipt"),
    "payment-slip": ("Phiếu chi", "Payment slip"), "adjustment": ("Bút toán điều chỉnh", "Adjustment"),
    "merge": ("Gộp hồ sơ", "Merge"), "confirmed": ("Xác nhận", "Confirmed"), "cancelled": ("Huỷ", "Cancelled"),
    "contracted": ("Chuyển sang hợp đồng", "Contracted"), "contract_cancelled": ("Huỷ hợp đồng", "Contract cancelled"),
    "merged": ("Chuyển khi gộp", "Moved by a merge"), "merge_undone": ("Trả lại khi tách", "Moved back"),
    "proof": ("Đối soát", "Proof"), "corrected": ("Chỉnh theo chứng từ", "Corrected by the documents"),
}  # fmt: skip


def columns(language: str) -> list[Column]:
    """The columns, in the reader's language."""
    return [Column(header=(vi, en)[language == "en"], kind=kind, width=width) for kind, width, vi, en in _COLUMNS]


def debtor(viewer: Viewer, customer: str) -> str | None:
    """The customer, or the one that they were merged into, if the viewer sees all that the debt is made of."""
    for _ in range(_HOPS):
        profile = table.read((keys.customer(viewer.tenant, customer), keys.PROFILE), consistent=True)
        value = decode(profile["value"]) if profile else {}
        if "merged_into" not in value:
            seen = bool(value) and all(places.sees_all(viewer, value, category) for category in _OF_DEBTS)
            return customer if seen else None
        customer = value["merged_into"]
    return None


def rows(viewer: Viewer, customer: str, language: str) -> Iterator[list[Cell]]:
    """The ledger from its first entry on. Problem `not_found` for who does not see all that the debt is made of now."""
    home = debtor(viewer, customer)
    if home is None:
        raise Problem("not_found")
    pk = keys.customer(viewer.tenant, home)
    zone = zone_of(viewer.tenant)
    where, start = Range(pk, prefix=keys.LEDGER_ENTRY, consistent=True), None
    while True:
        page = table.page(where, limit=_PAGE, start=start)
        for raw in page.items:
            yield _row(decode_item(raw)["value"], language, zone)
        if page.last is None:
            return
        start = page.last


def _row(entry: Mapping[str, Any], language: str, zone: tzinfo) -> list[Cell]:
    posted = datetime.fromisoformat(entry["at"]).astimezone(zone).replace(tzinfo=None)
    day, due = (date.fromisoformat(entry[name]) if name in entry else None for name in ("date", "due"))
    kind, reason = (_WORDS[entry[name]][language == "en"] for name in ("kind", "reason"))
    return [
        entry["seq"], posted, kind, entry.get("number"), day, due, reason, entry.get("note"), entry["amount"],
        entry["balance"],
    ]  # fmt: skip
