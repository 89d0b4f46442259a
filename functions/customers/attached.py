"""What is attached to a record lies in the record's collection; a pointer finds it by its own id."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from customers.model import CustomerItem, load, since
from customers.model import find as find_record
from kernel import idempotency, keys, table
from kernel.access import Category, Earlier, Viewer
from kernel.problems import Problem, invalid
from kernel.table import Item, Key, Range, Write

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

HELD = "held"
"""Stands for a category in what an answer tells of: that which the caller saw because they hold it."""


class PlaceItem(Item):
    """In whose collection something lies."""

    customer = UnicodeAttribute()
    been = UnicodeSetAttribute(null=True)
    """The records in whose collections it lay before: merges move things, and what is told of them stays."""
    last = UnicodeAttribute(null=True)
    """Of an opportunity: what came to belong to it last. Who moves or removes it has seen all until then."""


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


def homes_of(tenant: str, attached_ids: Iterable[str]) -> dict[str, str]:
    """The record that each of these lies with now; what is not there is absent."""
    places = {place_of(tenant, one): one for one in attached_ids}
    found = table.get_many(places, consistent=True)
    return {places[key]: PlaceItem.of(raw).customer for key, raw in found.items()}


def homes(tenant: str, attached_id: str) -> list[str]:
    """All collections in which something lies or has lain."""
    place = table.get(PlaceItem, place_of(tenant, attached_id), consistent=True)
    return [keys.customer(tenant, one) for one in sorted({place.customer, *(place.been or ())})] if place else []


def moving(tenant: str, attached_id: str, source: str, target: str, when: "Condition | None" = None) -> Write:
    """The write that lets something be found in another collection; Refused if it is not in that of `source`."""
    actions = [PlaceItem.customer.set(target), PlaceItem.been.add({source})]
    here = PlaceItem.customer == source
    return table.update(place_of(tenant, attached_id), actions, when=here if when is None else here & when)


def placing(tenant: str, customer: str, attached_id: str, expires_at: int | None = None) -> Write:
    """The write that makes something attached findable."""
    return table.create(PlaceItem(*place_of(tenant, attached_id), customer=customer, expires_at=expires_at))


def place_of(tenant: str, attached_id: str) -> Key:
    """Where the pointer lies."""
    return keys.document_pointer(tenant, attached_id), keys.POINTER


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
