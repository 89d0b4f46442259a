"""Giving and taking points by hand: the stream counts them, and whoever sees the record sees the reason."""

from customers import model as customers
from customers.model import CustomerItem
from kernel import clock, ids, keys, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.ids import is_ulid
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight
from kernel.table import Range
from scoring import adjustments, model
from scoring.adjustments import (
    SUBJECT,
    ScoreAdjustment,
    ScoreAdjustmentCreate,
    ScoreAdjustmentPage,
    ScoreAdjustmentView,
)
from scoring.model import ScoreAdjustmentItem

_TRIES = 8


def create(viewer: Viewer, customer_id: str, body: ScoreAdjustmentCreate) -> ScoreAdjustmentView:
    """Give or take points; they count as soon as the stream has brought them."""
    home, now = _changeable(viewer, customer_id), clock.now()
    at = body.at or now
    adjustments.require_then(at, home.value.created_at, now)
    value = ScoreAdjustment(
        points=body.points, reason=body.reason, at=at, id=ids.new(now), customer=home.value.id, created_at=now,
        by=viewer.employee,
    )  # fmt: skip
    item = ScoreAdjustmentItem(home.pk, keys.document(keys.POINTS, value.id), value=value, version=1)
    commit(_view(item), *model.adjusting(item, viewer.tenant))
    return _view(item)


def withdraw(viewer: Viewer, customer_id: str, adjustment_id: str, if_match: int | None) -> ScoreAdjustmentView:
    """The points go back; what was given is kept, with who withdrew it."""
    for _ in range(_TRIES):
        item = _found(_changeable(viewer, customer_id), adjustment_id)
        require_version(if_match, item.version)
        after = adjustments.withdrawn(item.value, viewer.employee, clock.now())
        view = ScoreAdjustmentView(**dict(after), version=item.version + 1)
        try:
            commit(view, *model.withdrawing(item, after, viewer.employee))
        except table.Refused:
            continue
        return view
    raise in_flight()


def read(viewer: Viewer, customer_id: str, adjustment_id: str) -> ScoreAdjustmentView:
    """Points that were given or taken, for who sees the profile."""
    return _view(_found(customers.load(viewer, customer_id), adjustment_id))


def listing(viewer: Viewer, customer_id: str, query: PageQuery) -> ScoreAdjustmentPage:
    """All that were given or taken, newest first."""
    home = customers.load(viewer, customer_id)
    rows, after = listed(viewer, SUBJECT, Range(home.pk, prefix=keys.POINTS, newest_first=True), query)
    items = tuple(_view(ScoreAdjustmentItem.of(row)) for row in rows)
    return ScoreAdjustmentPage(items=items, next_cursor=after)


def told(viewer: Viewer, customer_id: str, adjustment_id: str, query: PageQuery) -> HistoryPage:
    """Who did what, in whichever collection it lay then."""
    from attached import telling  # noqa: PLC0415 - it takes lists along, and few requests need them

    item = _found(customers.load(viewer, customer_id), adjustment_id)
    return telling.page(viewer, item.value.id, keys.attached_subject(SUBJECT, item.value.id), query)


def _changeable(viewer: Viewer, customer_id: str) -> CustomerItem:
    """The record, if the viewer may adjust its score: 404 for who does not see it, else 403 that says why."""
    home = customers.load(viewer, customer_id)
    adjustments.require_entitled(viewer, customers.sight_of(viewer, home.value))
    return home


def _found(home: CustomerItem, adjustment_id: str) -> ScoreAdjustmentItem:
    item = model.adjustment(home.pk, adjustment_id) if is_ulid(adjustment_id) else None
    if item is None:
        raise Problem("not_found")
    return item


def _view(item: ScoreAdjustmentItem) -> ScoreAdjustmentView:
    return ScoreAdjustmentView(**dict(item.value), version=item.version)
