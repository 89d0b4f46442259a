"""Where what lies in a record's collection came from, if not to the record itself: from one that was merged into it.

A note lies beside what came, and not in it: features write their items whole. What came from B to A, and with A to C,
has a note of A at C, and still one of B at A; so each merge can be undone for itself.
"""

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.table import Item, Key, Write


class OriginItem(Item):
    """That an item of this collection came from the collection of `source`."""

    source = UnicodeAttribute()


def noting(tenant: str, home: str, sk: str, source: str) -> Write:
    """The write that says that what lies at `home` under this sort key came from `source`."""
    return table.put(OriginItem(*note_of(tenant, home, sk), source=source))


def note_of(tenant: str, home: str, sk: str) -> Key:
    """Where the note lies."""
    return keys.customer(tenant, home), keys.origin(sk)


def source_of(tenant: str, home: str, sk: str) -> str | None:
    """The record that it came from; None: it came to `home` itself."""
    found = table.get(OriginItem, note_of(tenant, home, sk), consistent=True)
    return found.source if found else None
