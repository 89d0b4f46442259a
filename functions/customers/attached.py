"""What is attached to a record, for who sees it: it lies in the record's collection, and a pointer finds it."""

from collections.abc import Callable

from customers.model import CustomerItem, load, since
from customers.model import find as find_record
from customers.pointers import PlaceItem, place_of
from kernel import idempotency, keys, table
from kernel.access import Category, Earlier, Viewer
from kernel.problems import Problem, invalid
from kernel.table import Item, Range

HELD = "held"
"""Stands for a category in what an answer tells of: that which the caller saw because they hold it."""


def find[I: Item](kind: type[I], tenant: str, prefix: str, attached_id: str) -> I | None:
    """Something attached, by its id; `prefix` is that of its sort keys."""
    place = table.get(PlaceItem, place_of(tenant, attached_id), consistent=True)
    if place is None:
        return None
    key = (keys.customer(tenant, place.customer), keys.document(prefix, attached_id))
    return table.get(kind, key, consistent=True)


def reach[I: Item](
    kind: type[I], viewer: Viewer, prefix: str, category: Earlier | Callable[[I | None], Earlier], attached_id: str,
    holds: Callable[[I], bool] = lambda _: False,
) -> I:  # fmt: skip
    """Something attached, by its id, if the viewer sees the category of its record, or holds the thing itself.

    404 otherwise, after the same reads whether there is no such thing or it is not theirs to see: time tells neither.
    """
    place = table.get(PlaceItem, place_of(viewer.tenant, attached_id), consistent=True)
    home = place.customer if place else attached_id
    item = table.get(kind, (keys.customer(viewer.tenant, home), keys.document(prefix, attached_id)), consistent=True)
    held = item is not None and holds(item)
    seen_as = category(item) if callable(category) else category
    require_sight(viewer, home, seen_as, attached_id, held=held)
    if item is None:
        raise Problem("not_found")
    return item


def receiving(viewer: Viewer, customer_id: str, category: Category) -> CustomerItem:
    """The record that something new is attached to, if the viewer sees the category; else 422 about `customer`."""
    try:
        return load(viewer, customer_id, category)
    except Problem:
        raise invalid("/customer", "no_such_customer") from None


def require_sight(viewer: Viewer, customer_id: str, category: Earlier, attached_id: str, *, held: bool = False) -> None:
    """404 unless the viewer sees the category of the record, and of it what is as old as this.

    Who holds the thing itself sees it as long as its record is there.
    """
    if held:
        home = find_record(viewer.tenant, customer_id)
        if home is None or home.value.deleted_at is not None:
            raise Problem("not_found")
        idempotency.concerns(attached_id, HELD)
        return
    record = load(viewer, customer_id, category, consistent=False)
    first = since(viewer, record.value, category)
    if first is not None and attached_id < first:
        raise Problem("not_found")


def seen(viewer: Viewer, customer_id: str, category: Category, prefix: str) -> Range:
    """What of a kind is attached to a record, as far as the viewer sees it, newest first."""
    record = load(viewer, customer_id, category)
    first = since(viewer, record.value, category)
    return table.from_on(record.pk, prefix, first)
