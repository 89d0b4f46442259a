"""What follows from something attached: rows in the books of who sees it, and the day of its record's last activity.

Of kinds that somebody holds `attached.tracking` writes the rows, with their counters.

The rows are those that the profile and the item ask for as they are now; what came by in the stream only says where
rows may be that are not asked for any more. So it may come again, and late. No validators: a stream runs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attached.kinds import KINDS, PREFIXES, Kind
from customers import places
from customers.active import active
from kernel import keys, table
from kernel.fold import Change
from kernel.table import Key, Range
from kernel.values import decode_image

_KINDS = tuple(kind for kind in KINDS if kind.tracked is None)

type Books = Mapping[str, str]
"""The books whose readers see a kind, each with the least id that they see."""


@dataclass(frozen=True)
class Seen:
    """Who sees one kind of what a record has: now, and whenever its profile changed in a batch."""

    now: Books
    then: Sequence[Books]
    elsewhere: Books
    """Where it would be seen now if its record were neither deleted nor merged into another."""

    @property
    def moved(self) -> bool:
        """Whether it is to be seen by others than before."""
        return any(books != self.then[0] for books in self.then)

    def rows(self, attached_id: str, *, there: bool, new: bool) -> Iterator[tuple[str, bool]]:
        """(book, whether a row belongs there) of all books where that may have become true or false.

        `there`: whether the thing is; `new`: whether it has come or gone, so that nothing is known of its rows.
        """
        known = (self.now, *self.then) if there else (self.now, *self.then, self.elsewhere)
        for book in dict.fromkeys(book for books in known for book in books):
            before = [_shows(books, book, attached_id) for books in self.then]
            if there and _shows(self.now, book, attached_id):
                if new or not all(before):
                    yield book, True
            elif not there or any(before):
                yield book, False


def _shows(books: Books, book: str, attached_id: str) -> bool:
    return book in books and attached_id >= books[book]


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the rows of one record's things up to date; read its profile only if some may have to change."""
    home = keys.owner_of(pk)
    then = [image.get("value", {}) for change in changes if change.sk == keys.PROFILE for image in _images(change)]
    new = {change.sk for change in changes if change.sk.startswith(PREFIXES) and len(_images(change)) == 1}
    if home is None or not (new or _moved(then)):
        return
    found = table.get_many([(pk, keys.PROFILE), *((pk, sk) for sk in sorted(new))], consistent=True)
    profile = found.get((pk, keys.PROFILE))
    value = decode_image(profile).get("value", {}) if profile else {}
    puts, deletes = _rows(home, value, then, new, new & {sk for _, sk in found})
    table.batch(({"pk": {"S": one}, "sk": {"S": row}} for one, row in puts), deletes)
    happened = [_made(change.after) for change in changes if change.sk in new and change.after is not None]
    if value and happened:
        active(home[0], value, max(happened))


def _images(change: Change) -> list[Mapping[str, Any]]:
    return [image for image in (change.before, change.after) if image is not None]


def _made(image: Mapping[str, Any]) -> str:
    return str(image["value"]["created_at"])


def _moved(then: Sequence[Mapping[str, Any]]) -> bool:
    return any(_seen(kind, {}, then).moved for kind in _KINDS)


def _seen(kind: Kind, now: Mapping[str, Any], then: Iterable[Mapping[str, Any]]) -> Seen:
    """A profile that cannot be read, {}, lets nobody see anything."""
    alive = {name: one for name, one in now.items() if name not in {"deleted_at", "merged_into"}}
    books = [places.seen_in(value, kind.category) if value else {} for value in (now, *then, alive)]
    return Seen(books[0], books[1:-1], books[-1])


def _rows(
    home: tuple[str, str], value: Mapping[str, Any], then: Sequence[Mapping[str, Any]], new: set[str],
    there: set[str],
) -> tuple[list[Key], list[Key]]:  # fmt: skip
    """The rows to write and to remove."""
    tenant, customer = home
    rows: dict[bool, list[Key]] = {True: [], False: []}
    for kind in _KINDS:
        seen = _seen(kind, value, then)
        for sk in sorted(_about(home, kind, new, every=seen.moved)):
            attached_id = sk.removeprefix(kind.prefix)
            for book, wanted in seen.rows(attached_id, there=sk in there or sk not in new, new=sk in new):
                row = keys.attached_book(tenant, kind.name, book), keys.attached_row(attached_id, customer)
                rows[wanted].append(row)
    return rows[True], rows[False]


def _about(home: tuple[str, str], kind: Kind, new: set[str], *, every: bool) -> set[str]:
    """The sort keys of a kind that have come or gone; or of all that there are, if their record moved."""
    mine = {sk for sk in new if sk.startswith(kind.prefix)}
    if not every:
        return mine
    where = Range(keys.customer(*home), prefix=kind.prefix, consistent=True)
    return mine | {row["sk"]["S"] for row in table.every(where)}
