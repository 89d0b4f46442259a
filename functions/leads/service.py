"""A lead's own life: captured, and converted to a customer. Reading and changing it is the record's business."""

import secrets

from catalogs.model import require
from customers import model, rules
from customers.changing import rewrite, shown
from customers.rules import Customer
from customers.schemas import CustomerView, LeadCreate
from customers.service import cards, change, read
from identity.model import employee
from kernel import clock, ids
from kernel.access import Viewer
from kernel.commit import commit
from kernel.problems import Problem, invalid

__all__ = ["capture", "cards", "change", "convert", "read"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def capture(viewer: Viewer, body: LeadCreate) -> CustomerView:
    """A new lead, of the caller or of the colleague named as owner."""
    require(viewer.tenant, rules.choices(body))
    owner, department = _owner(viewer, body.owner)
    now = clock.now()
    fields = body.model_dump(exclude={"code", "owner"})
    customer = Customer.model_validate({
        **fields, "id": ids.new(now), "code": body.code or fresh_code(), "relationship": "lead", "owner": owner,
        "department": department, "created_at": now, "created_by": viewer.employee, "updated_at": now,
        "updated_by": viewer.employee,
    })  # fmt: skip
    view = shown(customer, 1, None)
    commit(view, *model.capturing(viewer.tenant, customer))
    return view


def convert(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Make a lead a customer: the same record with all that belongs to it, in the other list (C3)."""

    def decide(before: Customer) -> Customer:
        if before.relationship != "lead":
            raise Problem("already_customer")
        return before.model_copy(update={"relationship": "customer"})

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def _owner(viewer: Viewer, owner: str | None) -> tuple[str, str]:
    if owner is None or owner == viewer.employee:
        return viewer.employee, viewer.department
    found = employee(viewer.tenant, owner)
    if found is None or not found.value.active:
        raise invalid("/owner", "no_such_employee")
    return owner, found.value.department


def fresh_code() -> str:
    """Eight letters and digits that nobody confuses: a clash in a million records is one in a million."""
    return "L-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
