"""A job: work on many records, done step by step. Pure decisions on how it goes on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from kernel.fields import Code, Frozen, Ulid
from kernel.problems import FieldError, Language, Problem

type State = Literal["queued", "running", "done", "failed", "cancelled"]
type Outcome = Literal["done", "skipped"]

SIZE = 25
"""Records in one step of a new job on a list; a job keeps its own, so that a repeated step is about the same ones."""


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


class Plan(Frozen):
    """The records that one step of a walk is about, whoever repeats it, and where the next one begins."""

    records: tuple[str, ...]
    after: str | None = None


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


def stepped(job: Job, results: Iterable[Result], after: str | None, reason: str | None, now: datetime) -> Job:
    """The job after a step: failed for a reason, done when nothing comes after, else running; cancelled it stays."""
    outcomes = [result.outcome for result in results]
    counted = job.model_copy(update={
        "step": job.step + 1, "cursor": after, "done": job.done + outcomes.count("done"),
        "skipped": job.skipped + outcomes.count("skipped"),
    })  # fmt: skip
    if not is_open(job):
        return counted
    if reason is not None:
        return counted.model_copy(update={"state": "failed", "reason": reason, "finished_at": now})
    if after is not None:
        return counted.model_copy(update={"state": "running"})
    total = counted.done + counted.skipped
    return counted.model_copy(update={"state": "done", "total": total, "finished_at": now})


def cancelled(job: Job, now: datetime) -> Job:
    """The job, told to stop; a step under way still comes to its end, and is counted."""
    return job.model_copy(update={"state": "cancelled", "finished_at": now})
