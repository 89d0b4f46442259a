"""Which records have an activity that is still open, by who asks: what lists filter by (C7).

One item beside a record says how many there are in each book, that is, for the readers of each. So a filter tells of
no activity that its reader does not see (A5, A6), and reads one small item for each row. It changes in the transaction
that lists an activity, or lists it no more (attached.tracking), and so is exact whatever is repeated or cut off. Apart,
as a stream writes it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from pynamodb.expressions.operand import Path

from customers import places
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, Raw, encode

_TRIES = 8
_OTHERS = {"pk", "sk", "turns"}


class BusyItem(Item):
    """How many open activities there are in each book; each book is an attribute of its own."""

    turns = IntegerAttribute()
    """How often it was written: while this stays, no activity was opened or closed."""


def busy(viewer: Viewer, records: Iterable[str]) -> frozenset[str]:
    """Those of these records with an open activity that the viewer sees, or has to do."""
    books = places.read_by(viewer)
    books += [] if viewer.role == "admin" else [keys.held(viewer.employee)]
    where = {_key(viewer.tenant, record): record for record in records}
    found = table.get_many(where)
    return frozenset(where[key] for key, item in found.items() if _numbers(item).keys() & set(books))


def counting(tenant: str, record: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Write]:
    """The write that follows when an activity is open in other books than before."""
    changes = Counter(after)
    changes.subtract(before)
    actions = [Path(book).add(number) for book, number in sorted(changes.items()) if number]
    if actions:
        yield table.update(_key(tenant, record), [*actions, BusyItem.turns.add(1)])


def prove(tenant: str, record: str, open_in: Callable[[], Iterable[str]]) -> bool:
    """Whether the item says what the notes beside a record's activities do; if not, it does now.

    `open_in` reads those: for each open one, its books. While the item was not written, none of them was.
    """
    for _ in range(_TRIES):
        item = table.read(_key(tenant, record), consistent=True)
        wanted = Counter(open_in())
        if wanted == (_numbers(item) if item else {}):
            return True
        turns = int(item["turns"]["N"]) if item else 0
        unchanged = BusyItem.turns == turns if item else BusyItem.pk.does_not_exist()
        try:
            table.write(table.place(_item(tenant, record, wanted, turns + 1), when=unchanged))
        except table.Refused:
            continue
        return False
    raise table.Transient("busy: others keep writing")


def _key(tenant: str, record: str) -> Key:
    return keys.customer(tenant, record), keys.BUSY


def _numbers(item: Raw) -> dict[str, int]:
    """Of each book that has any."""
    return {book: int(one["N"]) for book, one in item.items() if book not in _OTHERS and one["N"] != "0"}


def _item(tenant: str, record: str, numbers: Counter[str], turns: int) -> Raw:
    pk, sk = _key(tenant, record)
    return {name: encode(one) for name, one in {"pk": pk, "sk": sk, "turns": turns, **numbers}.items()}
