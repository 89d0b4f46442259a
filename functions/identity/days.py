"""Spans of days as requests name them: from and to, or in words."""

from datetime import date

from identity.viewers import zone_of
from kernel import clock, spans
from kernel.problems import invalid
from kernel.spans import Period

type Days = tuple[str | None, str | None]
"""From the first to the last day, both in it, as stored; None: no end."""


def span(tenant: str, field: str, first: date | None, last: date | None, period: Period | None) -> Days:
    """The days that are meant, by the company's own clocks; 422 for two ways to say it."""
    if period is not None:
        if first or last:
            raise invalid(f"/{field}_in", "not_with", other=f"{field}_from, {field}_to")
        first, last = spans.days(period, spans.today(clock.now(), zone_of(tenant)))
    return first.isoformat() if first else None, last.isoformat() if last else None
