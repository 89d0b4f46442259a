"""Deleting a record, seeing what goes with it, and having it back (C2)."""

from customers import model, service, stages
from customers.changing import rewrite, shown
from customers.rules import Customer
from customers.schemas import CustomerPage, CustomerView, ListQuery
from kernel import clock
from kernel.access import Viewer
from kernel.problems import Problem
from trash import contents, rules
from trash.schemas import AttachedView, DeletionView


def outlook(viewer: Viewer, customer_id: str) -> DeletionView:
    """What goes with a record that the viewer may delete."""
    record = model.load(viewer, customer_id, to_change=True)
    attached = tuple(
        AttachedView(kind=kind, count=min(count, contents.MOST), more=count > contents.MOST)
        for kind, count in contents.counted(viewer, record).items()
    )
    customer = record.value
    return DeletionView(
        id=customer.id, code=customer.code, name=customer.name, attached=attached, version=record.version
    )


def delete(viewer: Viewer, customer_id: str, if_match: int | None) -> CustomerView:
    """Put a record with all that is attached to it in the trash; 428 unless the caller names its version.

    Asked again, for the first answer was lost, it answers as the first time.
    """
    if if_match is None:
        model.load(viewer, customer_id, to_change=True)
        raise Problem("version_needed")
    now = clock.now()
    try:
        return rewrite(
            viewer, customer_id, lambda before: rules.deleted(before, viewer.employee, now), if_match=if_match
        ).view
    except Problem as problem:
        again = _answered(viewer, customer_id, if_match) if problem.code == "not_found" else None
        if again is None:
            raise
        return again


def _answered(viewer: Viewer, customer_id: str, if_match: int) -> CustomerView | None:
    """The answer to who deleted the record in just this way."""
    try:
        item = model.load(viewer, customer_id, to_change=True, deleted=True)
    except Problem:
        return None
    mine = item.value.deleted_by == viewer.employee and item.version - 1 == if_match
    if not mine:
        return None
    card = model.card_of(viewer.tenant, item.value)
    return shown(item.value, item.version, card, stages.look(viewer.tenant, item.value.stage))


def recover(viewer: Viewer, customer_id: str, if_match: int | None) -> CustomerView:
    """Take a record out of the trash, with all that is attached to it."""

    def decide(before: Customer) -> Customer:
        return rules.recovered(before, clock.now())

    try:
        return rewrite(viewer, customer_id, decide, if_match=if_match, deleted=True).view
    except Problem as problem:
        if problem.code == "not_found":
            model.load(viewer, customer_id, to_change=True)
            raise Problem("not_deleted") from None
        raise


def cards(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """A page of the deleted records that the viewer could change."""
    return service.cards(viewer, "trash", query)
