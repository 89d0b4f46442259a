"""Why opportunities and leads were lost in a span of days (M1, L1): the share of each reason, with a chart over it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from attached.kinds import OPPORTUNITIES
from attached.ordering import Order
from catalogs.names import lost_stages
from customers import listing
from customers.filters import Where
from customers.planning import Ask
from export.asked import Asked
from export.cells import Cell, Column, Kind
from export.exported import Exported
from export.kinds.attached import listed, read
from export.kinds.records import profiles
from export.sheets import Chart, Rows, Sheet
from identity.days import span
from kernel import clock

_PAGE = 500
_DAY = timedelta(days=1)
_DIGITS = 4
"""Of a share: a hundredth of a percent."""
TITLE = ("Thống kê thất bại", "Lost statistics")
_WHAT = (("Cơ hội thất bại", "Lost opportunities"), ("Tiềm năng thất bại", "Lost leads"))
_NO_REASON, _TOTAL = ("(Không nêu lý do)", "(No reason given)"), ("Tổng", "Total")
_COLUMNS: tuple[tuple[Kind, int, str, str], ...] = (
    (Kind.TEXT, 32, "Lý do", "Reason"), (Kind.INTEGER, 12, "Số lượng", "Number"),
    (Kind.PERCENT, 12, "Tỷ lệ", "Share"), (Kind.MONEY, 20, "Giá trị", "Value"),
    (Kind.PERCENT, 16, "Tỷ lệ giá trị", "Share of value"),
)  # fmt: skip
type Stored = Mapping[str, Any]
type Moments = tuple[str, str]
"""From a moment on, and until before another, as stored."""


def sheets(asked: Asked) -> list[Sheet]:
    """A sheet for opportunities, and one for leads."""
    ends = days(asked.tenant, asked.request.filter or {}, asked.at)
    moments = _moments(asked, *ends)
    told = " – ".join(f"{date.fromisoformat(one):%d/%m/%Y}" if one else "…" for one in ends) if any(ends) else ""
    return [_sheet(asked, f"{asked.say(what)} {told}".strip(), asked.say(what), partial(way, asked, moments))
            for what, way in zip(_WHAT, (_opportunities, _leads), strict=True)]  # fmt: skip


def _sheet(asked: Asked, heading: str, title: str, lost: Callable[[], Iterator[Stored]]) -> Sheet:
    columns = [
        Column(header=asked.say((vi, en)), kind=look, width=width, format=asked.money if look is Kind.MONEY else "")
        for look, width, vi, en in _COLUMNS
    ]

    def pages(_: str | None) -> Iterator[tuple[Rows, str | None]]:
        yield _rows(asked, lost()), None

    pie = Chart(kind="pie", title=heading, labels=0, values=(1,), leave_out=1)
    value = columns[3].header
    bars = Chart(kind="bar", title=f"{heading}: {value}", labels=0, values=(3,), leave_out=1, across=True)
    return Sheet(title=title, columns=columns, pages=pages, charts=(pie, bars))


def _rows(asked: Asked, lost: Iterator[Stored]) -> list[list[Cell]]:
    """A row for each reason, the most frequent first, and one for all."""
    number, value = Counter[str](), Counter[str]()
    for one in lost:
        reason = one.get("lost_reason") or ""
        number[reason] += 1
        value[reason] += one.get("expected_value") or one.get("expected_revenue") or 0
    names = {**asked.entries("lost-reasons"), "": asked.say(_NO_REASON)}
    reasons = sorted(number, key=lambda reason: (-number[reason], reason))
    whole, worth = number.total(), value.total()
    rows: list[list[Cell]] = [
        [names.get(one, one), number[one], _share(number[one], whole), value[one], _share(value[one], worth)]
        for one in reasons
    ]
    return [*rows, [asked.say(_TOTAL), whole, _share(whole, whole), worth, _share(worth, worth)]]


def _share(part: Any, whole: Any) -> Decimal | None:  # noqa: ANN401 - int or Decimal
    """A part of the whole, as a fraction; of nothing there is none."""
    return round(Decimal(part) / Decimal(whole), _DIGITS) if whole else None


def _opportunities(asked: Asked, moments: Moments) -> Iterator[Stored]:
    """What was lost and the reader sees now: only what is in a lost stage is read."""
    for stage in lost_stages(asked.tenant):
        order = Order("by_stage", above=f"{stage}#", below=f"{stage}$")
        for keys, _ in listed(asked.viewer, OPPORTUNITIES, order):
            for _, thing in read(asked.viewer, OPPORTUNITIES, keys):
                if thing.value.get("outcome") == "lost" and _within(thing.value, moments):
                    yield thing.value


def _leads(asked: Asked, moments: Moments) -> Iterator[Stored]:
    """The reasons are the profiles'; what day it was the cards say."""
    ask, after = Ask("lead", where=Where(lost=True)), None
    while True:
        cards, after = listing.read(asked.viewer, ask, _PAGE, after)
        lost = [card["sk"]["S"] for card in cards if _within({"lost_at": card["value"]["M"]["lost_at"]["S"]}, moments)]
        yield from profiles(asked.viewer, lost).values()
        if after is None:
            return


def _within(value: Stored, moments: Moments) -> bool:
    begin, end = moments
    return begin <= (value.get("lost_at") or "") < end


def days(tenant: str, asked: Stored, now: datetime, path: str = "") -> tuple[str | None, str | None]:
    """The first and the last day that are asked about; 422 below the path for what makes no sense."""
    first, last, period = (asked.get(f"date_{end}") for end in ("from", "to", "in"))
    return span(tenant, "date", first, last, period, now, path)


def _moments(asked: Asked, first: str | None, last: str | None) -> tuple[str, str]:
    """From the first midnight on, and until the one after the last day."""
    begin = _midnight(asked, date.fromisoformat(first)) if first else ""
    return begin, _midnight(asked, date.fromisoformat(last) + _DAY) if last else "~"


def _midnight(asked: Asked, day: date) -> str:
    return clock.stamp(datetime.combine(day, time(), asked.zone))


LOST = Exported(TITLE, sheets, look=days)
