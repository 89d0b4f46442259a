"""A lead or customer: one record with a relationship. Pure decisions on it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from catalogs.requirement import Requirement
from catalogs.rules import Entry
from catalogs.rules import Kind as Catalog
from customers.named import OF_PARTNERS, SEVERAL, SINGLE
from kernel.access import CATEGORIES, Category, Earlier
from kernel.fields import Code, Day, Email, Frozen, Line, Money, Phone, Prose, Ulid, Unique, Website
from kernel.problems import Problem

type Relationship = Literal["lead", "customer", "partner"]
type Kind = Literal["person", "organisation"]

type ZaloUser = Annotated[str, StringConstraints(pattern=r"^[0-9]{5,25}$")]
"""Who somebody is to the company's Zalo Official Account: it says so when they write to it."""

MOST_WEB_CLIENTS = 10
"""Browsers that a record is known to use."""
MOST_SHARES = 20
"""A record is shared with so many at most: its rows in all their books then still change in one transaction."""


class Shared(Frozen):
    """Categories that an employee was given, or without one everybody who works in the department."""

    employee: Ulid | None = None
    department: Ulid
    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=len(CATEGORIES)), Unique]
    since: dict[Category, datetime] = Field(default_factory=dict)
    """From when on, of categories that the giver saw no further back: nobody gives what was kept from them (A6)."""


class CustomerFields(Frozen):
    """What a person may write about a lead or customer."""

    name: Annotated[Line, Field(max_length=200)]
    kind: Kind = "organisation"
    company: Annotated[Line, Field(max_length=200)] | None = None
    tax_code: Annotated[Line, Field(max_length=20)] | None = None
    phones: Annotated[tuple[Phone, ...], Field(max_length=10), Unique] = ()
    emails: Annotated[tuple[Email, ...], Field(max_length=10), Unique] = ()
    website: Website | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    source: Code | None = None
    sector: Code | None = None
    stage: Code | None = None
    size: Code | None = None
    campaign: Code | None = None
    contact_status: Code | None = None
    groups: Annotated[tuple[Code, ...], Field(max_length=30), Unique] = ()
    types: Annotated[tuple[Code, ...], Field(max_length=10), Unique] = ()
    labels: Annotated[tuple[Code, ...], Field(max_length=20), Unique] = ()
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    expected_revenue: Money | None = None
    expected_close: Day | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None
    note: Annotated[Prose, Field(max_length=4000)] | None = None
    requirement: Requirement | None = None
    web_clients: Annotated[
        tuple[Annotated[Line, Field(max_length=100)], ...], Field(max_length=MOST_WEB_CLIENTS), Unique
    ] = ()
    zalo_user: ZaloUser | None = None


class Profile(CustomerFields):
    """A record, as who sees its profile does. Score, stars and tier are derived and stand on the card."""

    id: Ulid
    code: Code
    relationship: Relationship
    owner: Ulid
    department: Ulid
    opportunity: Ulid | None = None
    """The opportunity that the lead was converted to."""
    lost_at: datetime | None = None
    lost_reason: Code | None = None
    lost_note: Annotated[Prose, Field(max_length=1000)] | None = None
    deleted_at: datetime | None = None
    deleted_by: Ulid | None = None
    pinned_tier: Code | None = None
    pinned_by: Ulid | None = None
    pinned_reason: Annotated[Line, Field(max_length=400)] | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


class Customer(Profile):
    """The whole record, with what decides who sees it and what finds it."""

    shares: tuple[Shared, ...] = ()
    since: dict[Earlier, datetime] = Field(default_factory=dict)
    """From when on the owner sees a category of what is attached; those not here, from the beginning (A6)."""
    numbers: tuple[str, ...] = ()
    """The phones as one would dial them from anywhere (E.164), for search and duplicates."""
    merged_into: Ulid | None = None
    merging: Ulid | None = None
    """The record whose things are coming here at this moment, or going back to it."""
    merging_into: Ulid | None = None
    """The record that this one is just being merged into; its own fields stay as they are until then."""


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
    sector: Code | None = None
    groups: tuple[Code, ...] = ()
    types: tuple[Code, ...] = ()
    labels: tuple[Code, ...] = ()
    email: Email | None = None
    phone: Phone | None = None
    priority: int = 0
    expected_revenue: Decimal | None = None
    expected_close: Day | None = None
    lost_at: datetime | None = None
    lost_reason: Code | None = None
    deleted_at: datetime | None = None
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


def require_open(customer: Customer) -> None:
    """409 for a lost lead: it is reopened first."""
    if customer.lost_at is not None:
        raise Problem("wrong_state", state="lost", needed="open")


def staged(customer: Customer, stage: str) -> Customer:
    """In this stage; a lost lead stays in the one in which it was lost, which the statistics tell of."""
    require_open(customer)
    return customer.model_copy(update={"stage": stage})


def advanced(customer: Customer, stages: Sequence[Entry]) -> Customer:
    """In the stage after its own; without one, or in one that is no more, in the first. `stages` are in their order."""
    codes = [entry.code for entry in stages]
    here = codes.index(customer.stage) if customer.stage in codes else -1
    later = next((entry for entry in stages[here + 1 :] if entry.active), None)
    if later is None:
        raise Problem("no_next_stage")
    return staged(customer, later.code)


def choices(fields: CustomerFields, relationship: Relationship) -> list[tuple[str, Catalog, str]]:
    """(path, catalogue, code) of every catalogue entry that a record names."""
    partner = OF_PARTNERS if relationship == "partner" else {}
    named = [(f"/{name}", partner.get(name, kind), getattr(fields, name, None)) for name, kind in SINGLE.items()]
    several = [
        (f"/{name}/{place}", partner.get(name, kind), code)
        for name, kind in SEVERAL.items()
        for place, code in enumerate(getattr(fields, name))
    ]
    if fields.requirement is not None:
        named.append(("/requirement/type", "request-types", fields.requirement.type))
    return [(path, kind, code) for path, kind, code in named + several if code is not None]
