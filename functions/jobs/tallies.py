"""What a trial has counted up to a step, kept with that step: so a step that is done twice counts once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kernel import keys, table
from kernel.table import Item
from kernel.values import MapAttribute

if TYPE_CHECKING:
    from jobs.rules import Job

KEPT = 30 * 86400
"""Seconds for which what a trial has found is kept: as long as its job."""


class TallyItem(Item):
    """What a trial has counted up to a step."""

    counts = MapAttribute()


def count(tenant: str, job: "Job", counts: Mapping[str, int]) -> None:
    """Add what the present step has counted to what the steps before it had."""
    before = _tally(tenant, job.id, job.step - 1) if job.step else {}
    both = {name: int(before.get(name, 0)) + int(counts.get(name, 0)) for name in {**before, **counts}}
    where = keys.job_parts(tenant, job.id), keys.tally(job.step)
    table.write(table.put(TallyItem(*where, counts=both, expires_at=expires(job))))


def counted(tenant: str, job: "Job") -> Mapping[str, Any]:
    """What a trial has counted in the steps that are over."""
    return _tally(tenant, job.id, job.step - 1) if job.step else {}


def expires(job: "Job") -> int:
    """When what a trial has found is forgotten."""
    return int(job.created_at.timestamp()) + KEPT


def _tally(tenant: str, job_id: str, step: int) -> Mapping[str, Any]:
    item = table.get(TallyItem, (keys.job_parts(tenant, job_id), keys.tally(step)), consistent=True)
    return item.counts if item else {}
