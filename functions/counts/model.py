"""Counters in the table, and the list of who names a catalogue entry. Without validators: streams write them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from pynamodb.expressions.operand import Path

from counts import days
from counts.tally import Difference, Tally, is_use, place, use
from kernel import keys, table
from kernel.facts import Number
from kernel.table import Item, Key, Range, Write
from kernel.values import IntegerAttribute, MapAttribute, NumberAttribute, decode, encode

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
    return [raw["sk"]["S"] for raw in table.first(where, limit=limit + 1)[:limit]]


def counted(pk: str, sk: str = keys.COUNTED) -> CountedItem | None:
    """What a record is counted as."""
    return table.get(CountedItem, (pk, sk), consistent=True)


def counting(
    pk: str, before: CountedItem | None, after: Tally, expires_at: int, sk: str = keys.COUNTED
) -> Write:  # fmt: skip
    """The write that says what a record is counted as now; Refused if somebody else said so meanwhile."""
    now = before.version + 1 if before else 1
    item = CountedItem(pk, sk, tally=dict(after), version=now, expires_at=None if after else expires_at)
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
        if is_use(counter) and one.number:
            key: Key = (place(tenant, counter)[0], record)
            found.append(table.put(UseItem(*key)) if one.number > 0 else table.delete(key))
    return found


def adding(tenant: str, counter: str, one: Difference) -> Write:
    """The write that changes a counter that is of no day."""
    actions = [CounterItem.number.add(one.number), CounterItem.value.add(one.value), CounterItem.touched.add(1)]
    return table.update(place(tenant, counter), actions)


def summing(changes: Mapping[tuple[str, str], Difference]) -> list[Write]:
    """The writes that change counters, by (tenant, counter); those of days are together that are of one month."""
    plain = [adding(*where, one) for where, one in changes.items() if not days.is_day(where[1])]
    of_days = {where: one for where, one in changes.items() if days.is_day(where[1])}
    return plain + [
        table.update(where, [Path(name).add(encode(amount)) for name, amount in {**amounts, "touched": 1}.items()])
        for where, amounts in days.months(of_days)
    ]


def happened(tenant: str, what: str, books: Iterable[str], first: date, last: date) -> dict[tuple[date, str], Count]:
    """What happened on which day in which cell, in these books together: one Query for each."""
    found: dict[tuple[date, str], Count] = {}
    for book in books:
        where = Range(keys.days(tenant, what, book), first=f"{first:%Y-%m}", below=f"{last:%Y-%m}$")
        for raw in table.every(where):
            month, _, cell = raw["sk"]["S"].partition("#")
            amounts = {name: decode(value) for name, value in raw.items() if "N" in value}
            for day, number, value in days.days_of(month, amounts):
                if first <= day <= last:
                    known = found.get((day, cell), Count(0, 0))
                    found[day, cell] = Count(known.number + number, known.value + value)
    return found
