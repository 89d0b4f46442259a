"""The entries of a record are what they are to be, or are made so: should the stream ever have lost something.

What is missing follows from the record. What is too much cannot be found from the entries' side; but the record's
history tells what it was called and in whose books it lay before, and so where an entry may have been left behind.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kernel import keys, table
from kernel.table import Range
from kernel.values import Raw as Stored
from kernel.values import decode
from search import contacts
from search.entries import Key, Raw, books, entries

type Value = Mapping[str, Any]

LOOKED_BACK = 20
"""Changes of a record whose leavings are looked for."""
MAKING = ("name", "company", "code", "tax_code", "phones", "numbers", "emails", "address", "relationship", "owner")
"""The fields that entries are made of; the books come from elsewhere."""
_MATTERS = {*MAKING, "department", "shares", "deleted_at", "merged_into"}
_TRIES = 3


def prove(tenant: str, customer: str) -> bool:
    """Whether a record's entries were right, as far as can be told; if not, they are now.

    Whoever changed the record meanwhile has the stream take away what was, perhaps just before it was written here:
    so after writing anything it is looked at again, and what was written is taken away if it is not to be.
    """
    written: set[Key] = set()
    for tried in range(_TRIES):
        profile = _profile(tenant, customer)
        if profile is None:
            table.batch([], written)
            return not tried
        changed = _mended(tenant, customer, decode(profile["value"]), written)
        if not changed:
            return not tried
        written |= changed
    return False


def _profile(tenant: str, customer: str) -> Stored | None:
    return table.read((keys.customer(tenant, customer), keys.PROFILE), consistent=True)


def _mended(tenant: str, customer: str, value: Value, written: set[Key]) -> set[Key]:
    """The entries that were missing, or there without a reason."""
    people = contacts.held(tenant, customer)

    def made_of(one: Value) -> dict[Key, Raw]:
        return entries(tenant, one, books(one)) | contacts.entries((tenant, customer), one, people)

    wanted = made_of(value)
    former = {key for one in _earlier(tenant, customer, value) for key in made_of(one)} | written
    there = table.get_many([*wanted, *(former - wanted.keys())], consistent=True)
    missing = {key: raw for key, raw in wanted.items() if there.get(key) != raw}
    stale = (former - wanted.keys()) & there.keys()
    table.batch(list(missing.values()), stale)
    return missing.keys() | stale


def _earlier(tenant: str, customer: str, value: Value) -> Iterator[Value]:
    """What a record was before, change by change."""
    where = Range(keys.customer(tenant, customer), prefix=keys.histories(), newest_first=True)
    for row in table.first(where, limit=LOOKED_BACK):
        told = {name: sides for name, sides in decode(row["changes"]).items() if name in _MATTERS}
        if any(isinstance(sides.get("from"), Mapping) for sides in told.values()):
            return  # too long to be told whole
        before = {name: sides["from"] for name, sides in told.items() if "from" in sides}
        value = {name: one for name, one in value.items() if name not in told} | before
        if told:
            yield value
