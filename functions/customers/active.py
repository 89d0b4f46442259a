"""When something last happened to a record: what orders lists by last activity. Apart, as streams write it."""

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from customers import places
from kernel import keys, table
from kernel.table import Item

_DAY = len("2026-01-01")


class ActiveItem(Item):
    """A row of a record, as far as it shows that."""

    by_active = UnicodeAttribute()


def active(tenant: str, value: Mapping[str, Any], at: str) -> None:
    """Something happened at this instant (as stored): say so in all rows of a record, for the first time on a day.

    So a busy record costs one read each time, and its rows one write a day. The card comes last: as long as it does
    not show the day, a row may be left to write.
    """
    shelf, rows = places.shelf(value), places.rows(value)
    mine = keys.own(value["owner"])
    if shelf is None or not _earlier(tenant, shelf, mine, value["id"], at):
        return
    for book in sorted(rows, key=mine.__eq__):
        row = keys.book(tenant, shelf, book), value["id"]
        first = ActiveItem.pk.exists() & (ActiveItem.by_active < at[:_DAY])
        try:
            table.write(table.update(row, [ActiveItem.by_active.set(f"{at}#{value['id']}")], when=first))
        except table.Refused:  # moved this moment, or another was faster
            continue


def _earlier(tenant: str, shelf: str, book: str, customer: str, at: str) -> bool:
    """Whether the card shows an earlier day, or has moved this moment."""
    card = table.read((keys.book(tenant, shelf, book), customer))
    return card is None or card["by_active"]["S"] < at[:_DAY]
