"""Spans of days as requests name them: from and to, or in words."""

from datetime import date, datetime

from identity.viewers import zone_of
from kernel import clock, spans
from kernel.problems import invalid
from kernel.spans import Period

type Days = tuple[str | None, str | None]
"""From the first to the last day, both in it, as stored; None: no end."""


def span(
    tenant: str, field: str, first: date | str | None, last: date | str | None, period: Period | None,
    now: datetime | None = None, path: str = "",
) -> Days:  # fmt: skip
    """The days that are meant, by the company's own clocks (now, unless said); 422 for two ways to say it."""
    if period is not None:
        if first or last:
            raise invalid(f"{path}/{field}_in", "not_with", other=f"{field}_from, {field}_to")
        first, last = spans.days(period, spans.today(now or clock.now(), zone_of(tenant)))
    return _stored(first), _stored(last)


def _stored(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day
