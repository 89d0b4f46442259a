"""Lists of activities in every order, with every filter, and what somebody has to do today (E2, E3)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Literal

from activities.filters import Moments, Where
from activities.schemas import ActivityPage, ActivityQuery, DayView, Sort
from activities.showing import views
from attached import across
from attached.across import Order
from attached.held import NEVER
from attached.kinds import ACTIVITIES
from customers.scopes import book_of
from identity.viewers import zone_of
from kernel import clock, keys, spans
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import invalid
from kernel.spans import Period
from kernel.table import Index
from kernel.text import sortable
from kernel.values import Raw

MOST = 100
"""So much of a day is shown."""
_ORDERS: Mapping[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "deadline": ("by_close", False), "start": ("by_active", False),
    "subject": ("by_name", False), "priority": ("by_value", True), "updated": ("by_updated", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""
_SAME = ("customer", "opportunity", "open", "type", "status", "priority", "assignee", "department", "creator")
_LAST = "\U0010ffff"
_DAY = timedelta(days=1)


def page(viewer: Viewer, query: ActivityQuery) -> ActivityPage:
    """A page of the activities that the viewer sees."""
    where = _where(viewer, query)
    book = _scoped(viewer, query)
    if query.scope == "team":
        where = where.without("department")
    order, left = _planned(viewer, query.sort or _best(where), where, book, reverse=query.reverse)
    filters = across.Where(left.passes, repr(left)) if left != Where() else None
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    rows, more = across.ordered(viewer, ACTIVITIES, order, at, filters)
    return ActivityPage(items=views(viewer, rows), next_cursor=more)


def my_day(viewer: Viewer) -> DayView:
    """What the viewer has to do: what is overdue, and what begins or is due today, by the company's clocks."""
    zone = zone_of(viewer.tenant)
    now = clock.now()
    day = spans.today(now, zone)
    first, last = (clock.stamp(datetime.combine(one, time(), zone)) for one in (day, day + _DAY))
    start, end = keys.open_by(clock.stamp(now)), keys.open_by(last)
    late, late_more = _held(viewer, Order("by_close", descending=False, above=keys.open_by(""), below=start))
    due, due_more = _held(viewer, Order("by_close", descending=False, above=start, below=end))
    begun, begun_more = _held(viewer, Order("by_active", descending=False, above=first, below=last), Where(open=True))
    known = {raw["sk"]["S"] for raw in (*late, *due)}
    today = [*due, *(raw for raw in begun if raw["sk"]["S"] not in known)]
    return DayView(
        day=day.isoformat(), overdue=views(viewer, late), today=views(viewer, today),
        more=late_more or due_more or begun_more,
    )  # fmt: skip


def _held(viewer: Viewer, order: Order, where: Where | None = None) -> tuple[list[Raw], bool]:
    """What of a part the viewer holds, and whether there is more."""
    mine = Order(order.index, order.descending, order.above, order.below, keys.held(viewer.employee))
    filters = across.Where(where.passes, repr(where)) if where else None
    rows, more = across.ordered(viewer, ACTIVITIES, mine, PageQuery(limit=MOST), filters)
    return rows, more is not None


def _planned(
    viewer: Viewer, sort: Sort, where: Where, book: str | None, *, reverse: bool
) -> tuple[Order, Where]:  # fmt: skip
    """The part of an index, and the filters that are left."""
    index, descending = _ORDERS[sort]
    above: str | None = None
    below: str | None = None
    if sort == "deadline" and where.open and not reverse:
        first, last = where.deadline
        above, below = keys.open_by(first or ""), keys.open_by(last or _LAST)
        where = where.without("open", "deadline") if any(where.deadline) else where.without("open")
    elif sort == "start" and any(where.start):
        above, below = where.start[0], where.start[1] or NEVER
        where = where.without("start")
    elif sort == "subject" and where.subject is not None:
        above, below, where = where.subject, where.subject + _LAST, where.without("subject")
    elif sort == "newest" and len(where.status) == 1:
        index, above, below = "by_stage", f"{where.status[0]}#", f"{where.status[0]}$"
        where = where.without("status")
    if book is None and len(where.assignee) == 1 and (viewer.role == "admin" or where.assignee[0] == viewer.employee):
        book, where = keys.held(where.assignee[0]), where.without("assignee")
    return Order(index, descending=descending != reverse, above=above, below=below, book=book), where


def _best(where: Where) -> Sort:
    """The order in which what is looked for lies together."""
    if where.subject is not None:
        return "subject"
    if any(where.deadline):
        return "deadline"
    return "start" if any(where.start) else "newest"


def _scoped(viewer: Viewer, query: ActivityQuery) -> str | None:
    if query.scope is None:
        return None
    return keys.held(viewer.employee) if query.scope == "mine" else book_of(viewer, query.scope, query.department)


def _where(viewer: Viewer, query: ActivityQuery) -> Where:
    subject = sortable(query.subject) if query.subject else None
    if subject == "":
        raise invalid("/subject", "nothing_to_find")
    same: dict[str, Any] = {name: getattr(query, name) for name in _SAME}
    deadline, start = _moments(viewer.tenant, query, "deadline"), _moments(viewer.tenant, query, "start")
    if query.overdue:
        if any(deadline) or query.open is False:
            raise invalid("/overdue", "not_with", other="deadline_from, deadline_to, deadline_in, open=false")
        deadline, same["open"] = (None, clock.stamp(clock.now())), True
    return Where(subject=subject, deadline=deadline, start=start, **same)


def _moments(tenant: str, query: ActivityQuery, field: Literal["deadline", "start"]) -> Moments:
    """From when until when, by the company's clocks if days are named; 422 for two ways to say it."""
    first, last, period = (getattr(query, f"{field}_{end}") for end in ("from", "to", "in"))
    if period is None:
        return clock.stamp(first) if first else None, clock.stamp(last) if last else None
    if first or last:
        raise invalid(f"/{field}_in", "not_with", other=f"{field}_from, {field}_to")
    return _days(tenant, period)


def _days(tenant: str, period: Period) -> Moments:
    zone = zone_of(tenant)
    first, last = spans.days(period, spans.today(clock.now(), zone))
    return tuple(clock.stamp(datetime.combine(one, time(), zone)) for one in (first, last + _DAY))  # type: ignore[return-value]  # two
