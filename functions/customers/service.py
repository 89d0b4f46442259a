"""Making, reading, listing and changing records."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any

from catalogs.asking import form
from catalogs.forms import check
from catalogs.model import entries, require
from catalogs.requirement import Requirement
from customers import listing, model, rules, stages
from customers.changing import rewrite, shown
from customers.places import Shelf
from customers.rules import Customer, CustomerFields, Relationship
from customers.schemas import CustomerPage, CustomerPatch, CustomerView, LeadCreate, ListQuery, StageLook
from identity.model import employee
from identity.viewers import zone_of
from kernel import clock, cursor, ids
from kernel.access import Viewer
from kernel.commit import commit
from kernel.phones import dialled
from kernel.problems import in_flight, invalid
from kernel.table import Write

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TRIES = 5
_REQUIRED = frozenset({
    "name", "kind", "phones", "emails", "groups", "types", "labels", "priority", "web_clients"
})  # fmt: skip


def capture[V: CustomerView](
    viewer: Viewer, body: LeadCreate, relationship: Relationship, answer: Callable[[CustomerView], V], *,
    known: Mapping[str, Any] = MappingProxyType({}), more: Callable[[Customer], Iterable[Write]] = lambda _made: (),
) -> V:  # fmt: skip
    """A new record, of the caller or of the colleague named as owner.

    `known`: fields that another record has already, and are right; `more(made)` is written with it, and `answer(view)`
    is what the caller is told.
    """
    require(viewer.tenant, rules.choices(body, relationship))
    asked, look = beginning(viewer.tenant, body, relationship, known)
    customer = made(viewer, asked, relationship, body.code, _owner(viewer, body.owner))
    view = answer(shown(customer, 1, None, look))
    commit(view, *model.capturing(viewer.tenant, customer), *more(customer))
    return view


def beginning[F: CustomerFields](
    tenant: str, body: F, relationship: Relationship, known: Mapping[str, Any] = MappingProxyType({})
) -> tuple[F, StageLook | None]:
    """What a new record begins with, and how its stage looks: its answers are as the form wants them."""
    stage, look = _stage(tenant, body, relationship)
    return body.model_copy(update={**known, "stage": stage, "requirement": _fitting(tenant, body)}), look


def _stage(tenant: str, body: CustomerFields, relationship: Relationship) -> tuple[str | None, StageLook | None]:
    """Where a record begins: a lead of which nothing is said in the first stage in use, if there is one."""
    if relationship != "lead" or "stage" in body.model_fields_set:
        return body.stage, stages.look(tenant, body.stage)
    first = next((item.value for item in entries(tenant, "stages") if item.value.active), None)
    return (first.code, stages.look_of(first)) if first else (None, None)


def made(
    viewer: Viewer, fields: CustomerFields, relationship: Relationship, code: str | None, owner: tuple[str, str]
) -> Customer:
    """A record that begins now; `owner` with the department they work in. Without a code it gets one."""
    now = clock.now()
    written = fields.model_dump(include=set(CustomerFields.model_fields)) | {"requirement": fields.requirement}
    return Customer.model_validate({
        **written, "id": ids.new(now), "code": code or _fresh_code(), "relationship": relationship, "owner": owner[0],
        "department": owner[1], "numbers": dialled(fields.phones), "created_at": now, "created_by": viewer.employee,
        "updated_at": now, "updated_by": viewer.employee,
    })  # fmt: skip


def _owner(viewer: Viewer, owner: str | None) -> tuple[str, str]:
    if owner is None or owner == viewer.employee:
        return viewer.employee, viewer.department
    found = employee(viewer.tenant, owner)
    if found is None or not found.value.active:
        raise invalid("/owner", "no_such_employee")
    return owner, found.value.department


def _fresh_code() -> str:
    """Eight letters and digits that nobody confuses: a clash in a million records is one in a million."""
    return "L-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


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
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    return rewrite(viewer, customer_id, setting(viewer, changes), if_match=if_match).view


def _fitting(tenant: str, fields: CustomerFields) -> Requirement | None:
    """The answers as they are to be kept; 422 when they do not fit the company's form (B6)."""
    return check(form(tenant).value, fields.requirement) if fields.requirement else None


def setting(viewer: Viewer, changes: dict[str, object]) -> Callable[[Customer], Customer]:
    """The decision that sets these fields; 422 when one names what is in no catalogue and was not there before."""

    def decide(before: Customer) -> Customer:
        after = Customer.model_validate(before.model_dump() | changes)
        if after.stage != before.stage:
            rules.require_open(before)
        known = set(rules.choices(before, before.relationship))
        wanted = rules.choices(after, after.relationship)
        require(viewer.tenant, [choice for choice in wanted if choice not in known])
        if after.requirement != before.requirement:
            after = after.model_copy(update={"requirement": _fitting(viewer.tenant, after)})
        return after if after.phones == before.phones else after.model_copy(update={"numbers": dialled(after.phones)})

    return decide
