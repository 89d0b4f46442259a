"""Where something that somebody holds is listed, and what it is counted as: what a note beside it says.

Pure but for how it is stored; see attached.tracking for what follows from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any, Self

from attached.kinds import Kind, Stored
from counts.tally import Tally, column, use
from customers import places
from kernel import keys
from kernel.table import Item
from kernel.values import IntegerAttribute, MapAttribute

_BOOKS = 25
"""So many rows change in one transaction, with two counters each, and what else a thing is counted as."""


class NoteItem(Item):
    """Where something is listed, and what it is counted as."""

    note = MapAttribute()
    version = IntegerAttribute()


@dataclass(frozen=True)
class Note:
    """Where something is listed, and as what it is counted.

    `rows`: what its row says in each book, and whether it is open where that is asked; `names`: the catalogue entries
    that it names, as `kind#code`; `texts`: what it is found by besides, in each of the books.
    """

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, item: NoteItem | None) -> Self:
        """As stored."""
        if item is None:
            return cls()
        return cls(item.note["rows"], tuple(item.note["names"]), tuple(item.note["texts"]))

    @property
    def findings(self) -> set[tuple[str, str]]:
        """Each book with each text that it is found by there."""
        return {(book, text) for book in self.rows for text in self.texts}

    def tally(self, kind: str) -> Tally:
        """What it is counted as."""
        uses = {use(*name.split("#")): 0 for name in self.names}
        return uses | {
            column(kind, book, row["column"]): row["value"] for book, row in self.rows.items() if "column" in row
        }

    @property
    def busy(self) -> list[str]:
        """The books in which it counts as something that is still to be done for its record."""
        return [book for book, row in self.rows.items() if row.get("busy")]

    def steps(self, after: "Note") -> Iterator["Note"]:
        """The notes on the way to another one: from each to the next is one transaction.

        What has rows at all has one in the book of everything.
        """
        moved = [book for book in {*self.rows, *after.rows} if self.rows.get(book) != after.rows.get(book)]
        moved.sort(key=lambda book: (book == keys.EVERYBODY and book not in after.rows, book))
        rows = dict(self.rows)
        for some in list(batched(moved, _BOOKS, strict=False)) or [()]:
            for book in some:
                if book in after.rows:
                    rows[book] = after.rows[book]
                else:
                    del rows[book]
            yield replace(after, rows=dict(rows))


def wanted(kind: Kind, record: Stored, value: Stored) -> Note:
    """What the note has to say of a thing, by its record as it is now; {} stands for what is not there."""
    if not value:
        return Note()
    names = tuple(sorted(f"{what}#{code}" for what, code in kind.named(value))) if kind.named else ()
    if kind.tracked is None or not record or places.shelf(record) in {None, "trash"}:
        return Note(names=names)
    seen = [book for book, first in places.seen_in(record, kind.seen_as(value)).items() if value["id"] >= first]
    row: dict[str, Any] = {"orders": dict(kind.tracked.orders(value))}
    counted = kind.tracked.counted(value)
    if counted is not None:
        row |= {"column": counted[0], "value": counted[1]}
    if kind.tracked.keeps_busy and kind.tracked.is_open(value):
        row["busy"] = True
    books = dict.fromkeys([*seen, *kind.tracked.held_by(value)], row)
    return Note(books, names, tuple(sorted(set(kind.tracked.found(value)))))
