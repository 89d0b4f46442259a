"""Counters counted anew, from what everything says that it is counted as: should one ever be wrong.

Whatever is counted otherwise writes each counter that this changes, in one transaction. So of a counter that nobody
wrote since before the first tally was read, each tally says the same as when it was read, and their sum is right,
whatever else happened meanwhile. One that somebody wrote is left to another time.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from counts.model import Count, CounterItem
from counts.tally import Place, Tally, is_use, place
from kernel import table
from kernel.table import Range


class Recounted(NamedTuple):
    """How many counters were wrong and are right now, and how many seemed wrong that somebody was writing."""

    mended: int
    left: int


def recount(tenant: str, partitions: Iterable[str], tallies: Callable[[], Iterable[Tally]]) -> Recounted:
    """Count the columns of these books anew; `tallies` reads, consistently, what everything is counted as there."""
    known = {
        (item.pk, item.sk): item
        for partition in partitions
        for item in map(CounterItem.of, table.every(Range(partition, consistent=True)))
    }
    wanted = _sums(tenant, tallies())
    wrong = [
        _mended(where, known.get(where), wanted.get(where, Count(0, 0)))
        for where in sorted(known.keys() | wanted.keys())
        if _said(known.get(where)) != wanted.get(where, Count(0, 0))
    ]
    return Recounted(sum(wrong), len(wrong) - sum(wrong))


def _sums(tenant: str, tallies: Iterable[Tally]) -> dict[Place, Count]:
    found: dict[Place, Count] = {}
    for tally in tallies:
        for counter, value in tally.items():
            if not is_use(counter):
                number, so_far = found.get(place(tenant, counter), Count(0, 0))
                found[place(tenant, counter)] = Count(number + 1, so_far + value)
    return found


def _said(item: CounterItem | None) -> Count:
    return Count(item.number, item.value) if item else Count(0, 0)


def _mended(where: Place, item: CounterItem | None, right: Count) -> bool:
    touched = item.touched if item else 0
    unchanged = CounterItem.touched == touched if item else CounterItem.pk.does_not_exist()
    mended = CounterItem(*where, number=right.number, value=right.value, touched=touched + 1)
    try:
        table.write(table.put(mended, when=unchanged))
    except table.Refused:
        return False
    return True
