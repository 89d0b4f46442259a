"""Whose tier is one of these: for lists of what is attached to records, whose rows do not say so.

A tier is of the profile: to who does not see that, a record is in none.
"""

from collections.abc import Iterable, Sequence

from customers.model import card_key, sight_of
from customers.rules import Customer
from kernel import table
from kernel.access import Viewer


def in_tiers(viewer: Viewer, records: Iterable[Customer], tiers: Sequence[str]) -> frozenset[str]:
    """The ids of those of these records that are in one of the tiers: one more read of each one's card."""
    cards = {card_key(viewer.tenant, one): one.id for one in records if sight_of(viewer, one).sees("profile")}
    found = table.get_many(cards) if cards else {}
    return frozenset(cards[key] for key, raw in found.items() if raw.get("tier", {}).get("S") in tiers)
