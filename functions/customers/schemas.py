"""Bodies of requests and answers about leads and customers."""

from typing import Annotated, Literal

from pydantic import Field

from customers.rules import Card, Customer, CustomerFields, Kind
from kernel.fields import Code, Email, Frozen, Line, Money, Phone, Prose, Ulid, Unique


class LeadCreate(CustomerFields):
    """A new lead. Without an owner it is the caller's; without a code it gets one."""

    code: Code | None = None
    owner: Ulid | None = None


class CustomerPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one."""

    name: Annotated[Line, Field(max_length=200)] | None = None
    kind: Kind | None = None
    company: Annotated[Line, Field(max_length=200)] | None = None
    tax_code: Annotated[Line, Field(max_length=20)] | None = None
    phones: Annotated[tuple[Phone, ...], Field(max_length=10), Unique] | None = None
    emails: Annotated[tuple[Email, ...], Field(max_length=10), Unique] | None = None
    website: Annotated[Line, Field(max_length=300)] | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    source: Code | None = None
    sector: Code | None = None
    stage: Code | None = None
    groups: Annotated[tuple[Code, ...], Field(max_length=30), Unique] | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    expected_revenue: Money | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None


class CustomerView(Customer):
    """A record as shown, with the version that If-Match names."""

    score: int
    stars: int
    tier: Code | None = None
    version: int


class CardView(Card):
    """A list row."""

    score: int
    stars: int
    tier: Code | None = None


class CustomerPage(Frozen):
    """A page of a list."""

    items: tuple[CardView, ...]
    next_cursor: str | None = None


class ListQuery(Frozen):
    """Which page of which list: newest first or best score first, perhaps only those with so many stars."""

    sort: Literal["newest", "score"] = "newest"
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None
