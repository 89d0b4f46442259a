"""How business stands: what was sold, what came in and went out, and what is owed at the end of each time (M2)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from attached.kinds import MONEY
from attached.money import ADJUSTED, PAID, RECEIVED, REPAID, SOLD
from counts.model import Count
from kernel.facts import Number
from reports.asked import Asked, Counts, Setting, setting
from reports.figures import Label, Point, Report, Series, Texts, added

_OF_DEBT = {SOLD: 1, RECEIVED: -1, REPAID: 1, ADJUSTED: 1}
"""What each is for a debt."""
_EVER = date(1970, 1, 1)
_ABOUT: Texts = (
    "Chứng từ đã xác nhận, theo ngày chứng từ. Doanh thu: hợp đồng tính phải thu và phần đơn hàng chưa vào hợp đồng.",
    "Confirmed documents, by their dates. Revenue: receivable contracts, and orders as far as no contract claims them.",
)
_SERIES: tuple[tuple[str, str, Texts, Texts, tuple[str, ...], str], ...] = (
    ("revenue", SOLD, ("Doanh thu", "Revenue"), ("Giá trị đã bán", "What was sold"), (
        "contracts", "orders"), "#0b6fb8"),
    ("receipts", RECEIVED, ("Phiếu thu", "Receipts"), ("Tiền đã thu", "What came in"), ("receipts",), "#1a936f"),
    ("payments", PAID, ("Phiếu chi", "Payment slips"), ("Tiền đã chi", "What went out"), ("payment-slips",), "#e08a00"),
)  # fmt: skip


def situation(asked: Asked) -> Report:
    """Revenue, receipts and payment slips of each time, and the debt at its end."""
    found = setting(asked, "this_year")
    ever = found.happened(MONEY, held=False, since=_EVER)
    sums = _sums(found, ever)
    series = tuple(_flow(found, sums, *one) for one in _SERIES)
    return found.report(
        name="business", title=asked.text(("Tình hình kinh doanh", "Business situation")), about=asked.text(_ABOUT),
        look="bar", across=asked.text(("Thời gian", "Time")),
        labels=tuple(Label(one.key, one.label(asked.language)) for one in found.span.buckets),
        series=(*series, _debt(found, ever)), period=found.period,
    )  # fmt: skip


def _sums(found: Setting, ever: Counts) -> defaultdict[tuple[str, str], Count]:
    sums: defaultdict[tuple[str, str], Count] = defaultdict(lambda: Count(0, 0))
    for (day, cell), one in ever.items():
        if found.span.first <= day <= found.span.last:
            where = cell.partition("#")[0], found.span.key(day)
            sums[where] = Count(sums[where].number + one.number, sums[where].value + one.value)
    return sums


def _flow(
    found: Setting, sums: defaultdict[tuple[str, str], Count], name: str, cell: str, label: Texts, counts: Texts,
    lists: tuple[str, ...], colour: str,
) -> Series:  # fmt: skip
    say = found.asked.text
    routes = [found.route(f"/v1/{one}", state="confirmed") for one in lists]
    points = tuple(
        Point(sums[cell, one.key].value, tuple(
            path for route in routes for path in route.where(date_from=one.first, date_to=one.last)
        ))
        for one in found.span.buckets
    )  # fmt: skip
    total = added([point.value for point in points])
    return Series(name, say(label), say(counts), "money", points, total, colour=colour)


def _debt(found: Setting, ever: Counts) -> Series:
    """All that was owed and paid since the beginning."""
    changes: list[tuple[date, Number]] = sorted(
        (day, _OF_DEBT[what] * one.value)
        for (day, cell), one in ever.items() if (what := cell.partition("#")[0]) in _OF_DEBT
    )  # fmt: skip
    points, owed, place = [], Decimal(0), 0
    for bucket in found.span.buckets:
        while place < len(changes) and changes[place][0] <= bucket.last:
            owed, place = owed + changes[place][1], place + 1
        points.append(Point(owed))
    say = found.asked.text
    last = points[-1].value
    counts = ("Còn phải thu vào cuối mỗi kỳ", "What customers owed at the end of each time")
    return Series(
        "debt", say(("Công nợ", "Debt")), say(counts), "money", tuple(points), last, colour="#b8509a",
    )  # fmt: skip
