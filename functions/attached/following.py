"""What follows from something attached: rows in the books of who sees it, and the day of its record's last activity.

Of kinds that somebody holds `attached.tracking` writes the rows, with their counters.

The rows are those that the profile and the item ask for as they are now; what came by in the stream only says where
rows may be that are not asked for any more. So it may come again, and late. No validators: a stream runs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attached.kinds import KINDS, PREFIXES, Kind, Stored
from customers import places
from customers.active import active
from kernel import keys, table
from kernel.fold import Change
from kernel.table import Key, Range
from kernel.values import Raw, decode_image

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
    about = sorted(new | {change.sk for change in changes if _reordered(change)})
    if home is None or not (about or _moved(then)):
        return
    found = table.get_many([(pk, keys.PROFILE), *((pk, sk) for sk in about)], consistent=True)
    things = {sk: _value(raw) for (_, sk), raw in found.items()}
    value = things.pop(keys.PROFILE, {})
    table.batch(*_rows(home, value, then, about, things))
    happened = [_made(change.after) for change in changes if change.sk in new and change.after is not None]
    if value and happened:
        active(home[0], value, max(happened))


def _value(raw: Raw) -> Stored:
    value: Stored = decode_image(raw).get("value", {})
    return value


def _reordered(change: Change) -> bool:
    """Whether something is to stand elsewhere in a list than before."""
    kind = next((one for one in _KINDS if one.orders and change.sk.startswith(one.prefix)), None)
    if kind is None or change.before is None or change.after is None:
        return False
    return kind.order(change.before["value"]) != kind.order(change.after["value"])


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
    home: tuple[str, str], value: Stored, then: Sequence[Stored], about: Sequence[str], there: Mapping[str, Stored]
) -> tuple[list[Raw], list[Key]]:
    """The rows to write and to remove."""
    tenant, customer = home
    puts: list[Raw] = []
    deletes: list[Key] = []
    for kind in _KINDS:
        seen = _seen(kind, value, then)
        things = {**_every(home, kind), **there} if seen.moved else there
        for sk in sorted(sk for sk in {*about, *things} if sk.startswith(kind.prefix)):
            attached_id, thing = sk.removeprefix(kind.prefix), things.get(sk)
            for book, wanted in seen.rows(attached_id, there=thing is not None, new=sk in about):
                key = keys.attached_book(tenant, kind.name, book), keys.attached_row(attached_id, customer)
                if wanted and thing is not None:
                    puts.append(_row(key, kind, thing))
                else:
                    deletes.append(key)
    return puts, deletes


def _every(home: tuple[str, str], kind: Kind) -> dict[str, Stored]:
    where = Range(keys.customer(*home), prefix=kind.prefix, consistent=True)
    return {row["sk"]["S"]: _value(row) for row in table.every(where)}


def _row(key: Key, kind: Kind, thing: Stored) -> Raw:
    orders = {name: {"S": text} for name, text in kind.order(thing).items()}
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}, **orders}
