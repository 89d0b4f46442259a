"""Spans of days that people have words for, as a company's own clocks count them. Pure."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

type Period = Literal[
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter",
    "this_year", "last_year", "last_7_days", "last_30_days", "last_90_days",
]  # fmt: skip
"""Weeks begin on Monday; the last n days end with today."""

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def today(at: datetime, zone: ZoneInfo) -> date:
    """The day that it is there."""
    return at.astimezone(zone).date()


def days(period: Period, day: date) -> tuple[date, date]:
    """The first and the last day, both in it, of a period as seen from this day."""
    which, _, unit = period.partition("_")
    match which, unit:
        case "today", _:
            return day, day
        case "yesterday", _:
            return day - _DAY, day - _DAY
        case "last", unit if unit.endswith("_days"):
            return day - (int(unit.removesuffix("_days")) - 1) * _DAY, day
        case _, "week":
            first = day - day.weekday() * _DAY - (7 * _DAY if which == "last" else timedelta())
            return first, first + 6 * _DAY
    length = _MONTHS[unit]
    number = 12 * day.year + day.month - 1
    start = number - number % length - (length if which == "last" else 0)
    return _first(start), _first(start + length) - _DAY


def last_of_month(day: date) -> date:
    """The last day of its month."""
    return days("this_month", day)[1]


def _first(month: int) -> date:
    """The first day of a month, counted from the beginning of all years."""
    return date(month // 12, month % 12 + 1, 1)
