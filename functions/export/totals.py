"""How many rows a file will have, where that is known before it is made: for its progress."""

from counts.model import of_book
from customers.scopes import Scope, book_of
from export.rules import SHELVES, Selection
from kernel.access import Viewer


def expected(viewer: Viewer, wanted: Selection) -> int | None:
    """Of named records their number; of a whole book of records its counters, which follow within about a second.

    None where nobody counts: what filters find, and what lies in several books of one viewer.
    """
    if wanted.records is not None:
        return len(wanted.records)
    chosen = wanted.filter or {}
    if wanted.kind not in SHELVES or chosen.keys() - {"scope", "department"}:
        return None
    scope: Scope | None = chosen.get("scope") or ("all" if viewer.role == "admin" else None)
    if scope is None or (scope != "team" and "department" in chosen):
        return None
    book = book_of(viewer, scope, chosen.get("department", ()))
    return sum(count.number for count in of_book(viewer.tenant, SHELVES[wanted.kind], book).values())
