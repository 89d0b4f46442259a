"""Contacts, cards, warranties and links to outside objects: what they are, and what of them cannot be. Pure (D1-D5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from attached import kinds
from attached.kinds import Kind
from catalogs.rules import Kind as Catalog
from kernel import keys
from kernel.fields import AS_DAY, Code, Day, Email, Frozen, Instant, Line, Link, Phone, Prose, Ulid, Unique
from kernel.phones import e164

type Misfit = tuple[str, str, dict[str, object]]
"""Path, error code, and the values of its message."""


class Attached(Frozen):
    """Something that belongs to a record, and who made and changed it."""

    KIND: ClassVar[Kind]
    MOST: ClassVar[int] = 100
    """A record has so many of a kind at most: it then stays cheap to look at all of them."""

    id: Ulid
    customer: Ulid
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid

    def settled(self, before: Self | None) -> Self:  # noqa: ARG002 - kinds look at it
        """The same, with what follows from its fields."""
        return self

    def choices(self) -> list[tuple[str, Catalog, str]]:
        """(path, catalogue, code) of every catalogue entry that it names."""
        return []

    def minds(self, before: Self | None) -> bool:
        """Whether this change depends on the others of its kind; making it always does, as they are counted."""
        return before is None

    def misfits(self, others: Sequence[Self]) -> list[Misfit]:  # noqa: ARG002 - kinds look at them
        """What is wrong with it, beside these others of its record."""
        return []

    def beside(self, others: Sequence[Self]) -> list[Self]:  # noqa: ARG002 - kinds look at them
        """Those of the others that become something else because of it."""
        return []

    def number_taken(self) -> str | None:
        """What no other of this kind in the company may have."""
        return None


class ContactFields(Frozen):
    """What a person may write about a contact of a record."""

    name: Annotated[Line, Field(max_length=200)]
    title: Annotated[Line, Field(max_length=120)] | None = None
    phones: Annotated[tuple[Phone, ...], Field(max_length=10), Unique] = ()
    emails: Annotated[tuple[Email, ...], Field(max_length=10), Unique] = ()
    birthday: Annotated[date, Field(ge=date(1900, 1, 1)), AS_DAY] | None = None
    status: Code | None = None
    primary: bool = False
    note: Annotated[Prose, Field(max_length=2000)] | None = None


class Contact(ContactFields, Attached):
    """Somebody to talk to. One of a record's contacts may be the primary one (D1)."""

    KIND = kinds.CONTACTS

    numbers: tuple[str, ...] = ()
    """The phones as one would dial them from anywhere (E.164), in the same order."""

    def settled(self, before: Self | None) -> Self:
        """With its numbers."""
        if before is not None and before.phones == self.phones:
            return self
        return self.model_copy(update={"numbers": tuple(map(e164, self.phones))})

    def choices(self) -> list[tuple[str, Catalog, str]]:
        """Its status."""
        return [("/status", "contact-statuses", self.status)] if self.status else []

    def misfits(self, others: Sequence[Self]) -> list[Misfit]:  # noqa: ARG002 - what holds of one
        """A birthday that is still to come, wherever on earth it is tomorrow already."""
        late = self.birthday is not None and self.birthday > self.updated_at.date() + timedelta(days=1)
        return [("/birthday", "in_future", {})] if late else []

    def minds(self, before: Self | None) -> bool:
        """To become the primary one is to take it from another."""
        return before is None or (self.primary and not before.primary)

    def beside(self, others: Sequence[Self]) -> list[Self]:
        """The one that was the primary one so far."""
        return [one.model_copy(update={"primary": False}) for one in others if self.primary and one.primary]


class CardFields(Frozen):
    """What a person may write about a membership card."""

    number: Annotated[Line, Field(max_length=60)]
    kind: Code
    issued: Day | None = None
    expires: Day | None = None
    points: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0
    benefits: Annotated[Prose, Field(max_length=2000)] | None = None
    status: Literal["active", "blocked", "expired"] = "active"


class Card(CardFields, Attached):
    """A membership or loyalty card; its number is unique among the company's cards of its kind (D2)."""

    KIND = kinds.CARDS

    def choices(self) -> list[tuple[str, Catalog, str]]:
        """Its kind."""
        return [("/kind", "card-kinds", self.kind)]

    def misfits(self, others: Sequence[Self]) -> list[Misfit]:  # noqa: ARG002 - what holds of one
        """Dates in the wrong order."""
        return _in_order("issued", self.issued, "expires", self.expires)

    def number_taken(self) -> str:
        """Its kind and number."""
        return keys.card_number(self.kind, self.number)


class Claim(Frozen):
    """What somebody asked for under a warranty."""

    at: Instant
    text: Annotated[Prose, Field(min_length=1, max_length=1000)]
    state: Literal["open", "resolved", "rejected"] = "open"


class WarrantyFields(Frozen):
    """What a person may write about a warranty."""

    product: Annotated[Line, Field(max_length=200)]
    serial: Annotated[Line, Field(max_length=100)] | None = None
    kind: Code | None = None
    start: Day | None = None
    end: Day | None = None
    status: Literal["active", "expired", "void"] = "active"
    claims: Annotated[tuple[Claim, ...], Field(max_length=20)] = ()


class Warranty(WarrantyFields, Attached):
    """A product under warranty, and the claims that were made (D3)."""

    KIND = kinds.WARRANTIES

    def choices(self) -> list[tuple[str, Catalog, str]]:
        """Its kind."""
        return [("/kind", "warranty-kinds", self.kind)] if self.kind else []

    def misfits(self, others: Sequence[Self]) -> list[Misfit]:  # noqa: ARG002 - what holds of one
        """Dates in the wrong order."""
        return _in_order("start", self.start, "end", self.end)


type Outside = Literal["project", "task", "process", "partner", "quote"]


class OutsideLink(Attached):
    """A link to an object in another system; the same object may be linked to several records (D5)."""

    KIND = kinds.LINKS

    object: Ulid
    """Which object: links of several records that were made from one another name the same."""
    kind: Outside
    title: Annotated[Line, Field(max_length=300)]
    url: Link | None = None
    outside_id: Annotated[Line, Field(max_length=200)] | None = None

    def minds(self, before: Self | None) -> bool:
        """A record has an object once."""
        return before is None or _outside(self) != _outside(before)

    def misfits(self, others: Sequence[Self]) -> list[Misfit]:
        """One that leads nowhere, or where another link of the record leads."""
        if self.url is None and self.outside_id is None:
            return [("/url", "missing", {})]
        same = next((one for one in others if one.object == self.object), None)
        if same is not None:
            return [("/existing", "linked_already", {"title": same.title})]
        same = next((one for one in others if self.outside_id and _outside(one) == _outside(self)), None)
        return [("/outside_id", "linked_already", {"title": same.title})] if same else []


def _outside(link: OutsideLink) -> tuple[str, str | None]:
    return link.kind, link.outside_id


def _in_order(first: str, start: date | None, second: str, end: date | None) -> list[Misfit]:
    late = start is not None and end is not None and end < start
    return [(f"/{second}", "not_before", {"other": first})] if late else []
