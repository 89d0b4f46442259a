"""What is asked of a list of activities, as filters on them: by a request, or by an export asked for before."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from activities.filters import TEXTS, Moments, Where
from kernel import clock, spans
from kernel.problems import invalid
from kernel.text import words

type Asked = Mapping[str, Any]
"""The fields of activities.schemas.ActivityFilter; moments may be text, and what is not asked may be left out."""

_ONE = ("customer", "opportunity", "open")
_SEVERAL = ("type", "status", "priority", "assignee", "department", "creator", "tier")
_DAY = timedelta(days=1)
type _Field = Literal["deadline", "start", "created", "completed"]
_FIELDS: tuple[_Field, ...] = ("deadline", "start", "created", "completed")


def where(asked: Asked, zone: Callable[[], ZoneInfo], now: datetime, path: str = "") -> Where:
    """The filters. Raises 422 below `path` for what makes no sense; `zone` is asked only where days are named."""
    texts: dict[str, Any] = {name: _words(asked, name, path) for name in TEXTS}
    one: dict[str, Any] = {name: asked.get(name) for name in _ONE}
    several: dict[str, Any] = {name: tuple(asked.get(name) or ()) for name in _SEVERAL}
    deadline, start, created, completed = (_moments(asked, field, zone, now, path) for field in _FIELDS)
    if asked.get("overdue"):
        if any(deadline) or one["open"] is False:
            raise invalid(f"{path}/overdue", "not_with", other="deadline_from, deadline_to, deadline_in, open=false")
        deadline, one["open"] = (None, clock.stamp(now)), True
    return Where(
        **texts, deadline=deadline, start=start, created=created, completed=completed, **one, **several
    )  # fmt: skip


def _words(asked: Asked, name: str, path: str) -> tuple[str, ...]:
    wanted = tuple(words(asked.get(name) or ""))
    if asked.get(name) and not wanted:
        raise invalid(f"{path}/{name}", "nothing_to_find")
    return wanted


def _moments(
    asked: Asked, field: _Field, zone: Callable[[], ZoneInfo], now: datetime, path: str
) -> Moments:  # fmt: skip
    """From when until when, by the company's clocks if days are named; 422 for two ways to say it."""
    first, last, period = (asked.get(f"{field}_{end}") for end in ("from", "to", "in"))
    if period is None:
        return _stamp(first), _stamp(last)
    if first or last:
        raise invalid(f"{path}/{field}_in", "not_with", other=f"{field}_from, {field}_to")
    there = zone()
    begins, ends = spans.days(period, spans.today(now, there))
    return _midnight(begins, there), _midnight(ends + _DAY, there)


def _midnight(day: date, zone: ZoneInfo) -> str:
    return clock.stamp(datetime.combine(day, time(), zone))


def _stamp(moment: datetime | str | None) -> str | None:
    if moment is None:
        return None
    return clock.stamp(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)
