"""Reading, listing and changing leads and customers."""

from catalogs.model import require
from customers import listing, model, rules
from customers.model import CardItem, CustomerItem
from customers.rules import Customer, Relationship
from customers.schemas import CardView, CustomerPage, CustomerPatch, CustomerView, ListQuery
from kernel import clock, cursor, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import in_flight, invalid
from kernel.values import Raw, decode_item

_TRIES = 5
_REQUIRED = frozenset({"name", "kind", "phones", "emails", "groups", "priority"})


def read(viewer: Viewer, customer_id: str) -> CustomerView:
    """One record with its score and tier, lead or customer alike: an address stays good after conversion."""
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id)
        card = model.card_of(viewer.tenant, item.value)
        if card is not None:
            return shown(item.value, item.version, card)
    raise in_flight()  # it keeps moving between the two reads


def cards(viewer: Viewer, relationship: Relationship, query: ListQuery) -> CustomerPage:
    """A page of the records that the viewer sees."""
    ask = listing.Ask(relationship, query.sort, query.stars)
    after = cursor.open_(viewer, repr(ask), query.cursor) if query.cursor is not None else None
    rows, last = listing.read(viewer, ask, query.limit, after)
    return CustomerPage(
        items=tuple(_row(row) for row in rows), next_cursor=cursor.seal(viewer, repr(ask), last) if last else None
    )


def _row(row: Raw) -> CardView:
    plain = decode_item(row)
    derived = {name: plain.get(name) for name in ("score", "stars", "tier")}
    return CardView.model_validate({**plain["value"], **derived})


def change(viewer: Viewer, customer_id: str, body: CustomerPatch, if_match: int | None) -> CustomerView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id)
        require_version(if_match, item.version)
        try:
            return _change_once(viewer, item, changes)
        except table.Refused:
            continue
    raise in_flight()


def _change_once(viewer: Viewer, item: CustomerItem, changes: dict[str, object]) -> CustomerView:
    stamped = {"updated_at": clock.now(), "updated_by": viewer.employee}
    after = Customer.model_validate(item.value.model_dump() | changes | stamped)
    known = set(rules.choices(item.value))
    require(viewer.tenant, [choice for choice in rules.choices(after) if choice not in known])
    card = model.card_of(viewer.tenant, item.value)
    view = shown(after, item.version + 1, card)
    commit(view, *model.changing(viewer.tenant, item, after))
    return view


def shown(customer: Customer, version: int, card: CardItem | None) -> CustomerView:
    """A record as callers see it; one that is just being made has no score yet."""
    derived = {"score": card.score, "stars": card.stars, "tier": card.tier} if card else {"score": 0, "stars": 1}
    return CustomerView.model_validate({**customer.model_dump(), **derived, "version": version})
