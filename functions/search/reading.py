"""Pages of finds: entries are read in windows, in the order of their keys from all of a viewer's books at once.

What a window holds is shown best first. Pure: `read` is handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.planning import Entry, Plan, order, shown

QUERIES = 3
"""A page takes so many queries at most, or one for each of the viewer's books if those are more; it may be short."""

type Read = Callable[[str, str | None], tuple[list[Entry], bool]]
"""(book, place to go on after) -> the next entries in it that a plan is about, and whether there may be more."""


@dataclass(frozen=True)
class Place:
    """Where a page ended: in the window between two places, after what has this order; or before a window."""

    above: str | None
    until: str | None = None
    after: tuple[int, str] | None = None

    def written(self) -> str:
        """As a cursor holds it."""
        rank, place = self.after or ("", "")
        return "\n".join((self.above or "", self.until or "", str(rank), place))


def place(written: str) -> Place:
    """The place again."""
    above, until, rank, last = written.split("\n")
    return Place(above or None, until or None, (int(rank), last) if last else None)


@dataclass(frozen=True)
class _Window:
    entries: list[Entry]
    until: str | None
    """Its end; None if there is nothing after it."""
    unread: tuple[str, ...]
    """The books that go on."""


def finds(plan: Plan, books: Sequence[str], read: Read, limit: int, at: Place) -> tuple[list[Entry], Place | None]:
    """(so many records at most, each by its best entry; where to go on, None at the end)."""
    found: list[Entry] = []
    queries = max(QUERIES, len(books))
    while True:
        queries -= len(books)
        window = _window(books, read, at)
        answers = [one for one in shown(plan, window.entries) if at.after is None or order(plan, one) > at.after]
        found += (taken := answers[: limit - len(found)])
        if len(taken) < len(answers):
            return found, Place(at.above, window.until, order(plan, found[-1]))
        if window.until is None:
            return found, None
        at, books = Place(window.until), window.unread or books
        if len(found) == limit or len(books) > queries:
            return found, at


def _window(books: Sequence[str], read: Read, at: Place) -> _Window:
    """What lies in all of the books as far as each of them was read."""
    rows = {book: read(book, at.above) for book in books}
    ends = [some[-1].place for some, more in rows.values() if more]
    until = min([*ends, *([at.until] if at.until else [])], default=None)
    if until is None:
        return _Window([one for some, _ in rows.values() for one in some], None, ())
    entries = [one for some, _ in rows.values() for one in some if one.place <= until]
    unread = tuple(book for book, (some, more) in rows.items() if more or (some and some[-1].place > until))
    return _Window(entries, until, unread)
