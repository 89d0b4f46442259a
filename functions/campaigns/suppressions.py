"""Addresses that a company does not write to any more: listed, looked up, and written to again for a reason."""

from campaigns.schemas import CauseView, Lift, SuppressionPage, SuppressionQuery, SuppressionView
from kernel import clock, keys, table
from kernel.access import Viewer, require_admin
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


def lift(viewer: Viewer, body: Lift) -> SuppressionView:
    """Write to an address again; 404 where nothing stops that."""
    require_admin(viewer)
    item = model.find(viewer.tenant, body.address)
    causes = rules.standing(item.value) if item else []
    if item is None or not causes:
        raise Problem("not_found")
    after = rules.lifted(item.value, dict.fromkeys(causes), viewer.employee, body.reason, clock.now())
    view = _view(after, item.version + 1)
    try:
        commit(view, *model.changing(viewer.tenant, item, after, viewer.employee))
    except table.Refused:
        raise in_flight() from None
    return view


def _view(value: rules.Suppression, version: int) -> SuppressionView:
    left = rules.standing(value)
    causes = (
        CauseView.model_validate({
            "cause": name, "at": one.at, "message": one.message, "lifted_at": one.lifted_at,
            "lifted_by": one.lifted_by, "reason": one.reason,
        })
        for name, one in sorted(value.causes.items())
    )  # fmt: skip
    return SuppressionView(
        address=value.address, standing=left[0] if left else None, causes=tuple(causes), version=version
    )
