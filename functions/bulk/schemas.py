"""Bodies of requests and answers about jobs on many records."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bulk.actions import Action
from jobs.rules import Outcome, State
from kernel.fields import Frozen, Line, Ulid, Unique

MOST_RECORDS = 1000


class BulkCreate(Frozen):
    """One action on many leads and customers. An id that is nobody's is skipped like one that is somebody else's."""

    action: Annotated[Action, Field(discriminator="kind")]
    records: Annotated[
        tuple[Annotated[Line, Field(max_length=64)], ...], Field(min_length=1, max_length=MOST_RECORDS), Unique
    ]


class BulkJobView(Frozen):
    """A job as shown. `total` is null while the job is still finding its records; `reason` is why it failed."""

    id: Ulid
    kind: str
    state: State
    total: int | None
    done: int
    skipped: int
    reason: str | None = None
    created_at: datetime
    finished_at: datetime | None = None
    version: int


class BulkJobPage(Frozen):
    """A page of the caller's jobs, newest first."""

    items: tuple[BulkJobView, ...]
    next_cursor: str | None = None


class ResultView(Frozen):
    """What became of one record; if it was skipped, why."""

    record: str
    outcome: Outcome
    code: str | None = None
    message: str | None = None


class ResultPage(Frozen):
    """A page of a job's results."""

    items: tuple[ResultView, ...]
    next_cursor: str | None = None
