"""A lead becomes an opportunity, and what is wanted of it: a customer, part of another, or the lead it was (C4).

All is one transaction with the number, so that there is an opportunity and a lead that names it, or neither. Who comes
second, or twice, finds it named and gets the same one. Linked to another record, the lead begins to be merged into that
in the same transaction: the opportunity goes along with everything else, and comes back if the merge is undone.
"""

from collections.abc import Callable

from conversion.schemas import ConversionView, ToOpportunity
from customers import model as customers
from customers.model import CustomerItem
from customers.rules import Customer
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import Problem, in_flight, invalid
from kernel.spans import last_of_month
from kernel.table import Write
from leads import rules
from merging import model as merging
from merging.rules import require_free
from merging.starting import beginning, both, hurry
from opportunities import making
from opportunities import model as opportunities
from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityCreate
from opportunities.showing import shown
from outbox.causes import converting
from vouchers.numbering import numbered, today

_TRIES = 8
_OWN = frozenset({"customer", "link_to", "assignee"})

type Prepare = Callable[[Opportunity], list[Write]]
"""What is written of the lead, with its opportunity."""


def to_opportunity(viewer: Viewer, lead_id: str, body: ToOpportunity, if_match: int | None) -> ConversionView:
    """One opportunity of a lead, however often and by how many it is asked for."""
    if (body.customer == "link") != (body.link_to is not None):
        raise invalid("/link_to", "missing" if body.link_to is None else "only_link")
    for _ in range(_TRIES):
        known = _known(viewer, lead_id)
        if known is not None:
            commit(known)
            return known
        item = customers.load(viewer, lead_id, to_change=True)
        require_version(if_match, item.version)
        try:
            return _once(viewer, item, body)
        except table.Refused:
            continue
    raise in_flight()


def _known(viewer: Viewer, lead_id: str) -> ConversionView | None:
    """The opportunity that there is already, for who may see it; one that was deleted since is none."""
    customers.load(viewer, lead_id)
    own = merging.profile(viewer.tenant, lead_id)
    deal = own.value.opportunity if own else None
    if deal is None or opportunities.find(viewer.tenant, deal) is None:
        return None
    item = opportunities.reach(viewer, deal)
    return ConversionView(
        lead=lead_id, customer=item.value.customer, opportunity=shown(item.value, item.version), again=True
    )


def _once(viewer: Viewer, item: CustomerItem, body: ToOpportunity) -> ConversionView:
    lead = item.value
    if lead.merging_into is not None:
        raise Problem("merge_running", headers={"Retry-After": "5"})
    opportunity = _drafted(viewer, lead, body)
    if body.link_to is None:
        writes, home = _staying(viewer, item, opportunity, as_customer=body.customer == "create"), lead.id
    else:
        writes, home = _linked(viewer, item, opportunity, body.link_to)

    def write(number: str | None, taking: list[Write]) -> ConversionView:
        of_book = number is not None and body.number is None
        deal = opportunity.model_copy(update={"number": number, "from_book": of_book})
        view = ConversionView(lead=lead.id, customer=home, opportunity=shown(deal, 1), again=False)
        mails = converting(viewer.tenant, lead.id, deal.id, deal.created_at, reachable=bool(lead.emails))
        commit(view, *writes, *opportunities.creating(viewer.tenant, deal), *taking, *mails)
        return view

    view = numbered(making.wish(viewer, opportunity, body.number, body.book), write)
    if home != lead.id:
        hurry(viewer, home, lead.id)
    return view


def _drafted(viewer: Viewer, lead: Customer, body: ToOpportunity) -> Opportunity:
    """The opportunity of the lead, which says what is left out; in the department of who it is assigned to."""
    day = today(viewer.tenant)
    said = {name: getattr(body, name) for name in body.model_fields_set - _OWN if getattr(body, name) is not None}
    offered = {
        "name": lead.name, "expected_value": lead.expected_revenue, "priority": lead.priority,
        "expected_close": max(lead.expected_close or last_of_month(day), day),
    }  # fmt: skip
    owner, _ = making.holder(viewer, body.assignee, lead, "/assignee")
    known = {name: value for name, value in offered.items() if value is not None}
    if said.get("lines") and "expected_value" not in said:
        known.pop("expected_value", None)
    whole = OpportunityCreate.model_validate({**known, **said, "customer": lead.id, "owner": owner})
    return making.drafted(viewer, lead, whole, day).model_copy(update={"lead": lead.id})


def _staying(viewer: Viewer, item: CustomerItem, deal: Opportunity, *, as_customer: bool) -> list[Write]:
    """The record keeps all that it has: as a customer, or as the lead that it was."""
    after = rules.pursued(item.value, deal.id, as_customer=as_customer)
    stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
    card = customers.card_of(viewer.tenant, item.value)
    if card is None and customers.moves(item.value, stamped):
        raise in_flight()  # it moved between two reads
    return customers.changing(viewer.tenant, item, stamped, card)


def _linked(viewer: Viewer, item: CustomerItem, deal: Opportunity, link_to: str) -> tuple[list[Write], str]:
    """Everything of the lead goes to a record that is there; (what is written, which record that is)."""
    try:
        survivor, absorbed = both(viewer, link_to, item.value.id, "/link_to")
    except Problem as problem:
        if problem.code == "not_found":
            raise invalid("/link_to", "no_such_customer") from None
        raise
    require_free(survivor.value, absorbed.value)
    if absorbed.version != item.version:
        raise in_flight()
    marked = rules.pursued(absorbed.value, deal.id, as_customer=False)
    named = CustomerItem(absorbed.pk, absorbed.sk, value=marked, version=absorbed.version)
    begun = beginning(viewer, marked)
    return merging.beginning(viewer.tenant, survivor, named, begun), survivor.value.id
