"""What a lead, customer or partner is counted as: in the books of all who list it, and as a user of what it names."""

from collections.abc import Mapping
from typing import Any

from counts.folding import Counting
from counts.tally import Tally, column, use
from customers import places
from customers.named import named


def tally(value: Mapping[str, Any]) -> Tally:
    """In each book one column, with what is expected of it; and each catalogue entry that the profile names.

    A deleted record counts on the list `trash` only, and still uses what it names: it may be recovered. One that was
    merged counts nowhere: the record it was merged into has what it named.
    """
    shelf = places.shelf(value)
    if shelf is None:
        return {}
    expected = value.get("expected_revenue") or 0
    books = {column(shelf, book, places.column(value)): expected for book in places.rows(value)}
    return books | {use(kind, code): 0 for kind, code in named(value)}


COUNTING = Counting(tally)
react, ahead, recount = COUNTING.react, COUNTING.ahead, COUNTING.recount
