"""Which part of which index answers a list of opportunities, and what is left to filter. Pure."""

from collections.abc import Mapping

from attached.ordering import Order
from customers.scopes import book_of
from kernel import keys
from kernel.access import Viewer
from kernel.table import Index
from opportunities.filters import Days, Where
from opportunities.schemas import Sort
from opportunities.wanted import Scope

_ORDERS: Mapping[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "name": ("by_name", False), "number": ("by_code", False),
    "expected_close": ("by_close", False), "expected_value": ("by_value", True), "opened": ("by_active", True),
    "updated": ("by_updated", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""
_DAYS: Mapping[Sort, str] = {"expected_close": "expected_close", "opened": "opened"}
_LAST = "\U0010ffff"
"""After whatever goes on after a beginning."""


def best(where: Where) -> Sort:
    """The order in which what is looked for lies together."""
    if where.number is not None:
        return "number"
    if any(where.expected_close):
        return "expected_close"
    return "opened" if any(where.opened) else "newest"


def planned(viewer: Viewer, sort: Sort, where: Where, book: str | None, *, reverse: bool) -> tuple[Order, Where]:
    """The part of an index, and the filters that are left."""
    index, descending = _ORDERS[sort]
    above: str | None = None
    below: str | None = None
    if sort == "newest" and len(where.stage) == 1:
        index, (above, below) = "by_stage", stage_range(where.stage[0])
        where = where.without("stage")
    elif sort == "number" and where.number is not None:
        above, below, where = where.number, where.number + _LAST, where.without("number")
    elif sort in _DAYS:
        (above, below), where = days_range(getattr(where, _DAYS[sort])), where.without(_DAYS[sort])
    if book is None:
        book, where = _book(viewer, where)
    return Order(index, descending=descending != reverse, above=above, below=below, book=book), where


def stage_range(stage: str) -> tuple[str, str]:
    """What is in a stage, newest last."""
    return f"{stage}#", f"{stage}$"


def days_range(days: Days) -> tuple[str | None, str | None]:
    """What begins with one of these days."""
    first, last = days
    return first, f"{last}$" if last else None


def scoped(viewer: Viewer, scope: Scope, department: tuple[str, ...]) -> str:
    """The book that is meant: `mine` is what somebody holds, whoever owns the customers; 403 for another's."""
    return keys.held(viewer.employee) if scope == "mine" else book_of(viewer, scope, department)


def _book(viewer: Viewer, where: Where) -> tuple[str | None, Where]:
    """A narrower book than all that the viewer has, if the filters name one that they may read as a whole."""
    if len(where.owner) == 1 and (viewer.role == "admin" or where.owner[0] == viewer.employee):
        return keys.held(where.owner[0]), where.without("owner")
    if len(where.department) == 1 and (viewer.role == "admin" or where.department[0] in viewer.manages):
        return keys.team(where.department[0]), where
    return None, where
