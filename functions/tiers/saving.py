"""Changing the ladder: everybody is then moved by it, in a job, and its discounts reach the products (I4)."""

from collections.abc import Mapping
from typing import NamedTuple

from jobs import model as jobs
from jobs.rules import LATE
from kernel import chronicle, history, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, invalid
from kernel.snapshots import SETTLED
from kernel.table import Write
from products.model import are_there
from tiers import leaving, model, rules
from tiers.model import LadderItem, Saved
from tiers.rules import InForce, Ladder, LadderFields, Moving, Retiring
from tiers.schemas import LadderSave, LadderView, RemovalQuery


def ladder(viewer: Viewer) -> LadderView:
    """The ladder in force."""
    item = model.ladder(viewer.tenant, consistent=True)
    return _view(Saved(item.value, item.decides, item.job, item.products_job), item.version)


def told(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """What became of the ladder (admin)."""
    require_admin(viewer)
    return chronicle.page(viewer, "ladder", keys.settings(viewer.tenant), keys.LADDER, query)


def save(viewer: Viewer, body: LadderSave, if_match: int | None) -> LadderView:
    """Replace the ladder; the jobs that follow begin within a quarter of a minute."""
    before = _before(viewer, if_match)
    errors = rules.mistakes(body)
    if errors:
        raise Problem("invalid_request", errors=errors)
    leaving.require_sense(before.value, body, body.replace_with)
    asked = bool(rules.changed(before.value, body)) and body.apply_to_products is None
    if asked and are_there(viewer.tenant):
        raise invalid("/apply_to_products", "which_products")
    return _save(viewer, before, body, body.replace_with, everywhere=body.apply_to_products)


def remove(viewer: Viewer, tier: str, query: RemovalQuery, if_match: int | None) -> LadderView:
    """Take one tier off the ladder. 409 says how many are in it when nothing was said of where they go."""
    before = _before(viewer, if_match)
    if before.value.tier(tier) is None:
        raise Problem("not_found")
    if query.replace_with is not None and query.customers is not None:
        raise invalid("/customers", "not_with", other="replace_with")
    left = tuple(one for one in before.value.tiers if one.id != tier)
    after = LadderFields(basis=before.value.basis, automatic=before.value.automatic, tiers=left)
    said: Mapping[str, str | None] = {tier: query.replace_with} if query.replace_with or query.customers else {}
    if query.replace_with is not None and after.tier(query.replace_with) is None:
        raise invalid("/replace_with", "not_in_catalog", kind="tiers", value=query.replace_with)
    return _save(viewer, before, after, said, everywhere=None)


def _before(viewer: Viewer, if_match: int | None) -> LadderItem:
    require_admin(viewer)
    before = model.ladder(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    return before


def _save(
    viewer: Viewer, before: LadderItem, wanted: LadderFields, replace_with: Mapping[str, str | None], *,
    everywhere: bool | None,
) -> LadderView:  # fmt: skip
    leaving.require_word(viewer.tenant, before.value, wanted, replace_with)
    number = before.version + 1
    after = rules.succeeding(before.value, wanted, replace_with)
    after = rules.discounted(before.value, after, number, everywhere=everywhere)
    jobs_ = _following(viewer, before, after, number, everywhere=bool(everywhere))
    new = Saved(after, jobs_.decides, jobs_.job, jobs_.products_job)
    view = _view(new, number)
    old, now = (_shown(one) for one in (before.value, after))
    told_ = history.telling(before.pk, before.sk, number, viewer.employee, old, now)
    commit(view, model.saving(before, new), *told_, *jobs_.writes)
    return view


class _Following(NamedTuple):
    """What follows from a save."""

    decides: int | None
    job: str | None
    products_job: str | None
    writes: list[Write]


def _following(viewer: Viewer, before: LadderItem, after: InForce, number: int, *, everywhere: bool) -> _Following:
    """The jobs: to move customers, to give discounts to products, to pin anew who was pinned to what is no more.

    Customers are moved when nobody decides by the ladder before any more. Who pins somebody has looked at a ladder,
    too, and a request lasts longer than a decision: so pins are looked at last. Till then they say what they lead to.
    """
    moves, spreads, writes = None, None, list[Write]()
    if rules.decides(before.value) != rules.decides(after):
        job, more = jobs.starting(viewer, "tier_moves", Moving(version=number), rest=SETTLED)
        moves, writes = job.id, [*writes, *more]
    if everywhere:
        job, more = jobs.starting(viewer, "tier_discounts", Moving(version=number))
        spreads, writes = job.id, [*writes, *more]
    gone = {one.id: after.instead(one.id) or None for one in before.value.tiers if after.tier(one.id) is None}
    if gone:
        writes += jobs.starting(viewer, "tier_pins", Retiring(tiers=gone), rest=LATE)[1]
    return _Following(number if moves else before.decides, moves, spreads, writes)


def _shown(value: Ladder) -> dict[str, object]:
    return value.model_dump(include=set(LadderFields.model_fields))


def _view(saved: Saved, version: int) -> LadderView:
    fields = {name: getattr(saved.value, name) for name in (*LadderFields.model_fields, "older")}
    return LadderView(**fields, version=version, job=saved.job, products_job=saved.products_job)
