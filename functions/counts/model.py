"""Counters in the table, and the list of who names a catalogue entry. Without validators: streams write them."""

from collections.abc import Mapping
from typing import NamedTuple

from counts.tally import Difference, Tally, is_use, place, use
from kernel import keys, table
from kernel.facts import Number
from kernel.table import Item, Key, Range, Write
from kernel.values import IntegerAttribute, MapAttribute, NumberAttribute

KEPT = 7 * 86400
"""Seconds for which what is counted no more is remembered: longer than a stream keeps its records."""


class CounterItem(Item):
    """How many records there are, and what is expected of them together."""

    number = IntegerAttribute()
    value = NumberAttribute()
    touched = IntegerAttribute()
    """How often it was written: while this stays, no record began or ceased to be counted here."""


class CountedItem(Item):
    """What a record is counted as now."""

    tally = MapAttribute()
    version = IntegerAttribute()


class UseItem(Item):
    """A record names the entry; or, in the list of all that are counted, is counted as something."""


class Count(NamedTuple):
    """A column of a book."""

    number: int
    value: Number


def of_book(tenant: str, shelf: str, whose: str) -> dict[str, Count]:
    """The columns of a book, by stage: one Query, of at most as many counters as there ever were stages."""
    found = (CounterItem.of(raw) for raw in table.every(Range(keys.counts(tenant, shelf, whose))))
    return {item.sk: Count(item.number, item.value) for item in found if item.number}


def uses(tenant: str, kind: str, code: str) -> int:
    """How many records name a catalogue entry, but for those that began or ceased to within the last second or so.

    Counted are leads, customers and partners, deleted and merged ones too, as they may come back.
    """
    item = table.get(CounterItem, place(tenant, use(kind, code)), consistent=True)
    return item.number if item else 0


def users_of(tenant: str, kind: str, code: str, after: str | None, limit: int) -> list[str]:
    """The ids of the records that name an entry, in order, from the one `after` on; fewer than `limit` at the end."""
    where = Range(keys.uses(tenant, kind, code), above=after, below=keys.DERIVED, consistent=True)
    return [raw["sk"]["S"] for raw in table.page(where, limit=limit + 1).items[:limit]]


def counted(pk: str) -> CountedItem | None:
    """What a record is counted as."""
    return table.get(CountedItem, (pk, keys.COUNTED), consistent=True)


def counting(pk: str, before: CountedItem | None, after: Tally, expires_at: int) -> Write:
    """The write that says what a record is counted as now; Refused if somebody else said so meanwhile."""
    now = before.version + 1 if before else 1
    item = CountedItem(pk, keys.COUNTED, tally=dict(after), version=now, expires_at=None if after else expires_at)
    return table.put(item, when=CountedItem.version == before.version if before else CountedItem.pk.does_not_exist())


def entering(tenant: str, record: str, before: Tally, after: Tally) -> list[Write]:
    """The write that enters a record in the list of those that are counted, or takes it out."""
    key: Key = (keys.counted(tenant), record)
    if bool(before) == bool(after):
        return []
    return [table.put(UseItem(*key)) if after else table.delete(key)]


def listing(tenant: str, record: str, changes: Mapping[str, Difference]) -> list[Write]:
    """The writes that enter a record in the lists of what it names, or take it out."""
    found: list[Write] = []
    for counter, one in changes.items():
        key: Key = (place(tenant, counter)[0], record)
        if is_use(counter) and one.number:
            found.append(table.put(UseItem(*key)) if one.number > 0 else table.delete(key))
    return found


def adding(tenant: str, counter: str, one: Difference) -> Write:
    """The write that changes a counter."""
    actions = [CounterItem.number.add(one.number), CounterItem.value.add(one.value), CounterItem.touched.add(1)]
    return table.update(place(tenant, counter), actions)
