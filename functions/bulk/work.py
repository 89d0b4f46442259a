"""The worker: one step of a job. Whatever is repeated, interrupted or done by two at once ends as if done once.

What becomes of a record is written in the transaction of its change, under a key that is free only once. The count is
taken from that, under the condition that the step is not over, and then the next step is ordered. An order that comes
too late only sees to it that the present step is ordered: its worker may have ended between the two.
"""

import json
from collections.abc import Callable
from typing import Any

from bulk.actions import ACTIONS
from bulk.kinds import Apply, Kind, Sweep
from bulk.walks import FOLLOWING, SWEEPS, WALKS
from identity.viewers import viewer_of
from jobs import model, queue, rules
from jobs.model import JobItem
from jobs.rules import Job, Plan, Result
from kernel import clock, keys, table, telemetry
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Key

_TRIES = 8


class _AlreadyTold(Problem):
    """This job has done this record before."""

    def __init__(self) -> None:
        super().__init__("in_flight")


def work(key: Key, step: int, *, last: bool = False) -> None:
    """Do a step that is not over; raises what may pass, unless this is the last time that the queue asks."""
    item = table.get(JobItem, key, consistent=True)
    if item is None:
        return
    job = item.value
    if job.step != step or (job.rests_until is not None and clock.now() < job.rests_until):
        if rules.is_open(job):
            queue.send(key, job.step, job.rests_until)
        return
    one = _Step(item)
    try:
        one.run()
    except Exception as error:
        passing = table.is_transient(error)
        if passing and not last:
            raise
        telemetry.failed("job failed", error, tenant=one.tenant, job=job.id)
        telemetry.count("JobFailed")
        one.fail("gave_up" if passing else "internal")


class _Step:
    """One attempt at a step."""

    def __init__(self, item: JobItem) -> None:
        self.item: JobItem = item
        self.job: Job = item.value
        self.tenant = str(keys.tenant_of(item.pk))

    def run(self) -> None:
        """Every record of the step that nobody has done, then the count."""
        if self.job.state == "failed":
            self._take_up()
            return
        if not rules.is_open(self.job):
            self._count(model.results(self.tenant, self.job), Plan(records=()))
            return
        request = model.request(self.tenant, self.job)
        if self.job.kind in SWEEPS:
            self._sweep(SWEEPS[self.job.kind], request.parameters)
            return
        kind: Kind[Any] = (WALKS if request.records is None else ACTIONS)[self.job.kind]
        parameters = kind.parameters.model_validate_json(request.parameters)
        try:
            apply = kind.begin(self._viewer(kind), parameters)
        except Problem as problem:
            self.fail(rules.skipped("", problem).code or problem.code)
            return
        plan = self._planned(kind, parameters) if request.records is None else _part(self.job, request.records)
        results = model.results(self.tenant, self.job)
        for place, record in enumerate(plan.records, self.job.done + self.job.skipped):
            if record not in results:
                results[record] = self._one(apply, place, record)
        self._count(results, plan)

    def _sweep(self, sweep: Sweep, parameters: str) -> None:
        """A step of a job that tells only how many records it changed."""
        swept = sweep(self.tenant, json.loads(parameters), self.job)
        self._change(lambda job: rules.swept(job, swept, clock.now()))

    def fail(self, reason: str) -> None:
        """No more of this job for now; what has been done in this step is counted, and it can be tried again.

        A walk follows a change that is saved: it stays under way, and is tried again by itself.
        """
        results = model.results(self.tenant, self.job).values()
        self._change(
            lambda job: rules.failed(job, results, reason, clock.now()), to_retry=self.job.kind in {*WALKS, *FOLLOWING}
        )

    def _take_up(self) -> None:
        """A walk follows a change that is saved: one that failed is tried again when it is ordered again (`watch`)."""
        if self.job.kind in FOLLOWING:
            self._change(lambda job: rules.retried(job) if job.state == "failed" else job)

    def _viewer(self, kind: Kind[Any]) -> Viewer:
        """Who asked, with the rights they have now; a walk is the company's own work."""
        if kind.page is not None:
            return Viewer(self.tenant, self.job.requested_by, "admin", "")
        return viewer_of(self.tenant, self.job.requested_by)

    def _planned(self, kind: Kind[Any], parameters: object) -> Plan:
        """This step of a walk: the same for all who work at it, even when those done have left the list."""
        plan = model.plan(self.tenant, self.job)
        if plan is not None or kind.page is None:
            return plan or Plan(records=())
        plan = kind.page(self.tenant, parameters, self.job.cursor)
        try:
            table.write(model.planning(self.tenant, self.job, plan))
        except table.Refused:
            return model.plan(self.tenant, self.job) or plan
        return plan

    def _one(self, apply: Apply, place: int, record: str) -> Result:
        """Change one record; what cannot be done to it is told, and the others go on (A7)."""
        result = rules.done(record)
        try:
            apply(place, record, model.telling(self.tenant, self.job, result, _AlreadyTold()))
        except _AlreadyTold:
            return self._told(result)
        except Exception as error:  # noqa: BLE001 - what may pass is raised again, all else is told
            result = self._skipped(record, error)
        else:
            return result
        try:
            table.write(model.telling(self.tenant, self.job, result))
        except table.Refused:
            return self._told(result)
        return result

    def _skipped(self, record: str, error: Exception) -> Result:
        """Why a record stays as it is; raises what may pass."""
        if isinstance(error, table.Refused) or (isinstance(error, Problem) and error.code in self._passing()):
            raise table.Transient("others keep writing") from error
        if isinstance(error, Problem):
            return rules.skipped(record, error)
        if table.is_transient(error):
            raise error
        telemetry.failed("record skipped", error, tenant=self.tenant, job=self.job.id)
        return rules.skipped(record, Problem("internal", request_id=self.job.id))

    def _passing(self) -> set[str]:
        """A walk waits for a merge: it has to bring everything in line."""
        return {"in_flight", "busy", *({"merge_running"} if self.job.kind in WALKS else ())}

    def _told(self, mine: Result) -> Result:
        """What another worker at the same step wrote of a record."""
        return model.result(self.tenant, self.job, mine.record) or mine

    def _count(self, results: dict[str, Result], plan: Plan) -> None:
        """Count the step, once, and order the next."""
        self._change(lambda job: rules.stepped(job, results.values(), plan, clock.now()))

    def _change(self, decide: Callable[[Job], Job], *, to_retry: bool = False) -> None:
        item: JobItem | None = self.item
        for _ in range(_TRIES):
            if item is None or item.value.step != self.job.step:
                return
            job = decide(item.value)
            try:
                table.write(*model.changing(item, job, to_retry=to_retry))
            except table.Refused:
                item = table.get(JobItem, (item.pk, item.sk), consistent=True)
                continue
            if rules.is_open(job):
                queue.send((item.pk, item.sk), job.step, job.rests_until)
            else:
                telemetry.info("job ended", tenant=self.tenant, job=job.id, done=job.done, skipped=job.skipped)
            return
        raise table.Transient("others keep writing")


def _part(job: Job, records: tuple[str, ...]) -> Plan:
    """The records of this step of a list."""
    start = int(job.cursor or 0)
    end = start + job.size
    return Plan(records=records[start:end], after=str(end) if end < len(records) else None)
