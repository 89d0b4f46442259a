"""Writing and cancelling manual entries: who may change the customer may, and each is posted as it is made."""

from collections.abc import Callable

from attached.across import listed
from customers import attached
from customers.model import load
from debts import model, rules
from debts.model import AdjustmentItem
from debts.rules import Adjustment
from debts.schemas import AdjustmentCreate, AdjustmentPage, AdjustmentQuery, AdjustmentView
from identity import model as identity
from identity.currencies import decimals, fits
from kernel import clock, ids, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.contest import Contest
from kernel.paging import PageQuery
from kernel.problems import Problem, busy, invalid
from kernel.table import Write
from ledger import model as ledger
from ledger.model import Change
from ledger.rules import Reason, Step

PATIENCE = 12.0
"""Seconds for which a place in the ledger is fought for; a function has 20."""


def create(viewer: Viewer, body: AdjustmentCreate) -> AdjustmentView:
    """A manual entry; it counts at once."""
    attached.receiving(viewer, body.customer, model.KIND.category)
    home = load(viewer, body.customer, model.KIND.category, to_change=True)
    now = clock.now()
    made = {"id": ids.new(now), "customer": home.value.id, "created_at": now, "created_by": viewer.employee}
    fields = {**body.model_dump(), **made, "updated_at": now, "updated_by": viewer.employee}
    adjustment = Adjustment.model_validate(fields)
    errors = rules.mistakes(adjustment)
    if errors:
        raise Problem("invalid_request", errors=errors)

    def attempt() -> AdjustmentView:
        item, own = model.made(home.pk, adjustment), identity.settings(viewer.tenant, consistent=True)
        _require_payable(adjustment, own.value.currency)
        posting = [*_posting(item, {}, adjustment, "confirmed"), *identity.fixing(own)]
        commit(shown(item), *model.creating(item, viewer.tenant), *posting)
        return shown(item)

    return _again(attempt)


def cancel(viewer: Viewer, adjustment_id: str, if_match: int | None) -> AdjustmentView:
    """Take one back: another entry is posted, the first stays."""

    def attempt() -> AdjustmentView:
        item = _load(viewer, adjustment_id)
        load(viewer, item.value.customer, model.KIND.category, to_change=True)
        require_version(if_match, item.version)
        after = rules.cancelled(item.value, viewer.employee, clock.now())
        view = AdjustmentView(**dict(after), version=item.version + 1)
        commit(view, model.replacing(item, after), *_posting(item, item.value.model_dump(), after, "cancelled"))
        return view

    return _again(attempt)


def read(viewer: Viewer, adjustment_id: str) -> AdjustmentView:
    """One manual entry."""
    return shown(_load(viewer, adjustment_id))


def adjustments(viewer: Viewer, query: AdjustmentQuery) -> AdjustmentPage:
    """A customer's manual entries, or all that the viewer sees, newest first."""
    rows, after = listed(viewer, model.KIND, query.customer, PageQuery(limit=query.limit, cursor=query.cursor))
    return AdjustmentPage(items=tuple(shown(AdjustmentItem.of(raw)) for raw in rows), next_cursor=after)


def shown(item: AdjustmentItem) -> AdjustmentView:
    """One with its version."""
    return AdjustmentView(**dict(item.value), version=item.version)


def _load(viewer: Viewer, adjustment_id: str) -> AdjustmentItem:
    return attached.reach(AdjustmentItem, viewer, model.KIND.prefix, model.KIND.category, adjustment_id)


def _posting(item: AdjustmentItem, before: dict[str, object], after: Adjustment, reason: Reason) -> list[Write]:
    step = Step(item.sk, before, after.model_dump(), reason)
    return ledger.posting(Change(item.pk, [step], after.updated_at, after.updated_by))


def _require_payable(adjustment: Adjustment, own: str) -> None:
    if not fits(adjustment.amount, own):
        raise invalid("/amount", "not_in_currency", currency=own, decimals=decimals(own))


def _again(attempt: Callable[[], AdjustmentView]) -> AdjustmentView:
    contest = Contest(PATIENCE)
    while contest.goes_on:
        try:
            return attempt()
        except (table.Refused, table.Transient):
            contest.lost()
    raise busy()
