"""Opening an opportunity, for a customer that is there or one that is made with it (F1-F3)."""

from dataclasses import dataclass

from attached.kinds import OPPORTUNITIES
from catalogs.model import require
from customers import model as customers
from customers.attached import receiving
from customers.making import beginning, made
from customers.rules import Customer
from customers.rules import choices as choices_of_customer
from kernel.access import Viewer
from kernel.commit import commit
from kernel.problems import invalid
from kernel.spans import last_of_month
from kernel.table import Write
from opportunities import model
from opportunities.making import FIRST_OF, drafted, holder, wish
from opportunities.opened import OpenedView
from opportunities.rules import Opportunity
from opportunities.schemas import NewCustomer, OpportunityCreate, QuickCreate
from search import duplicates
from search.alike import Duplicates
from vouchers.numbering import numbered, today


@dataclass(frozen=True)
class Home:
    """Whose an opportunity is to be, and what makes that record if it is new."""

    customer: Customer
    writes: tuple[Write, ...] = ()


def create(viewer: Viewer, body: OpportunityCreate, opportunity_id: str | None = None) -> OpenedView:
    """A new opportunity, and with it a customer if that is new too; all of it or nothing. Without an id it gets one.

    Who may be that customer already is only shown (C10). Refused when there is one with that id.
    """
    home = _home(viewer, body)
    day = body.opened or today(viewer.tenant)
    opportunity = drafted(viewer, home.customer, body, day, opportunity_id)
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
        for field, several in FIRST_OF.items() if getattr(body, field) and not getattr(fields, several)
    }  # fmt: skip
    named = choices_of_customer(fields, "lead")
    require(viewer.tenant, ((f"/new_customer{path}", kind, code) for path, kind, code in named))
    asked, _ = beginning(viewer.tenant, fields, "lead", reached)
    lead = made(viewer, asked, "lead", fields.code, holder(viewer, body.owner))
    return Home(lead, tuple(customers.capturing(viewer.tenant, lead)))
