"""Reading, listing and changing leads and customers."""

from collections.abc import Callable

from catalogs.model import require
from customers import listing, model, rules
from customers.changing import rewrite, shown
from customers.places import Shelf
from customers.rules import Customer
from customers.schemas import CardView, CustomerPage, CustomerPatch, CustomerView, ListQuery
from kernel import cursor
from kernel.access import Viewer
from kernel.problems import in_flight, invalid
from kernel.values import Raw, decode_item

_TRIES = 5
_REQUIRED = frozenset({
    "name", "kind", "phones", "emails", "groups", "types", "labels", "priority", "web_clients"
})  # fmt: skip


def read(viewer: Viewer, customer_id: str) -> CustomerView:
    """One record with its score and tier, lead or customer alike: an address stays good after conversion."""
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id)
        card = model.card_of(viewer.tenant, item.value)
        if card is not None:
            return shown(item.value, item.version, card)
    raise in_flight()  # it keeps moving between the two reads


def cards(viewer: Viewer, shelf: Shelf, query: ListQuery) -> CustomerPage:
    """A page of the records that the viewer sees."""
    ask = query.asked(shelf)
    after = cursor.open_(viewer, repr(ask), query.cursor) if query.cursor is not None else None
    rows, last = listing.read(viewer, ask, query.limit, after)
    return CustomerPage(
        items=tuple(row(one) for one in rows), next_cursor=cursor.seal(viewer, repr(ask), last) if last else None
    )


def row(raw: Raw) -> CardView:
    """A card as lists show it."""
    plain = decode_item(raw)
    derived = {name: plain.get(name) for name in ("score", "stars", "tier")}
    return CardView.model_validate({**plain["value"], **derived})


def change(viewer: Viewer, customer_id: str, body: CustomerPatch, if_match: int | None) -> CustomerView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    return rewrite(viewer, customer_id, setting(viewer, changes), if_match=if_match).view


def setting(viewer: Viewer, changes: dict[str, object]) -> Callable[[Customer], Customer]:
    """The decision that sets these fields; 422 when one names what is in no catalogue and was not there before."""

    def decide(before: Customer) -> Customer:
        after = Customer.model_validate(before.model_dump() | changes)
        known = set(rules.choices(before))
        require(viewer.tenant, [choice for choice in rules.choices(after) if choice not in known])
        return after

    return decide
