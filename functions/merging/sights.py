"""What a merge would show and hide: what came before a transfer stays as it was for everybody (A6). Pure decisions.

What is attached comes to lie in one collection, and from when on somebody sees a category is said once for all of it.
So where that is another moment than it was for one of the two records, what lies between the two moments would become
visible, or be hidden. If there is anything there, the records are not merged in this way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from customers.rules import Customer
from kernel.access import CATEGORIES, Category, Viewer, earlier, sight


@dataclass(frozen=True)
class Shift:
    """Somebody would see of a category what is from `start` (None: the beginning) until `end`, or no more see it."""

    category: Category
    start: datetime | None
    end: datetime
    shows: bool


def shifts(record: Customer, together: Customer) -> set[Shift]:
    """What would become otherwise, of what is attached to one of two records, for those who see of both."""
    found = set[Shift]()
    for viewer in _viewers(record, together):
        before, after = sight(viewer, record), sight(viewer, together)
        for category in CATEGORIES:
            if before.sees(category) and after.sees(category):
                found.update(_shift(category, before.since(category), after.since(category)))
    return found


def _shift(category: Category, before: datetime | None, after: datetime | None) -> Iterator[Shift]:
    if before != after:
        start = earlier(before, after)
        ends = [at for at in (before, after) if at is not None]
        yield Shift(category, start, max(ends), shows=after == start)


def _viewers(*records: Customer) -> Iterable[Viewer]:
    """Everybody who sees something of these but administrators: by themselves, by where they work, as managers."""
    owners = {(record.owner, record.department) for record in records}
    given = {(share.employee or "", share.department) for record in records for share in record.shares}
    for employee, department in sorted(owners | given):
        yield Viewer("", employee, "staff", department)
        yield Viewer("", "", "manager", department, frozenset({department}))
