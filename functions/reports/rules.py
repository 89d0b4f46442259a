"""Which days a report is about, and how they are cut into what a chart has as its points. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kernel.problems import Language, invalid
from kernel.spans import Period, days, last_of_month

type By = Literal["day", "week", "month", "quarter"]
type Scope = Literal["mine", "department", "team", "all"]

MOST_DAYS = 1830
"""Five years with their leap days: what a report is about at most."""
MOST_POINTS = 370
"""A year by days; more is asked for by weeks, months or quarters, of which the longest report has fewer."""
_FIRST, _LAST = date(1970, 1, 2), date(9998, 12, 30)
_BY_ITSELF: tuple[tuple[int, By], ...] = ((31, "day"), (120, "week"), (800, "month"))
"""Up to so many days, so; else by quarters."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAY = timedelta(days=1)
_OF_A_QUARTER = 3


def day(at: date, language: Language) -> str:
    """A day as each language writes it."""
    said = f"{at:%d/%m/%Y}", f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
    return said[language == "en"]


@dataclass(frozen=True)
class Bucket:
    """The days that are one point of a chart: the first and the last, both in it."""

    first: date
    last: date
    key: str
    """2026-03-05, 2026-W10, 2026-03 or 2026-Q1."""

    def label(self, language: Language) -> str:
        """What stands below the point."""
        year, rest = self.key[:4], self.key[5:]
        match rest[:1]:
            case "W":
                number = int(rest[1:])
                return f"Tuần {number}/{year}" if language == "vi" else f"Week {number}, {year}"
            case "Q":
                return f"Quý {rest[1:]}/{year}" if language == "vi" else f"{rest} {year}"
        if len(self.key) == len("2026-03-05"):
            return day(self.first, language)
        said = f"Tháng {int(rest)}/{year}", f"{_MONTHS[int(rest) - 1]} {year}"
        return said[language == "en"]


@dataclass(frozen=True)
class Span:
    """The days that a report is about, both ends in it, and its points."""

    first: date
    last: date
    by: By

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """In their order; the first and the last may be cut short by the span."""
        return tuple(_buckets(self.first, self.last, self.by))

    def key(self, day: date) -> str:
        """The bucket of a day."""
        return _key(day, self.by)


def span(
    first: date | None, last: date | None, preset: Period | None, by: By | None, today: date, usual: Period
) -> Span:  # fmt: skip
    """What is meant; without any word of it the usual period. 422 that says what to ask for instead."""
    if preset is not None and (first or last):
        raise invalid("/preset", "not_with", other="from, to")
    if first is None and last is None:
        first, last = days(preset or usual, today)
    elif first is None:
        raise invalid("/from", "missing")
    last = last or max(first, today)
    for path, day in (("/from", first), ("/to", last)):
        if not _FIRST <= day <= _LAST:
            raise invalid(path, "day_out_of_reach", first=_FIRST.isoformat(), last=_LAST.isoformat())
    if last < first:
        raise invalid("/to", "not_before", other="from")
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise invalid("/from", "too_many_days", most=MOST_DAYS)
    if by == "day" and length > MOST_POINTS:
        raise invalid("/by", "too_many_points", most=MOST_POINTS)
    return Span(first, last, by or _by_itself(length))


def _by_itself(length: int) -> By:
    for most, by in _BY_ITSELF:
        if length <= most:
            return by
    return "quarter"


def _buckets(first: date, last: date, by: By) -> Iterator[Bucket]:
    while first <= last:
        end = min(_end(first, by), last)
        yield Bucket(first, end, _key(first, by))
        first = end + _DAY


def _end(day: date, by: By) -> date:
    match by:
        case "day":
            return day
        case "week":
            return day + (6 - day.weekday()) * _DAY
        case "month":
            return last_of_month(day)
    return days("this_quarter", day)[1]


def _key(day: date, by: By) -> str:
    match by:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month - 1) // _OF_A_QUARTER + 1}"
