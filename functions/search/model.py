"""The index in the table: entries read, and the cards that they find."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from customers.stages import plain_card
from kernel import clock, ids, keys, table
from kernel.access import Viewer
from kernel.table import Key, Range
from search.entries import Mark
from search.planning import Entry, Plan, entry
from search.reading import Read

_LAST = "\U0010ffff"
"""Sorts after every letter."""
ALIKE = 10
"""So many records of one phone, address or tax code are looked at."""

LAG, FRESH = timedelta(seconds=10), 25
"""The index is a second or two behind; so many of the leads that were made since are looked at themselves."""


def books(viewer: Viewer) -> tuple[str, ...]:
    """Where everything is that this viewer may find: a book for an administrator, two for staff.

    A manager has one for each department they manage, and their own two, unless they manage where they work.
    """
    if viewer.role == "admin":
        return (keys.EVERYBODY,)
    teams = [keys.team(department) for department in sorted(viewer.manages)]
    mine = [keys.own(viewer.employee), keys.members(viewer.department)]
    return (*teams, *([] if viewer.department in viewer.manages else mine))


def reader(tenant: str, plan: Plan) -> Read:
    """One query of a book at a time."""

    def read(book: str, after: str | None) -> tuple[list[Entry], bool]:
        partition = keys.find(tenant, book, plan.head)
        where = Range(partition, prefix=plan.text) if after is None else (
            Range(partition, above=after, below=plan.text + _LAST)
        )  # fmt: skip
        page = table.page(where, limit=plan.size)
        return [entry(raw) for raw in page.items], page.last is not None and bool(page.items)

    return read


def alike(tenant: str, marks: Iterable[Mark]) -> tuple[set[str], bool]:
    """(the records that have entries in these places, anybody's; whether one of the places has still more)."""
    found, more = set[str](), False
    for head, text, rank in marks:
        where = Range(keys.find(tenant, keys.EVERYBODY, head), prefix=keys.found(text, rank))
        rows = table.first(where, limit=ALIKE + 1)
        found |= {entry(raw).customer for raw in rows[:ALIKE]}
        more = more or len(rows) > ALIKE
    return found, more


def fresh(tenant: str) -> set[str]:
    """The leads that were made this moment: the stream may not have brought their entries yet."""
    book, since = keys.book(tenant, "lead", keys.EVERYBODY), ids.first(clock.now() - LAG)
    where = Range(book, above=since, newest_first=True, consistent=True)
    return {row["sk"]["S"] for row in table.first(where, limit=FRESH)}


def cards(tenant: str, found: Iterable[Entry]) -> list[tuple[Entry, Mapping[str, Any]]]:
    """What lists show of each find. One whose row has left the book that it was found in is none any more."""
    places = {one: _places(tenant, one) for one in found}
    rows = table.get_many(key for keys_ in places.values() for key in keys_)
    return [(one, plain_card(rows[where[-1]])) for one, where in places.items() if all(key in rows for key in where)]


def _places(tenant: str, found: Entry) -> list[Key]:
    """The row by which the viewer sees a record, and, last, the card that shows it: mostly the same."""
    card = keys.book(tenant, found.shelf, keys.own(found.owner)), found.customer
    row = keys.book(tenant, found.shelf, found.book), found.customer
    if found.book == keys.EVERYBODY:
        return [card]
    return [row, card] if keys.is_slim(found.book) else [row]
