"""Merging two records into one, and undoing it for 30 days (C10)."""

from customers.model import load, sight_of
from kernel import clock, keys, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight
from kernel.table import Range
from merging import model, parting, rules
from merging.model import MergeItem
from merging.schemas import MergeCreate, MergePage, MergeView
from merging.starting import beginning, both, hurry
from merging.views import view

_TRIES = 8


def merge(viewer: Viewer, customer_id: str, body: MergeCreate, if_match: int | None) -> MergeView:
    """Begin to merge a record into another. A small merge is done by the time of the answer, a large one follows."""
    for _ in range(_TRIES):
        survivor, absorbed = both(viewer, customer_id, body.absorbed)
        require_version(if_match, survivor.version)
        require_version(body.version, absorbed.version)
        rules.require_free(survivor.value, absorbed.value)
        begun = beginning(viewer, absorbed.value)
        answer = view(survivor.value.id, begun)
        try:
            commit(answer, *model.beginning(viewer.tenant, survivor, absorbed, begun))
        except table.Refused:
            continue
        hurry(viewer, survivor.value.id, begun.absorbed)
        return answer
    raise in_flight()


def undo(viewer: Viewer, customer_id: str, absorbed_id: str) -> MergeView:
    """Begin to undo a merge. A small one is undone by the time of the answer, a large one follows."""
    for _ in range(_TRIES):
        survivor = load(viewer, customer_id, to_change=True)
        if survivor.value.id != customer_id:
            raise Problem("merged_away", code=survivor.value.code)
        item = model.find(viewer.tenant, customer_id, absorbed_id)
        absorbed = model.profile(viewer.tenant, absorbed_id) if item else None
        if item is None or absorbed is None:
            raise Problem("not_found")
        now = clock.now()
        rules.require_undoable(item.value, now)
        rules.require_free(survivor.value, absorbed.value)
        update = {"state": "undoing", "undone_by": viewer.employee, "after": None, "changed": 0, "moved": 0}
        begun = item.value.model_copy(update=update)
        answer = view(customer_id, begun)
        try:
            commit(answer, *parting.beginning(viewer.tenant, survivor, absorbed, item, begun, now))
        except table.Refused:
            continue
        hurry(viewer, customer_id, absorbed_id)
        return answer
    raise in_flight()


def merges(viewer: Viewer, customer_id: str, query: PageQuery) -> MergePage:
    """What was merged into a record."""
    survivor = load(viewer, customer_id)
    items, after = listed(viewer, "merges", Range(survivor.pk, prefix=keys.MERGE), query)
    own = sight_of(viewer, survivor.value).may_change
    return MergePage(
        items=tuple(view(survivor.value.id, MergeItem.of(raw).value, own=own) for raw in items), next_cursor=after
    )
