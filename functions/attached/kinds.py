"""What may be attached to a record: the kinds, where they lie, and what has to be shared for them to be seen.

A kind is a line of data here. Listing it across records, its part of a record's page and the day of a record's last
activity follow from that. Without validators: streams ask it too.
"""

from dataclasses import dataclass
from typing import Literal

from kernel import keys
from kernel.access import Category

type Name = Literal[
    "contacts", "cards", "warranties", "links", "quotes", "orders", "contracts", "receipts", "payments", "adjustments",
    "documents", "dossiers",
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of things that belong to a record."""

    name: Name
    prefix: str
    """Of their sort keys in the record's collection; then follows their id."""
    category: Category


CONTACTS = Kind("contacts", keys.CONTACT, "profile")
CARDS = Kind("cards", keys.CARD, "profile")
WARRANTIES = Kind("warranties", keys.WARRANTY, "profile")
LINKS = Kind("links", keys.LINK, "profile")
QUOTES = Kind("quotes", keys.QUOTE, "quotes")
ORDERS = Kind("orders", keys.ORDER, "orders")
CONTRACTS = Kind("contracts", keys.CONTRACT, "contracts")
RECEIPTS = Kind("receipts", keys.RECEIPT, "receipts")
PAYMENTS = Kind("payments", keys.PAYMENT_SLIP, "receipts")
ADJUSTMENTS = Kind("adjustments", keys.ADJUSTMENT, "receipts")
DOCUMENTS = Kind("documents", keys.FILE, "documents")
DOSSIERS = Kind("dossiers", keys.DOSSIER, "documents")

KINDS = (
    CONTACTS, CARDS, WARRANTIES, LINKS, QUOTES, ORDERS, CONTRACTS, RECEIPTS, PAYMENTS, ADJUSTMENTS, DOCUMENTS, DOSSIERS,
)  # fmt: skip
PREFIXES = tuple(kind.prefix for kind in KINDS)
