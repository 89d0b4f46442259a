"""How a merge begins, whoever asks for it: which two records it is about, and what of it is done at once."""

from attached.kinds import KINDS
from customers.model import CustomerItem, load
from customers.rules import Customer
from kernel import clock, ids, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem, invalid
from kernel.table import Range
from merging import model, rules, work
from merging.rules import Merge
from merging.sights import Shift, shifts

_AT_HAND = 40
"""So many items move within the call; more are left to the worker."""


def beginning(viewer: Viewer, other: Customer) -> Merge:
    """The merge of a record that goes, as it begins now."""
    depth = rules.depth(item.value for item in model.into(viewer.tenant, other.id))
    return Merge(absorbed=other.id, code=other.code, name=other.name, by=viewer.employee, at=clock.now(), depth=depth)


def both(
    viewer: Viewer, customer_id: str, absorbed_id: str, path: str = "/absorbed"
) -> tuple[CustomerItem, CustomerItem]:
    """(the record that stays, the one that goes): both the viewer's to change, each found where it was merged into."""
    survivor = load(viewer, customer_id, to_change=True)
    if absorbed_id == customer_id:
        raise invalid(path, "same_record")
    absorbed = load(viewer, absorbed_id, to_change=True)
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
            if has(viewer.tenant, record.id, shift):
                raise Problem("merge_would_show" if shift.shows else "merge_would_hide")


def has(tenant: str, record: str, of: Shift) -> bool:
    """Whether there is anything in the time that a shift is about."""
    home = keys.customer(tenant, record)
    first, last = ids.first(of.start) if of.start else "", ids.first(of.end)
    prefixes = [kind.prefix for kind in KINDS if kind.category == of.category]
    within = (Range(home, above=prefix + first, below=prefix + last) for prefix in prefixes)
    if any(table.first(one, limit=1) for one in within):
        return True
    start = clock.stamp(of.start) if of.start else ""
    signals = table.every(Range(home, prefix=keys.SIGNAL)) if of.category == "activities" else ()
    return any(start <= raw["at"]["S"] < clock.stamp(of.end) for raw in signals)


def hurry(viewer: Viewer, survivor: str, absorbed: str) -> None:
    """Do at once what is little; whatever goes wrong, the stream has ordered the rest already."""
    try:
        work.step(viewer.tenant, survivor, absorbed, _AT_HAND)
    except Exception as error:
        if not table.is_transient(error):
            raise
        telemetry.failed("merge left to the worker", error, survivor=survivor)
