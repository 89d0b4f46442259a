"""When something last happened to a record: what orders lists by last activity. Apart, as streams write it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from customers import places
from kernel import keys, table
from kernel.table import Item, Write
from kernel.values import decode_image

_DAY = len("2026-01-01")
_TRIES = 8


class ActiveItem(Item):
    """A row of a record, as far as it shows that."""

    by_active = UnicodeAttribute()
    by_updated = UnicodeAttribute()


def active(tenant: str, value: Mapping[str, Any], at: str) -> None:
    """Something happened at this instant (as stored): say so in all rows of a record, for the first time on a day.

    So a busy record costs one read each time, and its rows one write a day. The card comes last: as long as it does
    not show the day, a row may be left to write. If the record changed since its profile was read it may have got
    rows that are not known here: the card is left as it is, and all of it done again.
    """
    for tried in range(_TRIES):
        shelf = places.shelf(value) if value else None
        if shelf is None or not _earlier(tenant, shelf, value, at, consistent=tried > 0):
            return
        if _told(tenant, shelf, value, at):
            return
        profile = keys.customer(tenant, value["id"]), keys.PROFILE
        found = table.read(profile, consistent=True)
        value = decode_image(found).get("value", {}) if found else {}
    raise table.Transient("others keep writing")


def _told(tenant: str, shelf: str, value: Mapping[str, Any], at: str) -> bool:
    """Whether the card says so too, in the end."""
    mine = keys.own(value["owner"])
    earlier = ActiveItem.pk.exists() & (ActiveItem.by_active < at[:_DAY])
    as_known = ActiveItem.by_updated == places.orders(value)["by_updated"]

    def saying(book: str, when: Any) -> Write:  # noqa: ANN401 - a condition
        row = keys.book(tenant, shelf, book), value["id"]
        return table.update(row, [ActiveItem.by_active.set(f"{at}#{value['id']}")], when=when)

    for book in sorted(places.rows(value).keys() - {mine}):
        with suppress(table.Refused):  # moved this moment, or another was faster
            table.write(saying(book, earlier))
    try:
        table.write(saying(mine, earlier & as_known))
    except table.Refused:
        return False
    return True


def _earlier(tenant: str, shelf: str, value: Mapping[str, Any], at: str, *, consistent: bool) -> bool:
    """Whether the card shows an earlier day, or has moved this moment."""
    where = keys.book(tenant, shelf, keys.own(value["owner"])), value["id"]
    card = table.read(where, consistent=consistent)
    return card is None or card["by_active"]["S"] < at[:_DAY]
