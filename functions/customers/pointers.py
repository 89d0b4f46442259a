"""What finds a record, and what is attached to one, by something else than where it lies.

Without validators: whoever only carries things along, or takes them away, asks this.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from customers import places
from kernel import keys, table
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, Raw, decode_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pynamodb.expressions.condition import Condition


class PointerItem(Item):
    """Makes a value unique, or finds whom it belongs to."""

    customer = UnicodeAttribute()


class VersionedItem(Item):
    """Anything with a version, whatever it is."""

    version = IntegerAttribute()


class PlaceItem(Item):
    """In whose collection something lies."""

    customer = UnicodeAttribute()
    been = UnicodeSetAttribute(null=True)
    """The records in whose collections it lay before: merges move things, and what is told of them stays."""
    last = UnicodeAttribute(null=True)
    """Of an opportunity: what came to belong to it last. Who moves or removes it has seen all until then."""


def rows(tenant: str, value: "Mapping[str, Any]") -> dict[Key, places.Row]:
    """Where a record's rows lie, its marks too, and what each is."""
    customer_id, shelf = value["id"], str(places.shelf(value))
    marks: dict[Key, places.Row] = {(keys.unlisted(tenant, who), customer_id): "mark" for who in places.unlisted(value)}
    return marks | {(keys.book(tenant, shelf, book), customer_id): row for book, row in places.rows(value).items()}


def removing(tenant: str, profile: Raw) -> list[Write]:
    """All writes that take a record away with all that finds it; what is attached stays. Refused if it changed."""
    item = decode_item(profile)
    value = item["value"]
    found_by = [
        *rows(tenant, value), (keys.record_code(tenant, value["code"]), keys.POINTER), *whose(tenant, value),
    ]  # fmt: skip
    as_read = VersionedItem.version == item["version"]
    return [table.delete((item["pk"], item["sk"]), when=as_read), *map(table.delete, found_by)]


def whose(tenant: str, value: "Mapping[str, Any]") -> list[Key]:
    """Where it says whose its email addresses are, and the browsers that it is known to use."""
    emails = [keys.email(tenant, address) for address in value.get("emails", ())]
    clients = [keys.web_client(tenant, client) for client in value.get("web_clients", ())]
    return [(one, value["id"]) for one in emails + clients]


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
