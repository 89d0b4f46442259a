"""What the bounds of a time mean, once they were looked at (`kernel.periods`). No validators: workers read them too."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kernel.clock import stamp

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_day(bound: str | None) -> bool:
    """Whether it takes a time zone to say when it is."""
    return bound is not None and DAY.fullmatch(bound) is not None


def begins(bound: str, zone: tzinfo = UTC) -> str:
    """The first instant of a range from `bound` on, as instants are stored."""
    return _midnight(date.fromisoformat(bound), zone) if is_day(bound) else stamp(datetime.fromisoformat(bound))


def ends(bound: str, zone: tzinfo = UTC) -> str:
    """The first instant that is no more in a range to `bound`: a day is in it, a moment is not."""
    day = date.fromisoformat(bound) + timedelta(days=1) if is_day(bound) else None
    return _midnight(day, zone) if day else stamp(datetime.fromisoformat(bound))


def _midnight(day: date, zone: tzinfo) -> str:
    return stamp(datetime.combine(day, time(), zone))
