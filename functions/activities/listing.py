"""Lists of activities in every order, with every filter, and what somebody has to do today (E2, E3)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from activities import asking
from activities.filters import Where
from activities.schemas import ActivityPage, ActivityQuery, DayView, Sort
from activities.showing import views
from attached import across
from attached.held import NEVER
from attached.kinds import ACTIVITIES
from attached.ordering import Order
from customers import pointers
from customers.model import CustomerItem
from customers.scopes import book_of
from identity.viewers import zone_of
from kernel import clock, keys, spans
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.table import Index
from kernel.values import Raw

MOST = 100
"""So much of a day is shown."""
_ORDERS: Mapping[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "deadline": ("by_close", False), "start": ("by_active", False),
    "subject": ("by_name", False), "priority": ("by_value", True), "updated": ("by_updated", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""
_LAST = "\U0010ffff"
_DAY = timedelta(days=1)


def page(viewer: Viewer, query: ActivityQuery) -> ActivityPage:
    """A page of the activities that the viewer sees."""
    where = asking.where(query.model_dump(), lambda: zone_of(viewer.tenant), clock.now())
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    sort = query.sort or _best(where)
    record = _record(viewer, query) if sort == "newest" and not query.reverse else None
    if record is not None:
        rows, more = _of(viewer, record, where, at)
    elif where.subject and query.sort is None and query.scope is None and not query.reverse:
        passing = across.Where(where.passes, repr(where), where.tier)
        rows, more = across.by_words(viewer, ACTIVITIES, where.subject, at, passing, _subject)
    else:
        rows, more = _across(viewer, query, sort, where, at)
    return ActivityPage(items=views(viewer, rows), next_cursor=more)


def _subject(raw: Raw) -> str:
    return str(raw["value"]["M"]["subject"]["S"])


def _across(
    viewer: Viewer, query: ActivityQuery, sort: Sort, where: Where, at: PageQuery
) -> tuple[list[Raw], str | None]:  # fmt: skip
    """Of all records."""
    book = _scoped(viewer, query)
    if query.scope == "team":
        where = where.without("department")
    order, left = _planned(viewer, sort, where, book, reverse=query.reverse)
    filters = across.Where(left.passes, repr(left), left.tier) if left != Where() else None
    return across.ordered(viewer, ACTIVITIES, order, at, filters)


def _record(viewer: Viewer, query: ActivityQuery) -> CustomerItem | None:
    """The one record that is asked about, if the viewer sees its activities; what they hold is found across all."""
    if query.scope is not None or not (query.customer or query.opportunity):
        return None
    deal = query.opportunity or ""
    home = query.customer or pointers.homes_of(viewer.tenant, [deal]).get(deal, deal)
    return across.record_of(viewer, ACTIVITIES, home)


def _of(viewer: Viewer, record: CustomerItem, where: Where, at: PageQuery) -> tuple[list[Raw], str | None]:
    """A record's own, newest first."""
    left = where.without("customer")  # it may be the id of one that was merged into this
    return across.of_record(viewer, ACTIVITIES, record, at, across.Where(left.passes, repr(left), left.tier))


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
    filters = across.Where(where.passes, repr(where), where.tier) if where else None
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
        until = last or (NEVER if first else _LAST)  # what has no deadline is in no span of them
        above, below = keys.open_by(first or ""), keys.open_by(until)
        where = where.without("open", "deadline") if any(where.deadline) else where.without("open")
    elif sort == "start" and any(where.start):
        above, below = where.start[0], where.start[1] or NEVER
        where = where.without("start")
    elif sort == "newest" and len(where.status) == 1:
        index, above, below = "by_stage", f"{where.status[0]}#", f"{where.status[0]}$"
        where = where.without("status")
    if book is None and len(where.assignee) == 1 and (viewer.role == "admin" or where.assignee[0] == viewer.employee):
        book, where = keys.held(where.assignee[0]), where.without("assignee")
    return Order(index, descending=descending != reverse, above=above, below=below, book=book), where


def _best(where: Where) -> Sort:
    """The order in which what is looked for lies together."""
    if any(where.deadline):
        return "deadline"
    return "start" if any(where.start) else "newest"


def _scoped(viewer: Viewer, query: ActivityQuery) -> str | None:
    if query.scope is None:
        return None
    return keys.held(viewer.employee) if query.scope == "mine" else book_of(viewer, query.scope, query.department)
