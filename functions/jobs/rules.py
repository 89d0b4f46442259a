"""A job: work on many records, done step by step. Pure decisions on how it goes on."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from kernel.fields import Code, Frozen, Ulid
from kernel.problems import FieldError, Language, Problem

type State = Literal["queued", "running", "done", "failed", "cancelled"]
type Outcome = Literal["done", "skipped"]

SIZE = 25
"""Records in one step of a new job on a list; a job keeps its own, so that a repeated step is about the same ones."""
LATE = 120
"""Seconds after which nobody is at work any more who had looked before: requests take 20 at most, steps of jobs 60."""


TRIALS = frozenset({"preview", "back_test", "tier_preview"})
"""Kinds of jobs that only look: they may be given up. All others that nobody asked for by hand follow a change."""


class Request(Frozen):
    """What a job was asked to do; it stays as it was."""

    parameters: str
    """JSON of what its kind takes: as text, since a table knows no JSON numbers."""
    records: tuple[str, ...] | None = None
    """None: the kind finds them, page after page."""


class Job(Frozen):
    """How a job stands. `step` counts the steps that are over; all before that is in `done` and `skipped`."""

    id: Ulid
    kind: Code
    requested_by: Ulid
    state: State = "queued"
    total: int | None = None
    size: int
    step: int = 0
    cursor: str | None = None
    """Where the next step begins."""
    done: int = 0
    skipped: int = 0
    reason: str | None = None
    created_at: datetime
    finished_at: datetime | None = None
    rests_until: datetime | None = None
    """The next step begins no sooner."""
    partly: tuple[int, int] = (0, 0)
    """Of `done` and `skipped`, what the step did in which the job failed: when that is tried again it counts anew."""


class Plan(Frozen):
    """The records that one step of a walk is about, whoever repeats it, and where the next one begins."""

    records: tuple[str, ...]
    after: str | None = None
    rest: int = 0
    """Seconds before the next step."""


class Swept(Frozen):
    """What a step did that goes through records without telling of each: a repeated step counts the same."""

    done: int
    skipped: int
    after: str | None = None
    rest: int = 0
    """Seconds before the next step."""


class Result(Frozen):
    """What became of one record, and if nothing, why: a problem's code, or with a path that of a field."""

    record: str
    outcome: Outcome
    code: str | None = None
    path: str | None = None
    values: Mapping[str, str] = {}


def is_open(job: Job) -> bool:
    """Whether there is more to do."""
    return job.state in {"queued", "running"}


def done(record: str) -> Result:
    """The record was changed."""
    return Result(record=record, outcome="done")


def skipped(record: str, problem: Problem) -> Result:
    """The record was left as it was; of several mistakes the first is told."""
    values: Iterable[tuple[str, object]] = problem.values.items()
    code, path = problem.code, None
    if problem.errors:
        first = problem.errors[0]
        values, code, path = first.values, first.code, first.path
    told = {name: str(value) for name, value in values}
    return Result(record=record, outcome="skipped", code=code, path=path, values=told)


def message(result: Result, language: Language) -> str | None:
    """Why a record was skipped, in the caller's language."""
    if result.code is None:
        return None
    if result.path is not None:
        return FieldError(result.path, result.code, tuple(result.values.items())).message(language)
    values: dict[str, Any] = dict(result.values)
    return str(Problem(result.code, **values).body(language, "")["detail"])


def stepped(job: Job, results: Iterable[Result], plan: Plan, now: datetime) -> Job:
    """The job after a step: done when nothing comes after, else running, even after a failure; cancelled it stays."""
    return _gone_on(_counted(job, results), plan.after, plan.rest, now)


def swept(job: Job, swept: Swept, now: datetime) -> Job:
    """The same after a step that told only how many."""
    before = _whole_steps(job)
    counted = before.model_copy(update={"done": before.done + swept.done, "skipped": before.skipped + swept.skipped})
    return _gone_on(counted, swept.after, swept.rest, now)


def _gone_on(job: Job, after: str | None, rest: int, now: datetime) -> Job:
    until = now + timedelta(seconds=rest) if rest else None
    counted = job.model_copy(update={"step": job.step + 1, "cursor": after, "rests_until": until})
    if job.state == "cancelled":
        return counted
    counted = counted.model_copy(update={"reason": None, "finished_at": None})
    if after is not None:
        return counted.model_copy(update={"state": "running"})
    total = counted.done + counted.skipped
    return counted.model_copy(update={"state": "done", "total": total, "finished_at": now})


def failed(job: Job, results: Iterable[Result], reason: str, now: datetime) -> Job:
    """The job, given up in a step: what was done in it counts, and the step can be tried again. Over is over."""
    if not is_open(job):
        return job
    counted = _counted(job, results)
    before = _whole_steps(job)
    partly = counted.done - before.done, counted.skipped - before.skipped
    return counted.model_copy(update={"state": "failed", "reason": reason, "finished_at": now, "partly": partly})


def retried(job: Job) -> Job:
    """A job that failed, where it was before the step in which it did."""
    update = {"state": "running", "reason": None, "finished_at": None}
    return _whole_steps(job).model_copy(update=update)


def _whole_steps(job: Job) -> Job:
    """The job without what it did in a step that it failed in."""
    done, skipped = job.partly
    return job.model_copy(update={"done": job.done - done, "skipped": job.skipped - skipped, "partly": (0, 0)})


def _counted(job: Job, results: Iterable[Result]) -> Job:
    outcomes = [result.outcome for result in results]
    before = _whole_steps(job)
    done, skipped = (before.done + outcomes.count("done"), before.skipped + outcomes.count("skipped"))
    return before.model_copy(update={"done": done, "skipped": skipped})


def cancelled(job: Job, now: datetime) -> Job:
    """The job, told to stop; a step under way still comes to its end, and is counted."""
    return job.model_copy(update={"state": "cancelled", "finished_at": now})
