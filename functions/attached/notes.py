"""Where something that somebody holds is listed, and what it is counted as: what a note beside it says.

Pure but for how it is stored; see attached.tracking for what follows from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any, Self

from attached.held import Zone
from attached.kinds import Kind, Stored
from counts import days as counting
from counts.tally import Tally, actions, column, differences, steps, use
from customers import places
from kernel import keys
from kernel.table import Item
from kernel.values import IntegerAttribute, MapAttribute

_BOOKS = 25
"""So many rows change in one transaction, with two counters each, and what else a thing is counted as."""
_WRITES = 3 * _BOOKS
"""What rows and counters of days may be together."""


class NoteItem(Item):
    """Where something is listed, and what it is counted as."""

    note = MapAttribute()
    version = IntegerAttribute()


@dataclass(frozen=True)
class Note:
    """Where something is listed, and as what it is counted.

    `rows`: what its row says in each book, and whether it is open where that is asked; `names`: the catalogue entries
    that it names, as `kind#code`; `texts`: what it is found by besides, in each of the books; `days`: the counters of
    days that it is in.
    """

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    days: Tally = field(default_factory=dict)

    @classmethod
    def of(cls, item: NoteItem | None) -> Self:
        """As stored."""
        if item is None:
            return cls()
        note = item.note
        return cls(note["rows"], tuple(note["names"]), tuple(note["texts"]), note.get("days", {}))

    @property
    def findings(self) -> set[tuple[str, str]]:
        """Each book with each text that it is found by there."""
        return {(book, text) for book in self.rows for text in self.texts}

    def tally(self, kind: str) -> Tally:
        """What it is counted as."""
        uses = {use(*name.split("#")): 0 for name in self.names}
        rows = {book: row for book, row in self.rows.items() if "column" in row}
        columns = {column(kind, book, row["column"]): row["value"] for book, row in rows.items()}
        teams = keys.managed(rows)
        if len(teams) > 1:
            row = rows[keys.team(teams[0])]
            columns[column(kind, keys.teams(teams), row["column"])] = row["value"]
        return {**uses, **self.days, **columns}

    @property
    def busy(self) -> list[str]:
        """The books in which it counts as something that is still to be done for its record."""
        return [book for book, row in self.rows.items() if row.get("busy")]

    def steps(self, after: "Note") -> Iterator["Note"]:
        """The notes on the way to another one: from each to the next is one transaction.

        What has rows at all has one in the book of everything, and what is counted on days has rows.
        """
        moved = [book for book in {*self.rows, *after.rows} if self.rows.get(book) != after.rows.get(book)]
        counters = actions(differences(self.days, after.days))
        if 3 * len(moved) + counters <= _WRITES:
            yield after
            return
        uncounted, listed = replace(self, days={}), replace(after, days=self.days)
        if self.rows and self.days and not after.rows:
            yield from _counted(self, uncounted)
            yield from uncounted.steps(after)
        else:
            yield from _listed(self, listed, moved)
            yield from _counted(listed, after)


def _counted(before: Note, after: Note) -> Iterator[Note]:
    """The notes on the way to one that differs in the counters of days only."""
    return (replace(after, days=one) for one in steps(before.days, after.days, _WRITES))


def _listed(before: Note, after: Note, moved: list[str]) -> Iterator[Note]:
    """The notes on the way to one with the same counters of days."""
    moved.sort(key=lambda book: (book == keys.EVERYBODY and book not in after.rows, book))
    rows = dict(before.rows)
    for some in batched(moved, _BOOKS, strict=False):
        for book in some:
            if book in after.rows:
                rows[book] = after.rows[book]
            else:
                del rows[book]
        yield replace(after, rows=dict(rows))


def wanted(kind: Kind, record: Stored, value: Stored, zone: Zone) -> Note:
    """What the note has to say of a thing, by its record as it is now; {} stands for what is not there."""
    if not value:
        return Note()
    names = tuple(sorted(f"{what}#{code}" for what, code in kind.named(value))) if kind.named else ()
    if not record or places.shelf(record) in {None, "trash"}:
        return Note(names=names)
    seen = [book for book, first in places.seen_in(record, kind.seen_as(value)).items() if value["id"] >= first]
    if kind.tracked is None:
        return Note(names=names, days=_days(kind, record, value, seen, zone))
    row: dict[str, Any] = {"orders": dict(kind.tracked.orders(value))}
    counted = kind.tracked.counted(value)
    if counted is not None:
        row |= {"column": counted[0], "value": counted[1]}
    if kind.tracked.keeps_busy and kind.tracked.is_open(value):
        row["busy"] = True
    books = dict.fromkeys([*seen, *kind.tracked.held_by(value)], row)
    found = tuple(sorted(set(kind.tracked.found(value))))
    return Note(books, names, found, _days(kind, record, value, books, zone))


def _days(kind: Kind, record: Stored, value: Stored, books: Iterable[str], zone: Zone) -> Tally:
    """The counters of days that a thing is in, where it is seen in these books."""
    happened = kind.happened(value, zone) if kind.happened else ()
    return counting.tally(kind.days, counting.books(books, _works(kind, record, value)), happened)


def _works(kind: Kind, record: Stored, value: Stored) -> dict[str, str]:
    """In which department each works whom a record or a thing names."""
    shares = {one["employee"]: one["department"] for one in record.get("shares", ()) if one.get("employee")}
    found = shares | {record["owner"]: record["department"]}
    if kind.tracked:
        employee, department = kind.tracked.holder
        found[value[employee]] = value[department]
    return found
