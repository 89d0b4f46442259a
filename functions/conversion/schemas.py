"""Bodies of requests and answers about a lead that becomes an opportunity."""

from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Frozen, Line, Money, Prose, Ulid
from opportunities.rules import DealDay, Probability
from opportunities.schemas import Lines, OpportunityView


class ToOpportunity(Frozen):
    """What becomes of a lead's hopes, and of the lead: what is left out, the lead says.

    `create`: it becomes a customer; `link`: everything of it goes to the record `link_to`; `leave`: it stays a lead.
    The assignee works on the opportunity; left out, the lead's owner. It is to close by the end of the month.
    """

    customer: Literal["create", "link", "leave"] = "create"
    link_to: Ulid | None = None
    assignee: Ulid | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None
    number: Annotated[Line, Field(max_length=40)] | None = None
    book: Code | None = None
    stage: Code | None = None
    probability: Probability | None = None
    expected_close: DealDay | None = None
    expected_value: Money | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    type: Code | None = None
    team: Code | None = None
    notes: Annotated[Prose, Field(max_length=4000)] | None = None
    lines: Lines = ()


class ConversionView(Frozen):
    """The opportunity of a lead; `again`: there was one already, and this is it."""

    lead: Ulid
    customer: Ulid
    """Whose the opportunity is, or with what follows within moments will be."""
    opportunity: OpportunityView
    again: bool
