"""Making an opportunity, for a customer that is there or one that is made with it (F1-F3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from attached.kinds import OPPORTUNITIES
from catalogs.model import entries, require
from catalogs.rules import Entry
from customers import model as customers
from customers.attached import receiving
from customers.making import beginning, made
from customers.rules import Customer
from customers.rules import choices as choices_of_customer
from identity.model import employee
from kernel import clock, ids
from kernel.access import Viewer
from kernel.commit import commit
from kernel.problems import invalid
from kernel.spans import last_of_month
from kernel.table import Write
from opportunities import model, pricing, rules
from opportunities.rules import Opportunity
from opportunities.schemas import NewCustomer, OpenedView, OpportunityCreate, QuickCreate
from search import duplicates
from search.schemas import Duplicates
from vouchers.numbering import Wish, numbered, today

_FIRST_OF = {"email": "emails", "phone": "phones"}


@dataclass(frozen=True)
class Home:
    """Whose an opportunity is to be, and what makes that record if it is new."""

    customer: Customer
    writes: tuple[Write, ...] = ()


def create(viewer: Viewer, body: OpportunityCreate) -> OpenedView:
    """A new opportunity, and with it a customer if that is new too; all of it or nothing.

    Who may be that customer already is only shown (C10).
    """
    home = _home(viewer, body)
    day = body.opened or today(viewer.tenant)
    opportunity = drafted(viewer, home.customer, body, day)
    known = duplicates.at_hand(viewer, home.customer) if home.writes else Duplicates(items=())
    return _numbering(viewer, opportunity, body, home, known)


def quickly(viewer: Viewer, body: QuickCreate) -> OpenedView:
    """The same in a few words (F3)."""
    said = body.model_dump(exclude={"new_customer"}, exclude_unset=True)
    close = body.expected_close or last_of_month(today(viewer.tenant))
    whole = OpportunityCreate.model_validate({**said, "expected_close": close, "new_customer": body.new_customer})
    return create(viewer, whole)


def _numbering(
    viewer: Viewer, opportunity: Opportunity, body: OpportunityCreate, home: Home, known: Duplicates
) -> OpenedView:  # fmt: skip
    """Write an opportunity with its number, and its customer if that is new."""

    def write(taken: str | None, taking: list[Write]) -> OpenedView:
        of_book = taken is not None and body.number is None
        made = opportunity.model_copy(update={"number": taken, "from_book": of_book})
        alike = {"duplicates": known.items, "more_duplicates": known.more}
        view = OpenedView(**made.model_dump(), version=1, **alike)
        commit(view, *home.writes, *model.creating(viewer.tenant, made), *taking)
        return view

    return numbered(wish(viewer, opportunity, body.number, body.book), write)


def wish(viewer: Viewer, opportunity: Opportunity, number: str | None, book: str | None) -> Wish:
    """The number that an opportunity is to have."""
    return Wish(viewer.tenant, "opportunity", opportunity.id, number, book)


def drafted(viewer: Viewer, customer: Customer, body: OpportunityCreate, day: date) -> Opportunity:
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
        **written, "id": ids.new(now), "customer": customer.id, "owner": owner, "department": department,
        "stage": stage.code, "probability": rules.chance(stage, body.probability), "opened": day,
        "expected_close": body.expected_close, "lines": lines,
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
    for field, several in _FIRST_OF.items():
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


def _home(viewer: Viewer, body: OpportunityCreate) -> Home:
    if (body.customer is None) == (body.new_customer is None):
        raise invalid("/customer", "one_of", names="customer, new_customer")
    if body.new_customer is None:
        return Home(receiving(viewer, body.customer or "", OPPORTUNITIES.category).value)
    return _new(viewer, body.new_customer, body)


def _new(viewer: Viewer, fields: NewCustomer, body: OpportunityCreate) -> Home:
    """A lead that can be reached where the opportunity can, and whose owner works on both."""
    reached = {
        several: (getattr(body, field),)
        for field, several in _FIRST_OF.items() if getattr(body, field) and not getattr(fields, several)
    }  # fmt: skip
    named = choices_of_customer(fields, "lead")
    require(viewer.tenant, ((f"/new_customer{path}", kind, code) for path, kind, code in named))
    asked, _ = beginning(viewer.tenant, fields, "lead", reached)
    lead = made(viewer, asked, "lead", fields.code, holder(viewer, body.owner))
    return Home(lead, tuple(customers.capturing(viewer.tenant, lead)))
