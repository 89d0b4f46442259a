"""In which order what is attached is read across records, and from whose books. Without validators."""

from dataclasses import dataclass

from attached.kinds import Kind
from customers import places
from kernel import keys
from kernel.access import Viewer
from kernel.table import Index, Range


@dataclass(frozen=True)
class Order:
    """A part of an index, in its order; those of a kind's age are there for all, the others where it is tracked."""

    index: Index | None = None
    descending: bool = True
    above: str | None = None
    below: str | None = None
    book: str | None = None
    """The one book that is asked for, as kernel.keys names it; None: all that the viewer has."""

    def ranges(self, viewer: Viewer, kind: Kind, after: str | None) -> list[Range]:
        """Where to look, from the row `after` on."""
        books = books_of(viewer, kind) if self.book is None else [self.book]
        above, below = (self.above, after or self.below) if self.descending else (after or self.above, self.below)
        partitions = [keys.attached_book(viewer.tenant, kind.name, book) for book in books]
        return [Range(one, self.index, above=above, below=below, newest_first=self.descending) for one in partitions]


NEWEST = Order()


def books_of(viewer: Viewer, kind: Kind) -> list[str]:
    """The books in which everything of a kind lies that the viewer sees."""
    mine = [keys.held(viewer.employee)] if kind.tracked and viewer.role != "admin" else []
    return [*places.read_by(viewer), *mine]
