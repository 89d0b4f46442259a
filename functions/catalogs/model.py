"""Catalogue entries in the table."""

from collections.abc import Iterable, Mapping

from catalogs.rules import Entry, Kind, place
from kernel import keys, table
from kernel.problems import FieldError, Problem, in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, MapAttribute, ValueAttribute


class EntryItem(Item):
    """One catalogue entry."""

    value = ValueAttribute(Entry)
    version = IntegerAttribute()


class RuledItem(Item):
    """By how many rules of scores each entry is named."""

    rules = MapAttribute()


def entry(tenant: str, kind: Kind, code: str) -> EntryItem | None:
    """One entry, as it is now."""
    return table.get(EntryItem, (keys.catalog(tenant), keys.entry(kind, code)), consistent=True)


def adding(tenant: str, kind: Kind, new: Entry, version: int, taken: Problem | None = None) -> Write:
    """The write that adds an entry."""
    return table.create(_item(tenant, kind, new, version), otherwise=taken)


def beginning(tenant: str, kind: Kind, entry: Entry) -> Write:
    """The write that gives a tenant that is not there yet one of its entries, however often."""
    return table.put(_item(tenant, kind, entry, 1))


def replacing(before: EntryItem, after: Entry) -> Write:
    """The write that changes an entry that nobody else changed meanwhile."""
    item = EntryItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=EntryItem.version == before.version, otherwise=in_flight())


def removing(entry: EntryItem) -> Write:
    """The write that removes an entry that nobody changed meanwhile."""
    return table.delete((entry.pk, entry.sk), when=EntryItem.version == entry.version, otherwise=in_flight())


def ruled(tenant: str, kind: Kind, code: str) -> int:
    """How many of the published rules of scores name an entry; the product's own keep none: nobody asked for them."""
    item = table.get(RuledItem, (keys.catalog(tenant), keys.RULED), consistent=True)
    return int(item.rules.get(kind, {}).get(code, 0)) if item else 0


def ruling(tenant: str, rules: Mapping[str, Mapping[str, int]]) -> Write:
    """The write that says what the rules name that come into force with it: kind -> code -> how many rules."""
    return table.put(RuledItem(keys.catalog(tenant), keys.RULED, rules=dict(rules)))


def last_version(tenant: str, kind: Kind, code: str) -> int:
    """Which version of an entry was told of last: one that is made again goes on from there."""
    where = Range(keys.catalog(tenant), prefix=keys.histories(keys.entry(kind, code)), newest_first=True)
    found = table.first(where, limit=1)
    return int(found[0]["sk"]["S"].rpartition("#")[2]) if found else 0


def entries(tenant: str, kind: Kind) -> list[EntryItem]:
    """A whole catalogue, in its order."""
    rows = table.every(Range(keys.catalog(tenant), prefix=keys.entry(kind, "")))
    return sorted((EntryItem.of(row) for row in rows), key=lambda item: place(item.value))


def _item(tenant: str, kind: Kind, value: Entry, version: int) -> EntryItem:
    return EntryItem(keys.catalog(tenant), keys.entry(kind, value.code), value=value, version=version)


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
