"""Bodies of requests and answers about leads and customers."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated

from pydantic import Field, JsonValue

from catalogs.requirement import Requirement
from customers.cards import CardView, StageLook
from customers.places import Shelf
from customers.planning import Ask, Sort
from customers.rules import MOST_WEB_CLIENTS, CustomerFields, Kind, Profile, Shared, ZaloUser
from customers.scopes import Scope
from customers.wanted import ListFilter
from kernel.access import Viewer
from kernel.chronicle import EntryView
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
    Total,
    Ulid,
    Unique,
    Website,
)


class LeadCreate(CustomerFields):
    """A new lead. Without an owner it is the caller's; without a code it gets one.

    Without a stage it begins in the first one that is in use; `stage: null` is none.
    """

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
    website: Website | None = None
    address: Annotated[Line, Field(max_length=400)] | None = None
    source: Code | None = None
    sector: Code | None = None
    stage: Code | None = None
    size: Code | None = None
    campaign: Code | None = None
    contact_status: Code | None = None
    groups: Annotated[tuple[Code, ...], Field(max_length=30), Unique] | None = None
    types: Annotated[tuple[Code, ...], Field(max_length=10), Unique] | None = None
    labels: Annotated[tuple[Code, ...], Field(max_length=20), Unique] | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    expected_revenue: Money | None = None
    expected_close: Day | None = None
    description: Annotated[Prose, Field(max_length=4000)] | None = None
    note: Annotated[Prose, Field(max_length=4000)] | None = None
    requirement: Requirement | None = None
    web_clients: (
        Annotated[tuple[Annotated[Line, Field(max_length=100)], ...], Field(max_length=MOST_WEB_CLIENTS), Unique] | None
    ) = None
    zalo_user: ZaloUser | None = None


class CustomerView(Profile):
    """A record as shown, with the version that If-Match names."""

    stage_look: StageLook | None = None
    """Of its `stage`; null without one, or if the catalogue has it no more."""

    score: int
    stars: int
    tier: Code | None = None
    version: int


class SharesView(Frozen):
    """With whom a record is shared, and what of it."""

    items: tuple[Shared, ...]
    version: int


class Copy(Frozen):
    """What a copy is called; left out, it gets a code of its own and the same name."""

    code: Code | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None


class Recode(Frozen):
    """Another code for a record; the old one still finds it."""

    code: Code


class CustomerPage(Frozen):
    """A page of a list."""

    items: tuple[CardView, ...]
    next_cursor: str | None = None


class ListQuery(ListFilter):
    """Which page of which list."""

    sort: Sort = "newest"
    reverse: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None

    def asked(self, viewer: Viewer, shelf: Shelf, zone: tzinfo) -> Ask:
        """The list that is meant, in its order."""
        return self.found(viewer, shelf, zone, self.sort, reverse=self.reverse)


class BoardQuery(Frozen):
    """Which board, and how many cards of each column."""

    scope: Scope = "mine"
    department: AnyOf[Ulid] = ()
    lost: bool = False
    """Whether there is a column of those that were lost."""
    limit: Annotated[int, Field(ge=1, le=20)] = 10


class ColumnView(Frozen):
    """A column of a board; `stage` is None for records without one, and in the column of those that were lost."""

    stage: Code | None
    lost: bool
    name: Names | None
    colour: Colour | None
    count: int
    expected_value: Total
    items: tuple[CardView, ...]
    next_cursor: str | None
    """For the list of the same scope and stage (`~` for none) with lost=false, or with lost=true and no stage."""


class BoardView(Frozen):
    """A board: its columns in the order of the catalogue of stages."""

    scope: Scope
    department: Ulid | None
    columns: tuple[ColumnView, ...]


class HistoryEntry(EntryView):
    """A change of a record, or with the action `tier` a move that the money or a pin decided.

    Then `version` counts the decisions, and `why` says what it rested on, as far as the viewer sees that.
    """

    why: Mapping[str, JsonValue] | None = None


class RecordHistoryPage(Frozen):
    """A page of a record's history, newest first."""

    items: tuple[HistoryEntry, ...]
    next_cursor: str | None = None
