"""The voucher books of a fresh tenant: one for each kind of document, begun anew every year."""

from functools import cache

from kernel.fields import Names
from vouchers.rules import Book, BookKind

_BOOKS: dict[BookKind, tuple[str, str, str]] = {
    "contract": ("HD", "Hợp đồng", "Contracts"),
    "receipt": ("PT", "Phiếu thu", "Receipts"),
    "payment-slip": ("PC", "Phiếu chi", "Payment slips"),
    "quote": ("BG", "Báo giá", "Quotes"),
    "order": ("DH", "Đơn hàng", "Orders"),
    "opportunity": ("CH", "Cơ hội", "Opportunities"),
}
"""Code and names; numbers are like HD-2026-0001."""


@cache
def books() -> tuple[Book, ...]:
    """One for each kind, and its default."""
    return tuple(
        Book(
            code=code, name=Names(vi=vi, en=en), kind=kind, prefix=f"{code}-{{YYYY}}-", padding=4, reset="yearly",
            default=True,
        )
        for kind, (code, vi, en) in _BOOKS.items()
    )  # fmt: skip
