"""Imports in the table: how each stands, and which file was imported before."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from imports import rules
from imports.rules import Earlier, Import
from jobs import underway
from kernel import clock, keys, table
from kernel.table import Item, Key, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute

KEPT = 30 * 86400
"""Seconds for which an import and all that it is made of are kept; the bucket's lifecycle rule says the same."""
_EARLIER = 5
"""So many earlier imports of the same file are told, the newest."""


class ImportItem(Item):
    """How an import stands."""

    value = ValueAttribute(Import)
    version = IntegerAttribute()


class FileItem(Item):
    """That somebody has imported these bytes before."""

    at = UnicodeAttribute()


def key(tenant: str, value: Import) -> Key:
    """Where an import lies."""
    return keys.imports(tenant, value.requested_by), keys.import_job(value.id)


def find(tenant: str, employee: str, import_id: str) -> ImportItem | None:
    """An import of an employee; one that has expired is gone, even where the table still has it."""
    item = table.get(ImportItem, (keys.imports(tenant, employee), keys.import_job(import_id)), consistent=True)
    return item if item and (item.expires_at or 0) > clock.now().timestamp() else None


def creating(tenant: str, value: Import) -> Write:
    """The write that makes an import."""
    expires = int(value.created_at.timestamp()) + KEPT
    return table.create(ImportItem(*key(tenant, value), value=value, version=1, expires_at=expires))


def changing(before: ImportItem, after: Import) -> list[Write]:
    """All writes that change an import that nobody else changed meanwhile; Refused otherwise.

    While there is work to do it is in the list of what is under way.
    """
    item = ImportItem(before.pk, before.sk, value=after, version=before.version + 1, expires_at=before.expires_at)
    writes, where = [table.put(item, when=ImportItem.version == before.version)], (before.pk, before.sk)
    was, goes_on = rules.is_open(before.value), rules.is_open(after)
    if was and not goes_on:
        writes.append(underway.ending(where, after.created_at))
    elif goes_on and not was:
        writes.append(underway.beginning(where, after.created_at))
    return writes


def earlier(tenant: str, employee: str, sha256: str, but: str) -> tuple[Earlier, ...]:
    """Imports of the same bytes by the same person, the newest first; not the one that asks."""
    where = Range(keys.imports(tenant, employee), prefix=keys.imported_before(sha256), newest_first=True)
    items = map(FileItem.of, table.first(where, limit=_EARLIER + 1))
    told = [(item.sk.rpartition("#")[2], item.at) for item in items if (item.expires_at or 0) > clock.now().timestamp()]
    return tuple(Earlier(id=one, at=datetime.fromisoformat(at)) for one, at in told if one != but)[:_EARLIER]


def remembering(before: ImportItem, value: Import) -> Write:
    """The write that says which bytes this import is of."""
    where = before.pk, keys.imported_before(str(value.sha256), value.id)
    return table.put(FileItem(*where, at=clock.stamp(value.created_at), expires_at=before.expires_at))
