"""Merging two records into one, and undoing it for 30 days (C10)."""

from customers.model import CustomerItem, load, sight_of
from customers.rules import Customer
from kernel import clock, keys, table, telemetry
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Range
from merging import model, parting, rules, work
from merging.model import MergeItem
from merging.rules import Merge
from merging.schemas import MergeCreate, MergePage, MergeView
from merging.sights import shifts
from merging.views import view

_TRIES = 8
_AT_HAND = 40
"""So many items move within the call; more are left to the worker."""


def merge(viewer: Viewer, customer_id: str, body: MergeCreate, if_match: int | None) -> MergeView:
    """Begin to merge a record into another. A small merge is done by the time of the answer, a large one follows."""
    for _ in range(_TRIES):
        survivor, absorbed = _both(viewer, customer_id, body)
        require_version(if_match, survivor.version)
        require_version(body.version, absorbed.version)
        rules.require_free(survivor.value, absorbed.value)
        begun = _begun(viewer, absorbed.value)
        answer = view(survivor.value.id, begun)
        try:
            commit(answer, *model.beginning(viewer.tenant, survivor, absorbed, begun))
        except table.Refused:
            continue
        _hurry(viewer, survivor.value.id, begun.absorbed)
        return answer
    raise in_flight()


def _begun(viewer: Viewer, other: Customer) -> Merge:
    depth = rules.depth(item.value for item in model.into(viewer.tenant, other.id))
    return Merge(absorbed=other.id, code=other.code, name=other.name, by=viewer.employee, at=clock.now(), depth=depth)


def _both(viewer: Viewer, customer_id: str, body: MergeCreate) -> tuple[CustomerItem, CustomerItem]:
    """(the record that stays, the one that goes): both the viewer's to change, each found where it was merged into."""
    survivor = load(viewer, customer_id, to_change=True)
    if body.absorbed == customer_id:
        raise invalid("/absorbed", "same_record")
    absorbed = load(viewer, body.absorbed, to_change=True)
    if absorbed.value.id == survivor.value.id:
        raise Problem("already_merged", code=survivor.value.code)
    _require_same_sight(viewer, survivor.value, absorbed.value)
    return survivor, absorbed


def _require_same_sight(viewer: Viewer, survivor: Customer, absorbed: Customer) -> None:
    """409 if something that is there would be hidden from somebody who sees it, or shown who did not.

    To show it is an administrator's to decide.
    """
    together = rules.combined(survivor, absorbed).customer
    for record in (survivor, absorbed):
        for shift in shifts(record, together):
            if shift.shows and viewer.role == "admin":
                continue
            if model.has(viewer.tenant, record.id, shift):
                raise Problem("merge_would_show" if shift.shows else "merge_would_hide")


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
        _hurry(viewer, customer_id, absorbed_id)
        return answer
    raise in_flight()


def _hurry(viewer: Viewer, survivor: str, absorbed: str) -> None:
    """Do at once what is little; whatever goes wrong, the stream has ordered the rest already."""
    try:
        work.step(viewer.tenant, survivor, absorbed, _AT_HAND)
    except Exception as error:
        if not table.is_transient(error):
            raise
        telemetry.failed("merge left to the worker", error, survivor=survivor)


def merges(viewer: Viewer, customer_id: str, query: PageQuery) -> MergePage:
    """What was merged into a record."""
    survivor = load(viewer, customer_id)
    items, after = listed(viewer, "merges", Range(survivor.pk, prefix=keys.MERGE), query)
    own = sight_of(viewer, survivor.value).may_change
    return MergePage(
        items=tuple(view(survivor.value.id, MergeItem.of(raw).value, own=own) for raw in items), next_cursor=after
    )
