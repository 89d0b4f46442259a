"""All counters of a company counted anew: of boards or of days, of records and of what somebody holds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, chain

from attached.kinds import KINDS, OPPORTUNITIES
from attached.notes import Note, NoteItem
from counts import days, recounting
from counts.model import CountedItem
from counts.recounting import Recounted
from counts.tally import Tally
from customers.counted import LEADS
from customers.standing import STANDING
from identity.viewers import names_of_employees
from kernel import keys, table
from kernel.table import Range

_AT_ONCE = 100
_COUNTED = [kind for kind in KINDS if kind.happened]
_LISTS = ("lead", "customer", "partner", "trash")


def recount(tenant: str, which: str) -> Recounted:
    """Those of "boards" (how records stand, too) or of "days", each once: some 1,000 calls for 100,000 records."""
    of_days = {"boards": False, "days": True}[which]
    departments = [row["sk"]["S"] for row in table.every(Range(keys.departments(tenant), below=keys.DERIVED))]
    people = list(names_of_employees(tenant))
    where = _days(tenant, people, departments) if of_days else _boards(tenant, people, departments)
    return recounting.recount(tenant, where, lambda: (_only(one, of_days=of_days) for one in _everything(tenant)))


def _everything(tenant: str) -> Iterator[Tally]:
    return chain(_records(tenant), _held(tenant))


def _only(tally: Tally, *, of_days: bool) -> Tally:
    return {counter: value for counter, value in tally.items() if days.is_day(counter) is of_days}


def _boards(tenant: str, people: Iterable[str], departments: Sequence[str]) -> Iterator[str]:
    """Where the counters of each book are."""
    books = [keys.EVERYBODY, *map(keys.own, people), *map(keys.members, departments), *map(keys.team, departments)]
    for book in books:
        yield from (keys.counts(tenant, name, book) for name in (*_LISTS, OPPORTUNITIES.name))
    yield from (keys.counts(tenant, OPPORTUNITIES.name, one) for one in (keys.COMMON, *map(keys.held, people)))
    yield from (keys.counts(tenant, STANDING, book) for book in _of_days(people, departments))


def _days(tenant: str, people: Iterable[str], departments: Sequence[str]) -> Iterator[str]:
    """Where the months of each book are."""
    for book in _of_days(people, departments):
        yield from (keys.days(tenant, name, book) for name in (LEADS, *{kind.days for kind in _COUNTED}))


def _of_days(people: Iterable[str], departments: Iterable[str]) -> Iterator[str]:
    yield from (keys.EVERYBODY, keys.COMMON, *map(keys.members, departments), *map(keys.team, departments))
    for one in people:
        yield from (keys.personal(one, held=held, told=told) for held in (True, False) for told in (True, False))


def _records(tenant: str) -> Iterator[Tally]:
    rows = table.every(Range(keys.counted(tenant), consistent=True))
    for some in batched(rows, _AT_ONCE, strict=False):
        where = [(keys.customer(tenant, row["sk"]["S"]), sk) for row in some for sk in (keys.COUNTED, keys.STANDING)]
        yield from (CountedItem.of(raw).tally for raw in table.get_many(where, consistent=True).values())


def _held(tenant: str) -> Iterator[Tally]:
    """What is listed at all has a row in the book of everything, before its note counts it."""
    for kind in _COUNTED:
        book = keys.attached_book(tenant, kind.name, keys.EVERYBODY)
        for some in batched(table.every(Range(book, consistent=True)), _AT_ONCE, strict=False):
            rows = [row["sk"]["S"].split("#") for row in some]
            where = [(keys.customer(tenant, record), keys.tracked(kind.prefix + thing)) for thing, record in rows]
            found = table.get_many(where, consistent=True)
            yield from (Note.of(NoteItem.of(raw)).tally(kind.name) for raw in found.values())
