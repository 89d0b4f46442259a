"""What an export is asked to hold, and the states of its job."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

type Kind = Literal[
    "leads", "customers", "partners", "contacts", "products", "activities", "opportunities", "quotes", "orders",
    "contracts", "receipts", "payment_slips", "debts", "debt", "lost", "report", "customer", "score_preview",
    "tier_preview", "email_campaign",
]  # fmt: skip
type Shelf = Literal["lead", "customer", "partner"]
type State = Literal["queued", "running", "done", "failed", "cancelled"]
SHELVES: Mapping[str, Shelf] = {"leads": "lead", "customers": "customer", "partners": "partner"}
"""The kinds that are lists of records, and which list each is."""
_TIMES = ("created_at", "heard_at", "finished_at")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to export: all that the viewer sees of a kind, what a filter finds, the chosen ones, or what one has."""

    kind: Kind
    sort: str | None = None
    """A customers.planning.Sort, of leads, customers and partners."""
    reverse: bool = False
    customer: str | None = None
    preview: str | None = None
    campaign: str | None = None
    columns: tuple[str, ...]
    filter: Mapping[str, Any] | None = None
    """What is asked of things of this kind; a day that is named in words is as of the job's making."""
    records: tuple[str, ...] | None = None
    """The chosen ones."""

    def told(self) -> dict[str, Any]:
        """As it was asked for: the filter is called as the kind is."""
        plain = asdict(self)
        chosen, columns = plain.pop("filter"), plain.pop("columns") or None
        return {**plain, "columns": columns} | ({self.kind: chosen} if chosen is not None else {})


@dataclass(frozen=True, kw_only=True)
class Job:
    """An export under way or done. Plain, as is all that the worker imports: its cold start has no validators."""

    id: str
    request: Selection
    language: Literal["vi", "en"]
    requested_by: str
    state: State = "queued"
    attempt: int = 0
    """Since its file last came further."""
    begun: int = 0
    """How often the file was begun again, because storage had lost what it had of it."""
    rows: int = 0
    total: int | None = None
    """Rows that there will be, about, where that is known."""
    size: int | None = None
    reason: str | None = None
    created_at: datetime
    heard_at: datetime | None = None
    """When its worker last wrote."""
    finished_at: datetime | None = None

    def model_dump(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """As a table's value and a view have it; a map without None needs no telling."""
        fields = asdict(self)
        return {name: value for name, value in fields.items() if value is not None} if exclude_none else fields

    @classmethod
    def model_validate(cls, stored: Mapping[str, Any]) -> "Job":
        """From the table, where only we write it."""
        lists = {name: tuple(stored["request"][name]) for name in ("columns", "records") if name in stored["request"]}
        request = Selection(**stored["request"] | lists)
        times = {name: datetime.fromisoformat(stored[name]) for name in _TIMES if name in stored}
        return cls(**{**stored, "request": request, **times})


STALE = timedelta(minutes=5)
"""A worker is heard of every minute; one that was not for so long is no more. Should it be alive, it steps back."""
ATTEMPTS = 5
"""After so many that brought the file no further a job has failed; the queue gives up as often."""


def is_abandoned(job: Job, now: datetime) -> bool:
    """Whether a job says that it is running, but its worker has ended."""
    return job.state == "running" and (job.heard_at is None or now - job.heard_at > STALE)


def is_hopeless(job: Job) -> bool:
    """Whether it was tried often enough."""
    return max(job.attempt, job.begun) >= ATTEMPTS


def rest(attempt: int) -> int:
    """Seconds that a job waits which a passing fault has stopped so often: throttling may last for minutes.

    Five, then four times as long each time; whoever gives up need not wait.
    """
    return 5 * 4 ** (attempt - 1) if 0 < attempt < ATTEMPTS else 0


def begun_again(job: Job) -> Job:
    """A job whose file is lost."""
    return replace(job, state="queued", begun=job.begun + 1, attempt=0, rows=0)


def is_open(job: Job, now: datetime) -> bool:
    """Whether the same request sent again is this job."""
    return job.state == "queued" or (job.state == "running" and not is_abandoned(job, now))


def has_ended(job: Job) -> bool:
    """Whether nobody works at it any more, unless it is tried again."""
    return job.state in {"done", "failed", "cancelled"}
