"""Capturing a lead, with what is known of its company and somebody to talk to, in one call (C12)."""

from typing import Any

from attached import model
from attached.rules import Contact, ContactFields
from catalogs.model import require
from customers import service
from customers.model import load
from customers.rules import Customer
from customers.schemas import CustomerView
from kernel import ids
from kernel.access import Viewer
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write
from leads.schemas import CapturedView, LeadCapture
from outbox.causes import introducing
from search import duplicates

_OF_A_COMPANY = ("tax_code", "address", "sector", "website", "phones")


def capture(viewer: Viewer, body: LeadCapture) -> CapturedView:
    """A new lead; with its contact, if one is given, in the same transaction. Possible duplicates are only shown."""
    known = _known(viewer, body) if body.company_of else {}
    contact = body.contact
    if contact is not None and contact.status is not None:
        require(viewer.tenant, [("/contact/status", "contact-statuses", contact.status)])

    def answer(made: CustomerView) -> CapturedView:
        alike = duplicates.at_hand(viewer, body)
        return CapturedView(**dict(made), duplicates=alike.items, more_duplicates=alike.more)

    def more(lead: Customer) -> list[Write]:
        greeted = introducing(viewer.tenant, lead.id, lead.created_at) if lead.emails else []
        return [*greeted, *(_talked_to(viewer, lead, contact) if contact else ())]

    return service.capture(viewer, body, "lead", answer, known=known, more=more)


def _known(viewer: Viewer, body: LeadCapture) -> dict[str, Any]:
    """What a company that the viewer sees says of itself, where the body does not say it."""
    try:
        company = load(viewer, body.company_of or "").value
    except Problem:
        raise invalid("/company_of", "no_such_customer") from None
    name = company.company or (company.name if company.kind == "organisation" else None)
    found = {"company": name} | {field: getattr(company, field) for field in _OF_A_COMPANY}
    return {field: value for field, value in found.items() if value and not getattr(body, field)}


def _talked_to(viewer: Viewer, lead: Customer, fields: ContactFields) -> list[Write]:
    made = {"id": ids.new(lead.created_at), "customer": lead.id}
    stamps = {name: getattr(lead, name) for name in ("created_at", "created_by", "updated_at", "updated_by")}
    contact = Contact.model_validate({**fields.model_dump(), **made, **stamps}).settled(None)
    wrong = [FieldError(f"/contact{path}", code, tuple(values.items())) for path, code, values in contact.misfits(())]
    if wrong:
        raise Problem("invalid_request", errors=wrong)
    return model.creating(viewer.tenant, contact)
