"""Jobs in the table. They lie below all features, so that any service can start one in its own transaction.

What a kind of job does is said above all records, in bulk.actions and bulk.walks; here a kind is but a name.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from jobs import rules, underway
from jobs.rules import Job, Plan, Request, Result
from kernel import clock, ids, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute

KEPT = 30 * 86400
"""Seconds for which a job and its results are kept."""


class Parameters(Protocol):
    """What a kind of job takes (any pydantic model)."""

    def model_dump_json(self) -> str:
        """As JSON."""
        ...


class JobItem(Item):
    """How a job stands."""

    value = ValueAttribute(Job)
    version = IntegerAttribute()


class RequestItem(Item):
    """What it was asked to do: apart, so that a step does not write a thousand ids again."""

    value = ValueAttribute(Request)


class PlanItem(Item):
    """The records of one step of a walk."""

    value = ValueAttribute(Plan)


class ResultItem(Item):
    """What became of one record, written with the change of that record."""

    value = ValueAttribute(Result)


def starting(
    viewer: Viewer, kind: str, parameters: Parameters, records: Sequence[str] | None = None, *, rest: int = 0
) -> tuple[Job, list[Write]]:
    """(job, the writes that start it) for the transaction that asks for it; the stream hands it to a worker.

    It begins no sooner than `rest` seconds from now.
    """
    now = clock.now()
    total = None if records is None else len(records)
    job = Job(
        id=ids.new(now), kind=kind, requested_by=viewer.employee, total=total, size=rules.SIZE, created_at=now,
        rests_until=now + timedelta(seconds=rest) if rest else None,
    )  # fmt: skip
    request = Request(parameters=parameters.model_dump_json(), records=None if records is None else tuple(records))
    expires = int(now.timestamp()) + KEPT
    where = (keys.jobs(viewer.tenant, viewer.employee), keys.job(job.id))
    parts = (keys.job_parts(viewer.tenant, job.id), keys.REQUEST)
    return job, [
        table.create(JobItem(*where, value=job, version=1, expires_at=expires)),
        table.create(RequestItem(*parts, value=request, expires_at=expires)),
        underway.beginning(where, now),
    ]


def find(tenant: str, employee: str, job_id: str) -> JobItem | None:
    """A job that an employee asked for; one that has expired is gone, even where the table still has it."""
    item = table.get(JobItem, (keys.jobs(tenant, employee), keys.job(job_id)), consistent=True)
    return item if item and (item.expires_at or 0) > clock.now().timestamp() else None


def changing(before: JobItem, after: Job, *, to_retry: bool = False) -> list[Write]:
    """All writes that change a job that nobody else changed meanwhile; Refused otherwise.

    One that has ended is under way no more, unless it is one `to_retry`.
    """
    item = JobItem(before.pk, before.sk, value=after, version=before.version + 1, expires_at=before.expires_at)
    writes, where = [table.put(item, when=JobItem.version == before.version)], (before.pk, before.sk)
    if not rules.is_open(after) and not to_retry:
        writes.append(underway.ending(where, after.created_at))
    elif rules.is_open(after) and not rules.is_open(before.value):
        writes.append(underway.beginning(where, after.created_at))
    return writes


def request(tenant: str, job: Job) -> Request:
    """What a job was asked to do."""
    item = table.get(RequestItem, (keys.job_parts(tenant, job.id), keys.REQUEST))
    if item is None:
        raise table.Transient("the request is on its way")
    return item.value


def plan(tenant: str, job: Job) -> Plan | None:
    """The records of the present step of a walk, if somebody has begun it."""
    item = table.get(PlanItem, (keys.job_parts(tenant, job.id), keys.plan(job.step)), consistent=True)
    return item.value if item else None


def planning(tenant: str, job: Job, plan: Plan) -> Write:
    """The write that settles which records the present step is about; Refused when they are."""
    where = (keys.job_parts(tenant, job.id), keys.plan(job.step))
    return table.create(PlanItem(*where, value=plan, expires_at=_expires(job)))


def results(tenant: str, job: Job) -> dict[str, Result]:
    """What the present step has done so far, by record: somebody may have been interrupted in it."""
    where = Range(keys.job_parts(tenant, job.id), prefix=keys.results(job.step), consistent=True)
    found = [ResultItem.of(raw).value for raw in table.every(where)]
    return {result.record: result for result in found}


def result(tenant: str, job: Job, record: str) -> Result | None:
    """What became of a record in the present step."""
    where = (keys.job_parts(tenant, job.id), keys.result(job.step, record))
    item = table.get(ResultItem, where, consistent=True)
    return item.value if item else None


def telling(tenant: str, job: Job, result: Result, otherwise: Problem | None = None) -> Write:
    """The write that says, once, what became of a record in the present step."""
    where = (keys.job_parts(tenant, job.id), keys.result(job.step, result.record))
    return table.create(ResultItem(*where, value=result, expires_at=_expires(job)), otherwise)


def pass_by(tenant: str, job: Job, record: str, fault: Exception) -> None:
    """Tell that a record that can never succeed was left as it is, by name; what may pass is raised again."""
    if table.is_transient(fault):
        raise fault
    telemetry.failed("a record passed by", fault, tenant=tenant, job=job.id, record=record)
    result = rules.skipped(record, Problem("internal", request_id=job.id))
    try:
        table.write(telling(tenant, job, result))
    except table.Refused:
        return  # told before, by who was interrupted in this step


def _expires(job: Job) -> int:
    return int(job.created_at.timestamp()) + KEPT
