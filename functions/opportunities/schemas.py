"""Bodies of requests and answers about opportunities."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, computed_field

from catalogs.rules import Outcome
from customers.rules import CustomerFields
from kernel.fields import (
    AnyOf,
    Code,
    Colour,
    Day,
    Email,
    Frozen,
    Line,
    Money,
    Names,
    Phone,
    Prose,
    Quantity,
    Total,
    Ulid,
)
from kernel.spans import Period
from opportunities.rules import Contacts, DealDay, Opportunity, OpportunityFields, Probability
from opportunities.wanted import OpportunityFilter, Scope
from products.pricing import MOST_LINES, LineFields

type Sort = Literal["newest", "name", "number", "expected_close", "expected_value", "opened", "updated"]
type Lines = Annotated[tuple[LineFields, ...], Field(max_length=MOST_LINES)]


class NewCustomer(CustomerFields):
    """A lead that is made together with its first opportunity. Without a code it gets one."""

    code: Code | None = None


class _Begin(Frozen):
    """Whose a new opportunity is: a customer's that is there, or one's that is made with it."""

    customer: Ulid | None = None
    new_customer: NewCustomer | None = None
    owner: Ulid | None = None


class OpportunityCreate(OpportunityFields, _Begin):
    """A new opportunity. Owner, stage, source, address, email and phone are the customer's if they are left out.

    Its number is the one typed, or the next of `book`, or of the default book; the value, that of its lines.
    """

    number: Annotated[Line, Field(max_length=40)] | None = None
    book: Code | None = None
    stage: Code | None = None
    probability: Probability | None = None
    expected_close: DealDay
    opened: DealDay | None = None
    lost_reason: Code | None = None
    lost_note: Annotated[Prose, Field(max_length=1000)] | None = None
    lines: Lines = ()


class QuickCreate(_Begin):
    """An opportunity in a few words; what is left out is the customer's. It is to close by the end of the month."""

    name: Annotated[Line, Field(max_length=200)]
    email: Email | None = None
    phone: Phone | None = None
    expected_value: Money | None = None
    expected_close: DealDay | None = None
    stage: Code | None = None
    priority: Annotated[int, Field(ge=0, le=3)] = 0


class OpportunityPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one. `lines` are replaced as a whole.

    Another customer takes everything of the opportunity along. To a lost stage it goes with a reason, and a change of
    stage takes the stage's probability unless one is given; null is the stage's too.
    """

    name: Annotated[Line, Field(max_length=200)] | None = None
    customer: Ulid | None = None
    owner: Ulid | None = None
    stage: Code | None = None
    probability: Probability | None = None
    expected_close: DealDay | None = None
    expected_value: Money | None = None
    opened: DealDay | None = None
    expires: DealDay | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    source: Code | None = None
    type: Code | None = None
    campaign: Code | None = None
    team: Code | None = None
    contacts: Contacts | None = None
    email: Email | None = None
    phone: Phone | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    processing: Annotated[int, Field(ge=0, le=99)] | None = None
    lost_reason: Code | None = None
    lost_note: Annotated[Prose, Field(max_length=1000)] | None = None
    notes: Annotated[Prose, Field(max_length=4000)] | None = None
    lines: Lines | None = None


class ToStage(Frozen):
    """A stage of the catalogue `opportunity-stages`; left out, the next open one. A lost one needs a reason."""

    stage: Code | None = None
    probability: Probability | None = None
    reason: Code | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Reopen(Frozen):
    """The open stage to go on in; left out, the one in which it was won or lost."""

    stage: Code | None = None


class OpportunityView(Opportunity):
    """An opportunity as shown."""

    version: int

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def weighted_value(self) -> Total:
        """What may be expected of it: value times probability."""
        return weighted(self.expected_value, self.probability)


class OpportunityRow(Frozen):
    """An opportunity as lists show it."""

    id: Ulid
    number: str | None = None
    name: str
    customer: Ulid
    owner: Ulid
    department: Ulid
    stage: Code
    outcome: Outcome
    probability: int
    expected_close: Day
    expected_value: Money | None = None
    opened: Day
    expires: Day | None = None
    priority: int
    source: Code | None = None
    type: Code | None = None
    campaign: Code | None = None
    team: Code | None = None
    email: str | None = None
    phone: str | None = None
    processing: int
    won_at: datetime | None = None
    lost_at: datetime | None = None
    lost_reason: Code | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    version: int


class OpportunityPage(Frozen):
    """A page of opportunities; it may be short and still have a next one."""

    items: tuple[OpportunityRow, ...]
    next_cursor: str | None = None


class OpportunityQuery(OpportunityFilter):
    """Which page of which list.

    Without `sort` what is looked for by words, number, or a span of days comes in that order, all else newest first.
    """

    sort: Sort | None = None
    reverse: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class BoardQuery(Frozen):
    """Which board, and how many cards of each column."""

    scope: Scope = "mine"
    department: AnyOf[Ulid] = ()
    limit: Annotated[int, Field(ge=1, le=20)] = 10


class ColumnView(Frozen):
    """A stage with all open opportunities in it: how many, what they are worth, and the newest of them."""

    stage: Code
    name: Names | None
    colour: Colour | None
    count: int
    expected_value: Total
    weighted_value: Total
    """Each value times its own probability."""
    items: tuple[OpportunityRow, ...]
    next_cursor: str | None
    """For the list of the same scope and stage."""


class BoardView(Frozen):
    """A pipeline: the open stages in their order, and all of them together."""

    scope: Scope
    department: Ulid | None
    count: int
    expected_value: Total
    weighted_value: Total
    columns: tuple[ColumnView, ...]


class ProductQuery(Frozen):
    """Opportunities by what is on their lines.

    By the `code` of the product, what a line's `name` begins with, or all lines of a `customer`; these combine.
    """

    code: Annotated[Line, Field(max_length=40)] | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None
    customer: Ulid | None = None
    opened_from: Day | None = None
    opened_to: Day | None = None
    opened_in: Period | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class ProductRow(Frozen):
    """One product or line of an opportunity; where several lines have it, they are added up."""

    opportunity: OpportunityRow
    code: Code | None
    name: str
    unit: str | None
    quantity: Quantity
    amount: Total


class ProductPage(Frozen):
    """A page of what was found; it may be short and still have a next one."""

    items: tuple[ProductRow, ...]
    next_cursor: str | None = None


def weighted(value: Decimal | None, probability: int) -> Decimal:
    """Value times probability, exactly."""
    return (value or Decimal(0)) * probability / 100
