"""The page of a record: everything about it in one answer."""

from collections.abc import Mapping

from pydantic import Field

from activities.rules import Activity
from attached.schemas import ContactView, LinkView, MembershipView, WarrantyView
from catalogs.rules import Kind
from customers.schemas import CustomerView, HistoryEntry
from debts.schemas import AdjustmentView
from documents.schemas import DocumentView as FileView
from dossiers.schemas import DossierView
from kernel.fields import Code, Colour, Frozen, Names, Ulid
from merging.schemas import MergeView
from opportunities.schemas import OpportunityRow
from sales.schemas import DocumentRow

MOST = 100
"""So many of a kind are counted."""
LATEST = 5
"""So many of a kind are shown."""


class Section[V](Frozen):
    """What there is of a kind; `more`: there is more than `count`. The latest come first."""

    count: int
    more: bool
    latest: tuple[V, ...]


def _absent(value: object) -> bool:
    return value is None


class EntryLook(Frozen):
    """What a catalogue entry is called; and its colour, if it has one."""

    name: Names
    colour: Colour | None = None


class NamesView(Frozen):
    """What the codes and ids of a page stand for. What is gone from the company is absent."""

    entries: Mapping[Kind, Mapping[Code, EntryLook]]
    """Of each catalogue, those that the record names."""
    employees: Mapping[Ulid, str]
    """The owner, who made and changed the record, and who made the changes that are shown."""
    departments: Mapping[Ulid, str]
    tier: EntryLook | None


class RecordPage(Frozen):
    """A record with its score, and of each category that the caller sees what is attached: how much, and the latest.

    Of a category that they do not see there is nothing, not even null.
    """

    record: CustomerView
    names: NamesView
    contacts: Section[ContactView] | None = Field(default=None, exclude_if=_absent)
    cards: Section[MembershipView] | None = Field(default=None, exclude_if=_absent)
    warranties: Section[WarrantyView] | None = Field(default=None, exclude_if=_absent)
    links: Section[LinkView] | None = Field(default=None, exclude_if=_absent)
    activities: Section[Activity] | None = Field(default=None, exclude_if=_absent)
    opportunities: Section[OpportunityRow] | None = Field(default=None, exclude_if=_absent)
    quotes: Section[DocumentRow] | None = Field(default=None, exclude_if=_absent)
    orders: Section[DocumentRow] | None = Field(default=None, exclude_if=_absent)
    contracts: Section[DocumentRow] | None = Field(default=None, exclude_if=_absent)
    receipts: Section[DocumentRow] | None = Field(default=None, exclude_if=_absent)
    payments: Section[DocumentRow] | None = Field(default=None, exclude_if=_absent)
    adjustments: Section[AdjustmentView] | None = Field(default=None, exclude_if=_absent)
    documents: Section[FileView] | None = Field(default=None, exclude_if=_absent)
    dossiers: Section[DossierView] | None = Field(default=None, exclude_if=_absent)
    merged: Section[MergeView]
    """The records that were merged into this one, and what they had where this one has something else."""
    history: tuple[HistoryEntry, ...]
    """The latest changes."""
