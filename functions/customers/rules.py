"""A lead or customer: one record with a relationship. Pure decisions on it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Email, Frozen, Line, Money, Phone, Prose, Ulid, Unique

type Relationship = Literal["lead", "customer"]
type Kind = Literal["person", "organisation"]


class CustomerFields(Frozen):
    """What a person may write about a lead or customer."""

    name: Annotated[Line, Field(max_length=200)]
    kind: Kind = "organisation"
    company: Annotated[Line, Field(max_length=200)] | None = None
    tax_code: Annotated[Line, Field(max_length=20)] | None = None
    phones: Annotated[tuple[Phone, ...], Field(max_length=10), Unique] = ()
    emails: Annotated[tuple[Email, ...], Field(max_length=10), Unique] = ()
    website: Annotated[Line, Field(max_length=300)] | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    source: Code | None = None
    sector: Code | None = None
    stage: Code | None = None
    groups: Annotated[tuple[Code, ...], Field(max_length=30), Unique] = ()
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    expected_revenue: Money | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None


class Customer(CustomerFields):
    """The whole record. Score, stars and tier are derived and stand on the card."""

    id: Ulid
    code: Code
    relationship: Relationship
    owner: Ulid
    department: Ulid
    pinned_tier: Code | None = None
    pinned_by: Ulid | None = None
    pinned_reason: Annotated[Line, Field(max_length=400)] | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


class Card(Frozen):
    """What a list row shows of a record, besides score, stars and tier."""

    id: Ulid
    code: Code
    name: str
    relationship: Relationship
    owner: Ulid
    department: Ulid
    stage: Code | None = None
    source: Code | None = None
    email: Email | None = None
    phone: Phone | None = None
    priority: int = 0
    expected_revenue: Decimal | None = None
    created_at: datetime
    updated_at: datetime


def card(customer: Customer) -> Card:
    """The row of a record."""
    first = {
        "email": customer.emails[0] if customer.emails else None,
        "phone": customer.phones[0] if customer.phones else None,
    }
    names = Card.model_fields.keys() - first.keys()
    return Card(**{name: getattr(customer, name) for name in names}, **first)


def choices(fields: CustomerFields) -> list[tuple[str, Literal["stages", "sources", "sectors", "groups"], str]]:
    """(path, catalogue, code) of every catalogue entry that a record names."""
    single = [("/source", "sources", fields.source), ("/sector", "sectors", fields.sector)]
    single.append(("/stage", "stages", fields.stage))
    found: list[tuple[str, Literal["stages", "sources", "sectors", "groups"], str]] = []
    found += [(path, kind, code) for path, kind, code in single if code is not None]  # type: ignore[misc]
    return found + [(f"/groups/{place}", "groups", code) for place, code in enumerate(fields.groups)]
