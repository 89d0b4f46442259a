"""What a lead, customer or partner is counted as: in the books of all who list it, and as a user of what it names."""

from collections.abc import Mapping
from typing import Any

from counts.tally import Tally, column, use
from customers import places
from customers.named import named


def tally(value: Mapping[str, Any]) -> Tally:
    """In each book one column, with what is expected of it; and each catalogue entry and tier that the profile names.

    A deleted record counts on the list `trash` only, and still uses what it names: it may be recovered. One that was
    merged is on no list, and uses what it names as well: it may be there again.
    """
    shelf = places.shelf(value)
    uses = {use(kind, code): 0 for kind, code in named(value)}
    if value.get("pinned_tier"):
        uses[use("tiers", value["pinned_tier"])] = 0
    if shelf is None:
        return uses
    expected = value.get("expected_revenue") or 0
    books = {column(shelf, book, places.column(value)): expected for book in places.rows(value)}
    return books | uses
