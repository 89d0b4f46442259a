"""What may be attached to a record: the kinds, where they lie, and what has to be shared for them to be seen.

A kind is a line of data here. Listing it across records, its part of a record's page and the day of a record's last
activity follow from that. Without validators: streams ask it too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from attached import held, money
from counts.days import Happened
from kernel import keys
from kernel.access import Category, Earlier, Viewer
from kernel.facts import Number

type Stored = Mapping[str, Any]
"""The value of something attached, as it is stored."""

MONEY = "money"
"""The counters of days of what is sold and paid."""
type Name = Literal[
    "contacts", "cards", "warranties", "links", "activities", "opportunities", "quotes", "orders", "contracts",
    "receipts", "payments", "adjustments", "documents", "dossiers",
]  # fmt: skip


@dataclass(frozen=True)
class Tracking:
    """What lists and boards know of a kind that somebody holds: whoever has the record, it is theirs to work on."""

    holder: tuple[str, str]
    """The fields that say whose it is, and in which department they work."""
    orders: Callable[[Stored], Mapping[str, str]]
    """The attributes that indexes sort its rows by, each with its id at the end, so that every order is total."""
    counted: Callable[[Stored], tuple[str, Number] | None] = lambda _: None
    """The column that it is counted in, with what is expected of it; None for a kind without a board."""
    found: Callable[[Stored], Iterable[str]] = lambda _: ()
    """What else finds it in each book, besides its orders."""
    is_open: Callable[[Stored], bool] = lambda _: True
    """Whether there is still something to do for who holds it."""
    seen_as: Callable[[Stored], Earlier] | None = None
    """What a new owner has to be given to see it; None: its kind's category."""

    keeps_busy: bool = False
    """Whether lists of records are filtered by having one that is open (customers.busy)."""

    def held_by(self, value: Stored) -> tuple[str, str]:
        """The books of its holder, and of the holder's manager."""
        employee, department = self.holder
        return keys.held(value[employee]), keys.team(value[department])

    def holds(self, viewer: Viewer, value: Stored) -> bool:
        """Whether it is the viewer's, or somebody's whom they manage."""
        employee, department = self.holder
        return value[employee] == viewer.employee or value[department] in viewer.manages


@dataclass(frozen=True)
class Kind:
    """One kind of things that belong to a record."""

    name: Name
    prefix: str
    """Of their sort keys in the record's collection; then follows their id."""
    category: Category
    tracked: Tracking | None = None
    """None: only who sees the record sees it."""
    orders: Callable[[Stored], Mapping[str, str]] | None = None
    """Of a kind that nobody holds: what the indexes sort its rows by; None: they know no order but its age."""
    named: Callable[[Stored], Iterable[tuple[str, str]]] | None = None
    """The catalogue entries, (kind, code), that it names: they are in use as long as it is there."""
    happened: Callable[[Stored, held.Zone], Iterable[Happened]] | None = None
    """What is counted of it on which of the company's days; None: nothing ever."""
    counts: str = ""
    """The counters of days that it is in, if not those that are called as the kind is."""
    numbered: str | None = None
    """What its numbers are among, as kernel.keys.number names it: no two of these have the same."""

    @property
    def days(self) -> str:
        """What its counters of days are called."""
        return self.counts or self.name

    @property
    def categories(self) -> tuple[Earlier, ...]:
        """All that lets somebody see things of it."""
        return (self.category, "open_activities") if self.category == "activities" else (self.category,)

    def order(self, value: Stored) -> Mapping[str, str]:
        """What the indexes sort a row of it by, if nobody holds it."""
        return self.orders(value) if self.orders else {}

    def seen_as(self, value: Stored) -> Earlier:
        """What of its record has to be seen for it to be seen."""
        special = self.tracked.seen_as if self.tracked else None
        return special(value) if special else self.category

    def holds(self, viewer: Viewer, value: Stored) -> bool:
        """Whether the viewer sees it for its own sake, whatever they see of the record that it is attached to."""
        return self.tracked is not None and self.tracked.holds(viewer, value)


CONTACTS = Kind("contacts", keys.CONTACT, "profile", named=held.contact_names)
CARDS = Kind("cards", keys.CARD, "profile", named=held.card_names)
WARRANTIES = Kind("warranties", keys.WARRANTY, "profile", named=held.warranty_names)
LINKS = Kind("links", keys.LINK, "profile")
ACTIVITIES = Kind(
    "activities", keys.ACTIVITY, "activities",
    Tracking(
        ("assignee", "department"), held.activity_orders, found=held.activity_findings,
        is_open=held.activity_is_open, seen_as=held.activity_seen_as, keeps_busy=True,
    ),
    named=held.activity_names,
    happened=held.activity_days,
)  # fmt: skip
OPPORTUNITIES = Kind(
    "opportunities", keys.OPPORTUNITY, "opportunities",
    Tracking(
        ("owner", "department"), held.opportunity_orders, held.opportunity_column, held.opportunity_findings,
        held.opportunity_is_open,
    ),
    named=held.opportunity_names,
    happened=held.opportunity_days,
    numbered="opportunity",
)  # fmt: skip
QUOTES = Kind("quotes", keys.QUOTE, "quotes", orders=held.document_orders, numbered="quote")
ORDERS = Kind(
    "orders", keys.ORDER, "orders", orders=held.document_orders, numbered="order",
    happened=money.sold(keys.ORDER), counts=MONEY,
)  # fmt: skip
CONTRACTS = Kind(
    "contracts", keys.CONTRACT, "contracts", orders=held.document_orders, numbered="contract",
    happened=money.sold(keys.CONTRACT), counts=MONEY,
)  # fmt: skip
RECEIPTS = Kind(
    "receipts", keys.RECEIPT, "receipts", orders=held.document_orders, numbered="receipt",
    happened=money.received, counts=MONEY,
)  # fmt: skip
PAYMENTS = Kind(
    "payments", keys.PAYMENT_SLIP, "receipts", orders=held.document_orders, numbered="payment-slip",
    happened=money.paid, counts=MONEY,
)  # fmt: skip
ADJUSTMENTS = Kind("adjustments", keys.ADJUSTMENT, "receipts", happened=money.adjusted, counts=MONEY)
DOCUMENTS = Kind("documents", keys.FILE, "documents")
DOSSIERS = Kind("dossiers", keys.DOSSIER, "documents")

KINDS = (
    CONTACTS, CARDS, WARRANTIES, LINKS, ACTIVITIES, OPPORTUNITIES, QUOTES, ORDERS, CONTRACTS, RECEIPTS, PAYMENTS,
    ADJUSTMENTS, DOCUMENTS, DOSSIERS,
)  # fmt: skip
PREFIXES = tuple(kind.prefix for kind in KINDS)
NOTED = {kind.prefix: kind for kind in KINDS if kind.tracked or kind.named or kind.happened}
"""Those beside which a note says where they are listed, and what they are counted as (attached.notes)."""
TRACKED = {kind.prefix: kind.tracked for kind in KINDS if kind.tracked}
