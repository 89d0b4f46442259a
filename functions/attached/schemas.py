"""Bodies of requests and answers about contacts, cards, warranties and links."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, computed_field

from attached.rules import (
    Card,
    CardFields,
    Claim,
    Contact,
    ContactFields,
    Outside,
    OutsideLink,
    Warranty,
    WarrantyFields,
)
from kernel.fields import AS_DAY, Code, Day, Email, Frozen, Line, Link, Phone, Prose, Ulid, Unique


class AttachedQuery(Frozen):
    """Which page; of one record, or without `customer` of all that the caller sees."""

    customer: Ulid | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class ContactCreate(ContactFields):
    """A new contact of a record."""

    customer: Ulid


class ContactPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one."""

    name: Annotated[Line, Field(max_length=200)] | None = None
    title: Annotated[Line, Field(max_length=120)] | None = None
    phones: Annotated[tuple[Phone, ...], Field(max_length=10), Unique] | None = None
    emails: Annotated[tuple[Email, ...], Field(max_length=10), Unique] | None = None
    birthday: Annotated[date, Field(ge=date(1900, 1, 1)), AS_DAY] | None = None
    status: Code | None = None
    primary: bool | None = None
    note: Annotated[Prose, Field(max_length=2000)] | None = None


class ContactView(Contact):
    """A contact as shown."""

    version: int

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def tel(self) -> tuple[str, ...]:
        """Links that dial the phones (RFC 3966), in the same order."""
        return tuple(f"tel:{number}" for number in self.numbers)


class ContactPage(Frozen):
    """A page of contacts, newest first. Across records it may be short and still have a next one."""

    items: tuple[ContactView, ...]
    next_cursor: str | None = None


class CardCreate(CardFields):
    """A new card of a record."""

    customer: Ulid


class CardPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one."""

    number: Annotated[Line, Field(max_length=60)] | None = None
    kind: Code | None = None
    issued: Day | None = None
    expires: Day | None = None
    points: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    benefits: Annotated[Prose, Field(max_length=2000)] | None = None
    status: Literal["active", "blocked", "expired"] | None = None


class MembershipView(Card):
    """A membership card as shown."""

    version: int


class MembershipPage(Frozen):
    """A page of cards, newest first. Across records it may be short and still have a next one."""

    items: tuple[MembershipView, ...]
    next_cursor: str | None = None


class WarrantyCreate(WarrantyFields):
    """A new warranty of a record."""

    customer: Ulid


class WarrantyPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one. `claims` are replaced as a whole."""

    product: Annotated[Line, Field(max_length=200)] | None = None
    serial: Annotated[Line, Field(max_length=100)] | None = None
    kind: Code | None = None
    start: Day | None = None
    end: Day | None = None
    status: Literal["active", "expired", "void"] | None = None
    claims: Annotated[tuple[Claim, ...], Field(max_length=20)] | None = None


class WarrantyView(Warranty):
    """A warranty as shown."""

    version: int


class WarrantyPage(Frozen):
    """A page of warranties, newest first. Across records it may be short and still have a next one."""

    items: tuple[WarrantyView, ...]
    next_cursor: str | None = None


class LinkCreate(Frozen):
    """A new link, with `kind`, `title` and an address or outside id; or to the object of the link `existing`."""

    customer: Ulid
    existing: Ulid | None = None
    kind: Outside | None = None
    title: Annotated[Line, Field(max_length=300)] | None = None
    url: Link | None = None
    outside_id: Annotated[Line, Field(max_length=200)] | None = None


class LinkPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one."""

    kind: Outside | None = None
    title: Annotated[Line, Field(max_length=300)] | None = None
    url: Link | None = None
    outside_id: Annotated[Line, Field(max_length=200)] | None = None


class LinkView(OutsideLink):
    """A link as shown."""

    version: int


class LinkPage(Frozen):
    """A page of links, newest first. Across records it may be short and still have a next one."""

    items: tuple[LinkView, ...]
    next_cursor: str | None = None
