"""Catalogue entries in the table."""

from collections.abc import Iterable

from catalogs.rules import Entry, Kind
from kernel import keys, table
from kernel.problems import FieldError, Problem
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute


class EntryItem(Item):
    """One catalogue entry."""

    value = ValueAttribute(Entry)
    version = IntegerAttribute()


def entry(tenant: str, kind: Kind, code: str) -> EntryItem | None:
    """One entry, as it is now."""
    return table.get(EntryItem, (keys.catalog(tenant), keys.entry(kind, code)), consistent=True)


def adding(tenant: str, kind: Kind, new: Entry, taken: Problem | None = None) -> Write:
    """The write that adds an entry."""
    item = EntryItem(keys.catalog(tenant), keys.entry(kind, new.code), value=new, version=1)
    return table.create(item, otherwise=taken)


def require(tenant: str, choices: Iterable[tuple[str, Kind, str]]) -> None:
    """422 naming each (path, kind, code) that is no active entry; one call for all of them."""
    wanted = {(path, kind, code): (keys.catalog(tenant), keys.entry(kind, code)) for path, kind, code in choices}
    if not wanted:
        return
    found = table.get_many(list(wanted.values()))
    active = {key for key, raw in found.items() if EntryItem.of(raw).value.active}
    errors = [
        FieldError(path, "not_in_catalog", (("kind", kind), ("value", code)))
        for (path, kind, code), key in wanted.items()
        if key not in active
    ]
    if errors:
        raise Problem("invalid_request", errors=errors)
