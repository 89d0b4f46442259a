"""What a record is counted as on days: a tally's counters that are of a day, and how they lie in the table. Pure.

Such a counter is named `days#list#book#2026-03-05#cell`. Those of a month that are of one book and cell are one item:
it stays below 1 KB whatever happens, so each change is a write of the smallest size; and a year of a cell is 12 items.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from counts.tally import Difference, Place, Tally
from kernel import keys
from kernel.facts import Number

DAYS = "days"
NUMBER, VALUE = "n", "v"
"""Attributes of a month's item are these with the day: how many there were on it, and what they are worth."""


class Happened(NamedTuple):
    """Something that is counted on a day (ISO 8601), in a cell: what it was, and if need be which of those."""

    day: str
    cell: str
    value: Number = 0


class Day(NamedTuple):
    """Where such a counter lies."""

    what: str
    book: str
    day: str
    cell: str

    def place(self, tenant: str) -> Place:
        """The item of its month."""
        book, cell = keys.laid(self.book, self.cell)
        return keys.days(tenant, self.what, book), keys.month_of(self.day[:7], cell)

    def attribute(self, of: str) -> str:
        """The attribute there that has its NUMBER or VALUE."""
        return of + self.day[8:]


def tally(what: str, books: Iterable[str], happened: Iterable[Happened]) -> Tally:
    """What happened, in each of these books; twice on one day in one cell is once with both values."""
    values: defaultdict[tuple[str, str], Number] = defaultdict(int)
    for one in happened:
        values[one.day, one.cell] += one.value
    return {f"{DAYS}#{what}#{book}#{day}#{cell}": value for book in books for (day, cell), value in values.items()}


def is_day(counter: str) -> bool:
    """Whether it is of a day."""
    return counter.startswith(f"{DAYS}#")


def parse(counter: str) -> Day:
    """What the name of a counter says."""
    return Day(*counter.split("#", 4)[1:])


def books(listed: Iterable[str], works: Mapping[str, str]) -> list[str]:
    """The books of days of what lies in these books of lists; `works`: in which department each person works.

    What a person sees in several ways is in one of their four books (keys.personal); what several teams see is in one
    of theirs besides, so that who manages them all can count it once (counts.teams).
    """
    known = set(listed)
    held = {one.removeprefix(keys.held("")) for one in known if one.startswith(keys.held(""))}
    owned = {one.removeprefix(keys.own("")) for one in known if one.startswith(keys.own(""))}
    common = [one for one in known if one == keys.EVERYBODY or one.startswith((keys.team(""), keys.members("")))]
    teams = keys.managed(known)
    return sorted([*common, *([keys.teams(teams)] if len(teams) > 1 else [])]) + [
        keys.personal(one, held=one in held, told=keys.members(works.get(one, "")) in known)
        for one in sorted(held | owned)
    ]


def months(changes: Mapping[tuple[str, str], Difference]) -> Iterator[tuple[Place, dict[str, Number]]]:
    """The items that changes of (tenant, counter) are about, each with what is to be added to its attributes."""
    found: defaultdict[Place, dict[str, Number]] = defaultdict(dict)
    for (tenant, counter), one in changes.items():
        day = parse(counter)
        amounts = {day.attribute(NUMBER): one.number, day.attribute(VALUE): one.value}
        found[day.place(tenant)] |= {name: amount for name, amount in amounts.items() if amount}
    yield from found.items()


def days_of(month: str, attributes: Mapping[str, Number]) -> Iterator[tuple[date, int, Number]]:
    """(day, number, value) of each day of a month's item that has anything."""
    for name in sorted({name[1:] for name in attributes if name[0] in {NUMBER, VALUE} and name[1:].isdigit()}):
        number, value = attributes.get(NUMBER + name, 0), attributes.get(VALUE + name, 0)
        if number or value:
            yield date.fromisoformat(f"{month}-{name}"), int(number), value
