"""Addresses that a company does not write to any more: listed, looked up, entered and lifted by hand, for a reason."""

from campaigns.schemas import (
    CauseView,
    Lift,
    Stop,
    SuppressionHistoryQuery,
    SuppressionPage,
    SuppressionQuery,
    SuppressionView,
)
from kernel import chronicle, clock, keys, table
from kernel.access import Viewer, require_admin
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import filtered
from kernel.problems import Problem, in_flight
from kernel.table import Range
from suppression import model, rules
from suppression.model import SuppressionItem


def page(viewer: Viewer, query: SuppressionQuery) -> SuppressionPage:
    """A page of addresses, in their order; or the one that is asked for, if anything is known of it."""
    require_admin(viewer)
    if query.address is not None:
        item = model.find(viewer.tenant, query.address)
        return SuppressionPage(items=(_view(item.value, item.version),) if item else ())
    where = Range(keys.suppressed(viewer.tenant), prefix=keys.SUPPRESSED)
    rows, after = filtered(viewer, "suppressions", where, query, lambda row: "standing" in row)
    views = (_view(item.value, item.version) for item in map(SuppressionItem.of, rows))
    return SuppressionPage(items=tuple(views), next_cursor=after)


def told(viewer: Viewer, query: SuppressionHistoryQuery) -> HistoryPage:
    """What administrators decided about an address; what providers and the person told stands in its causes."""
    require_admin(viewer)
    where = keys.suppressed(viewer.tenant), keys.suppressed_address(query.address.lower())
    return chronicle.page(viewer, "suppression", *where, query)


def stop(viewer: Viewer, body: Stop) -> SuppressionView:
    """Write no more to an address, because somebody said so; as it is, where that is known already."""
    require_admin(viewer)
    item = model.find(viewer.tenant, body.address)
    cause: rules.Cause = "manual" if body.what == "everything" else "unsubscribe"
    after = rules.noted(
        item.value if item else None, body.address.lower(), cause, clock.now(), by=viewer.employee, note=body.reason
    )
    if item is not None and after == item.value:
        view = _view(after, item.version)
        commit(view)
        return view
    return _changed(viewer, item, after)


def lift(viewer: Viewer, body: Lift) -> SuppressionView:
    """Write to an address again; 404 where nothing stops that."""
    require_admin(viewer)
    item = model.find(viewer.tenant, body.address)
    causes = rules.standing(item.value) if item else []
    if item is None or not causes:
        raise Problem("not_found")
    after = rules.lifted(item.value, dict.fromkeys(causes), viewer.employee, body.reason, clock.now())
    return _changed(viewer, item, after)


def _changed(viewer: Viewer, before: SuppressionItem | None, after: rules.Suppression) -> SuppressionView:
    view = _view(after, before.version + 1 if before else 1)
    try:
        commit(view, *model.changing(viewer.tenant, before, after, viewer.employee))
    except table.Refused:
        raise in_flight() from None
    return view


def _view(value: rules.Suppression, version: int) -> SuppressionView:
    left = rules.standing(value)
    causes = (
        CauseView.model_validate({
            "cause": name, "at": one.at, "message": one.message, "by": one.by, "note": one.note,
            "lifted_at": one.lifted_at, "lifted_by": one.lifted_by, "reason": one.reason,
        })
        for name, one in sorted(value.causes.items())
    )  # fmt: skip
    return SuppressionView(
        address=value.address, standing=left[0] if left else None, causes=tuple(causes), version=version
    )
