"""What a new opportunity is made of, whoever makes it (F2)."""

from datetime import date
from typing import Any

from catalogs.model import entries, require
from catalogs.rules import Entry
from customers import model as customers
from customers.rules import Customer
from identity.model import employee
from kernel import clock, ids
from kernel.access import Viewer
from kernel.problems import invalid
from opportunities import model, pricing, rules
from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityCreate
from vouchers.numbering import Wish

FIRST_OF = {"email": "emails", "phone": "phones"}
"""What an opportunity has one of, and a customer several."""


def wish(viewer: Viewer, opportunity: Opportunity, number: str | None, book: str | None) -> Wish:
    """The number that an opportunity is to have."""
    return Wish(viewer.tenant, "opportunity", opportunity.id, number, book)


def drafted(
    viewer: Viewer, customer: Customer, body: OpportunityCreate, day: date, opportunity_id: str | None = None
) -> Opportunity:
    """The opportunity as it is to begin: what is left out, the customer says (F2), as far as the viewer is told."""
    now = clock.now()
    told = customer if customers.sight_of(viewer, customer).sees("profile") else None
    known = _taken_over(told, body) if told else {}
    stages = [item.value for item in entries(viewer.tenant, "opportunity-stages")]
    stage = rules.begins_in(stages, body.stage, told.stage if told else None)
    owner, department = holder(viewer, body.owner, customer)
    lines = pricing.priced(viewer.tenant, customer, body.lines)
    written = body.model_dump(include=set(rules.OpportunityFields.model_fields)) | known
    begun = Opportunity.model_validate({
        **written, "id": opportunity_id or ids.new(now), "customer": customer.id, "owner": owner,
        "department": department, "stage": stage.code, "probability": rules.chance(stage, body.probability),
        "opened": day, "expected_close": body.expected_close, "lines": lines,
        "expected_value": body.expected_value if body.expected_value is not None else pricing.total(lines),
        "created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee,
    })  # fmt: skip
    opportunity = _closed_at_once(begun, stage, body)
    rules.require_sound(opportunity)
    require(viewer.tenant, [one for one in rules.choices(opportunity) if one[0].removeprefix("/") not in known])
    require_contacts(viewer.tenant, customer.id, opportunity.contacts)
    return opportunity


def _closed_at_once(begun: Opportunity, stage: Entry, body: OpportunityCreate) -> Opportunity:
    """As it is if it begins where others end."""
    said: dict[str, Any] = {"probability": body.probability, "reason": body.lost_reason, "note": body.lost_note}
    done = rules.staged(begun, stage, begun.created_at, path="/lost_reason", **said)
    return done.model_copy(update={"stage_before": None})


def _taken_over(customer: Customer, body: OpportunityCreate) -> dict[str, Any]:
    """What the customer says, where the body does not."""
    offered: dict[str, Any] = {"address": customer.address, "campaign": customer.campaign}
    if customer.relationship != "partner":  # whose sources are others
        offered["source"] = customer.source
    for field, several in FIRST_OF.items():
        offered[field] = next(iter(getattr(customer, several)), None)
    return {
        field: value for field, value in offered.items() if value is not None and field not in body.model_fields_set
    }


def holder(
    viewer: Viewer, wanted: str | None, customer: Customer | None = None, path: str = "/owner"
) -> tuple[str, str]:  # fmt: skip
    """(owner, department they work in): who is wanted, else the customer's owner, else the caller (F2).

    422 when nobody active is wanted; an owner who has left is nobody to take over from.
    """
    one = wanted or (customer.owner if customer else viewer.employee)
    if one == viewer.employee:
        return one, viewer.department
    found = employee(viewer.tenant, one, consistent=True)
    if found is not None and found.value.active:
        return one, found.value.department
    if wanted is not None:
        raise invalid(path, "no_such_employee")
    return viewer.employee, viewer.department


def require_contacts(tenant: str, customer: str, contacts: tuple[str, ...]) -> None:
    """422 naming the first that is no contact of the customer."""
    known = model.contacts_of(tenant, customer, contacts) if contacts else set()
    for place, one in enumerate(contacts):
        if one not in known:
            raise invalid(f"/contacts/{place}", "no_such_contact")
