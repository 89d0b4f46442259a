"""Making, reading, listing and changing records."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from catalogs.model import require
from customers import listing, model, rules, stages
from customers.changing import rewrite, shown
from customers.making import beginning, made
from customers.places import Shelf
from customers.rules import Customer, Relationship
from customers.schemas import CustomerPage, CustomerPatch, CustomerView, LeadCreate, ListQuery
from customers.setting import setting
from identity.model import employee
from identity.viewers import zone_of
from kernel import cursor
from kernel.access import Viewer
from kernel.commit import commit
from kernel.problems import in_flight, invalid
from kernel.table import Write

_TRIES = 5


def capture[V: CustomerView](
    viewer: Viewer, body: LeadCreate, relationship: Relationship, answer: Callable[[CustomerView], V], *,
    known: Mapping[str, Any] = MappingProxyType({}), more: Callable[[Customer], Iterable[Write]] = lambda _made: (),
) -> V:  # fmt: skip
    """A new record, of the caller or of the colleague named as owner.

    `known`: fields that another record has already, and are right; `more(made)` is written with it, and `answer(view)`
    is what the caller is told.
    """
    require(viewer.tenant, rules.choices(body, relationship))
    asked, first = beginning(viewer.tenant, body, relationship, known)
    customer = made(viewer, asked, relationship, body.code, _owner(viewer, body.owner))
    look = stages.look_of(first) if first else stages.look(viewer.tenant, customer.stage)
    view = answer(shown(customer, 1, None, look))
    commit(view, *model.capturing(viewer.tenant, customer), *more(customer))
    return view


def _owner(viewer: Viewer, owner: str | None) -> tuple[str, str]:
    if owner is None or owner == viewer.employee:
        return viewer.employee, viewer.department
    found = employee(viewer.tenant, owner)
    if found is None or not found.value.active:
        raise invalid("/owner", "no_such_employee")
    return owner, found.value.department


def read(viewer: Viewer, customer_id: str) -> CustomerView:
    """One record with its score and tier, lead or customer alike: an address stays good after conversion."""
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id)
        card = model.card_of(viewer.tenant, item.value)
        if card is not None:
            return shown(item.value, item.version, card, stages.look(viewer.tenant, item.value.stage))
    raise in_flight()  # it keeps moving between the two reads


def cards(viewer: Viewer, shelf: Shelf, query: ListQuery) -> CustomerPage:
    """A page of the records that the viewer sees."""
    ask = query.asked(viewer, shelf, zone_of(viewer.tenant) if query.names_days else UTC)
    after = cursor.open_(viewer, repr(ask), query.cursor) if query.cursor is not None else None
    rows, last = listing.read(viewer, ask, query.limit, after)
    return CustomerPage(
        items=tuple(stages.card_views(viewer.tenant, rows)),
        next_cursor=cursor.seal(viewer, repr(ask), last) if last else None,
    )


def change(viewer: Viewer, customer_id: str, body: CustomerPatch, if_match: int | None) -> CustomerView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    return rewrite(viewer, customer_id, setting(viewer, changes), if_match=if_match).view
