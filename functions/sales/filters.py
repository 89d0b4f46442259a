"""What a document must be to be listed, and which part of which index has it. Pure, on items as they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from attached.ordering import Order
from kernel.table import Index
from kernel.values import Raw

type Sort = Literal["newest", "number", "date"]
type Days = tuple[str | None, str | None]
"""From the first to the last day, both in it, as stored; None: no end."""

_ORDERS: Mapping[Sort, tuple[Index | None, bool]] = {
    "newest": (None, True), "number": ("by_code", False), "date": ("by_active", True),
}  # fmt: skip
"""The index of each order, and whether it begins at the end."""
_LAST = "\U0010ffff"
"""After whatever goes on after a beginning."""


@dataclass(frozen=True)
class Where:
    """Filters on documents; those that are left out let everything pass."""

    state: tuple[str, ...] = ()
    number: str | None = None
    """What it begins with, in small letters."""
    date: Days = (None, None)
    tier: tuple[str, ...] = ()
    """The customer's; no item says so: attached.across does."""
    opportunity: str | None = None

    def passes(self, item: Raw) -> bool:
        """Whether a document is to be listed."""
        value: Mapping[str, Any] = item["value"]["M"]
        number, day = value.get("number", {}).get("S", "").lower(), value["date"]["S"]
        first, last = self.date
        return (
            (not self.state or value["state"]["S"] in self.state)
            and (self.number is None or number.startswith(self.number))
            and (first is None or day >= first) and (last is None or day <= last)
            and self.opportunity in {None, value.get("opportunity", {}).get("S")}
        )  # fmt: skip

    def without(self, *names: str) -> "Where":
        """The filters that are left when something else sees to these."""
        plain: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **plain)


def best(where: Where) -> Sort:
    """The order in which what is looked for lies together."""
    if where.number is not None:
        return "number"
    return "date" if any(where.date) or len(where.state) == 1 else "newest"


def planned(sort: Sort, where: Where, *, reverse: bool) -> tuple[Order, Where]:
    """The part of an index, and the filters that are left."""
    index, descending = _ORDERS[sort]
    above: str | None = None
    below: str | None = None
    if sort == "number" and where.number is not None:
        above, below, where = where.number, where.number + _LAST, replace(where, number=None)
    elif sort == "date" and len(where.state) == 1:
        state, (first, last) = where.state[0], where.date
        index, above, below = "by_stage", f"{state}#{first or ''}", f"{state}#{last or _LAST}$"
        where = replace(where, state=(), date=(None, None))
    elif sort == "date":
        (first, last), where = where.date, replace(where, date=(None, None))
        above, below = first, f"{last}$" if last else None
    return Order(index, descending=descending != reverse, above=above, below=below), where
