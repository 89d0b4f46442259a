"""Export jobs in the table."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from pynamodb.attributes import UnicodeAttribute

from export import rules
from export.rules import Job, Kind
from jobs import underway
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, MapAttribute, ValueAttribute

KEPT = 7 * 86400
"""Seconds for which a job and its file are kept; the bucket's lifecycle rule says the same."""


class JobItem(Item):
    """One export job; its version is the attempt that may write it."""

    value = ValueAttribute(Job)
    version = IntegerAttribute()


class RequestItem(Item):
    """Makes one job of the same request while that runs."""

    job = UnicodeAttribute()


class ColumnsItem(Item):
    """Which columns somebody chose for a kind the last time."""

    value = MapAttribute()


def chosen(viewer: Viewer, kind: Kind) -> tuple[str, ...]:
    """The columns that somebody chose for a kind the last time; none, if they never did."""
    item = table.get(ColumnsItem, _columns(viewer, kind), consistent=True)
    return tuple(item.value["columns"]) if item else ()


def choosing(viewer: Viewer, kind: Kind, columns: Sequence[str]) -> Write:
    """The write that has these offered the next time."""
    return table.put(ColumnsItem(*_columns(viewer, kind), value={"columns": list(columns)}))


def _columns(viewer: Viewer, kind: Kind) -> Key:
    return keys.exports(viewer.tenant, viewer.employee), keys.export_columns(kind)


def key(tenant: str, job: Job) -> Key:
    """Where a job lies."""
    return keys.exports(tenant, job.requested_by), keys.export(job.id)


def at(where: Key) -> JobItem | None:
    """A job as it stands."""
    return table.get(JobItem, where, consistent=True)


def find(tenant: str, employee: str, job_id: str) -> JobItem | None:
    """A job of an employee; one whose file has expired is gone with it, even where the table still has it."""
    item = at((keys.exports(tenant, employee), keys.export(job_id)))
    return item if item and (item.expires_at or 0) > clock.now().timestamp() else None


def asked_before(tenant: str, job: Job) -> tuple[str | None, JobItem | None]:
    """(id, job) that this same request made before, as far as they are remembered."""
    pointer = table.get(RequestItem, _pointer(tenant, job), consistent=True)
    return (pointer.job, find(tenant, job.requested_by, pointer.job)) if pointer else (None, None)


def creating(tenant: str, job: Job, instead_of: str | None) -> list[Write]:
    """All writes that make a job; `instead_of` is the earlier one whose place it takes among equal requests."""
    expires = int(job.created_at.timestamp()) + KEPT
    item = JobItem(*key(tenant, job), value=job, version=1, expires_at=expires)
    free = RequestItem.job == instead_of if instead_of else RequestItem.pk.does_not_exist()
    pointer = RequestItem(*_pointer(tenant, job), job=job.id, expires_at=expires)
    return [table.put(pointer, when=free), table.create(item), underway.beginning(key(tenant, job), job.created_at)]


def changing(before: JobItem, after: Job) -> list[Write]:
    """All writes that change a job that nobody else changed meanwhile; Refused otherwise.

    One that has ended is under way no more, until it is tried again.
    """
    item = JobItem(before.pk, before.sk, value=after, version=before.version + 1, expires_at=before.expires_at)
    writes, where = [table.put(item, when=JobItem.version == before.version)], (before.pk, before.sk)
    if rules.has_ended(after):
        writes.append(underway.ending(where, after.created_at))
    elif rules.has_ended(before.value):
        writes.append(underway.beginning(where, after.created_at))
    return writes


def _pointer(tenant: str, job: Job) -> Key:
    digest = hashlib.sha256(f"{job.language} {json.dumps(asdict(job.request))}".encode()).hexdigest()
    return keys.exports(tenant, job.requested_by), keys.export_request(digest)
