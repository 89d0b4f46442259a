"""What a record is counted as, and what a change of that means for the counters. Pure.

A tally names every counter that a record is in, each once, with the value expected of it there; a counter is named
`shelf#book#column` (how many records a book has in a column) or `uses#kind#code` (how many name a catalogue entry).
Those of days are named, and lie in the table, as counts.days says.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kernel import keys
from kernel.facts import Number

type Tally = Mapping[str, Number]
"""Counter -> expected value; a record counts once in each."""
type Place = tuple[str, str]

USES = "uses"


class Difference(NamedTuple):
    """What a counter has more, or less."""

    number: int
    value: Number


type Differences = Mapping[str, Difference]


def column(shelf: str, book: str, stage: str) -> str:
    """The counter of a column of a book."""
    return f"{shelf}#{book}#{stage}"


def use(kind: str, code: str) -> str:
    """The counter of a catalogue entry."""
    return f"{USES}#{kind}#{code}"


def is_use(counter: str) -> bool:
    """Whether it counts who names an entry; then it has a list of them too."""
    return counter.startswith(f"{USES}#")


def place(tenant: str, counter: str) -> Place:
    """Where a counter lies in the table."""
    shelf, middle, last = counter.split("#")
    if shelf == USES:
        return keys.uses(tenant, middle, last), keys.USED
    book, stage = keys.laid(middle, last)
    return keys.counts(tenant, shelf, book), stage


def differences(before: Tally, after: Tally) -> Differences:
    """What counters have to change for a record that is counted otherwise than before."""
    found = {
        counter: Difference((counter in after) - (counter in before), after.get(counter, 0) - before.get(counter, 0))
        for counter in {**before, **after}
    }
    return {counter: one for counter, one in found.items() if one.number or one.value}


def actions(changes: Differences) -> int:
    """How many writes they are for one record, besides that of its tally."""
    return sum(2 if is_use(counter) and one.number else 1 for counter, one in changes.items())


def steps(before: Tally, after: Tally, most: int) -> Iterator[Tally]:
    """The tallies on the way to another one: from each to the next are at most so many writes.

    The counters are exact after every step, for they are the sum of what the records are counted as then.
    """
    now, room = dict(before), most
    for counter, one in sorted(differences(before, after).items()):
        needed = actions({counter: one})
        if needed > room:
            yield dict(now)
            room = most
        room -= needed
        if counter in after:
            now[counter] = after[counter]
        else:
            now.pop(counter, None)
    yield now


def total(several: Iterable[tuple[str, Differences]]) -> dict[tuple[str, str], Difference]:
    """What the changes of records of tenants are for each counter together; one that they leave as it was is in it too.

    For a counter is to be seen to be touched by whoever adds up what the records are counted as.
    """
    found: dict[tuple[str, str], Difference] = {}
    for tenant, changes in several:
        for counter, one in changes.items():
            known = found.get((tenant, counter), Difference(0, 0))
            found[tenant, counter] = Difference(known.number + one.number, known.value + one.value)
    return found
