"""All records of a company, for who goes through every one of them: list by list, newest first."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel import keys, table
from kernel.table import Range
from kernel.values import Raw

SHELVES = ("lead", "customer", "partner", "trash")
"""All lists that a record may be on. One in the trash keeps what is derived of it, for it may be recovered; one that
was merged into another is on none, and is derived anew when it comes back."""


class Stretch(NamedTuple):
    """Some cards, and where the next ones begin; None: there are no more."""

    cards: Sequence[Raw]
    after: str | None


def stretch(tenant: str, after: str | None, limit: int) -> Stretch:
    """The next cards of a company after a place; each costs what a list's row does."""
    shelf, _, last = (after or SHELVES[0]).partition("#")
    feed = keys.feed(tenant, shelf)
    found = table.page(Range(feed, index="newest", below=last or None, newest_first=True), limit=limit)
    if found.last is not None:
        return Stretch(found.items, f"{shelf}#{found.items[-1]['sk']['S']}")
    following = SHELVES.index(shelf) + 1
    return Stretch(found.items, SHELVES[following] if following < len(SHELVES) else None)
