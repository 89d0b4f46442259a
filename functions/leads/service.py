"""A lead's own life: captured, and converted to a customer. Reading and changing it is the record's business."""

import secrets

from catalogs.model import require
from customers import model, rules
from customers.model import CustomerItem
from customers.rules import Customer
from customers.schemas import CustomerView, LeadCreate
from customers.service import cards, change, read, shown
from identity.model import employee
from kernel import clock, ids, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import Problem, in_flight, invalid

__all__ = ["capture", "cards", "change", "convert", "read"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TRIES = 5


def capture(viewer: Viewer, body: LeadCreate) -> CustomerView:
    """A new lead, of the caller or of the colleague named as owner."""
    require(viewer.tenant, rules.choices(body))
    owner, department = _owner(viewer, body.owner)
    now = clock.now()
    fields = body.model_dump(exclude={"code", "owner"})
    customer = Customer.model_validate({
        **fields, "id": ids.new(now), "code": body.code or _fresh_code(), "relationship": "lead", "owner": owner,
        "department": department, "created_at": now, "created_by": viewer.employee, "updated_at": now,
        "updated_by": viewer.employee,
    })  # fmt: skip
    view = shown(customer, 1, None)
    commit(view, *model.capturing(viewer.tenant, customer))
    return view


def convert(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Make a lead a customer: the same record with all that belongs to it, in the other list (C3)."""
    for _ in range(_TRIES):
        item = model.load(viewer, lead_id)
        if item.value.relationship != "lead":
            raise Problem("already_customer")
        require_version(if_match, item.version)
        try:
            return _convert_once(viewer, item)
        except table.Refused:
            continue
    raise in_flight()


def _convert_once(viewer: Viewer, item: CustomerItem) -> CustomerView:
    stamped = {"relationship": "customer", "updated_at": clock.now(), "updated_by": viewer.employee}
    after = item.value.model_copy(update=stamped)
    card = model.card_of(viewer.tenant, item.value)
    if card is None:
        raise table.Transient("the card is on its way")
    view = shown(after, item.version + 1, card)
    commit(view, *model.moving(viewer.tenant, item, after, card))
    return view


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
