"""What an export holds: its kinds, its columns, and the states of its job."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Frozen, Ulid, Unique

type Kind = Literal["leads", "customers"]
type State = Literal["queued", "running", "done", "failed"]
type ColumnName = Literal[
    "code", "name", "stage", "source", "owner", "stars", "score", "tier", "email", "phone", "priority",
    "expected_revenue", "created_at", "updated_at",
]  # fmt: skip
type Look = Literal["text", "integer", "money", "datetime"]

COLUMNS: dict[ColumnName, tuple[Look, int, str, str]] = {
    "code": ("text", 14, "Mã", "Code"),
    "name": ("text", 36, "Tên", "Name"),
    "stage": ("text", 16, "Giai đoạn", "Stage"),
    "source": ("text", 16, "Nguồn", "Source"),
    "owner": ("text", 24, "Người phụ trách", "Owner"),
    "stars": ("integer", 8, "Số sao", "Stars"),
    "score": ("integer", 10, "Điểm", "Score"),
    "tier": ("text", 16, "Hạng", "Tier"),
    "email": ("text", 30, "Email", "Email"),
    "phone": ("text", 18, "Điện thoại", "Phone"),
    "priority": ("integer", 10, "Ưu tiên", "Priority"),
    "expected_revenue": ("money", 20, "Doanh thu kỳ vọng", "Expected revenue"),
    "created_at": ("datetime", 18, "Ngày tạo", "Created"),
    "updated_at": ("datetime", 18, "Cập nhật", "Updated"),
}
"""Look, width in characters, header in vi and en."""

TITLES: dict[Kind, tuple[str, str]] = {
    "leads": ("Khách hàng tiềm năng", "Leads"),
    "customers": ("Khách hàng", "Customers"),
}


class Request(Frozen):
    """What to export: all that the viewer sees of a kind, perhaps only those with so many stars."""

    kind: Kind
    sort: Literal["newest", "score"] = "newest"
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    columns: Annotated[tuple[ColumnName, ...], Field(min_length=1, max_length=40), Unique] = tuple(COLUMNS)


class Job(Frozen):
    """An export under way or done."""

    id: Ulid
    request: Request
    language: Literal["vi", "en"]
    requested_by: Ulid
    state: State = "queued"
    attempt: int = 0
    rows: int = 0
    size: int | None = None
    reason: Code | None = None
    created_at: datetime
    heard_at: datetime | None = None
    """When its worker last wrote."""
    finished_at: datetime | None = None


STALE = timedelta(minutes=16)
"""A worker has at most 15 minutes; one that has not been heard of for longer is no more."""
ATTEMPTS = 5
"""After so many a job has failed; the queue gives up as often."""


def is_abandoned(job: Job, now: datetime) -> bool:
    """Whether a job says that it is running, but its worker has ended."""
    return job.state == "running" and (job.heard_at is None or now - job.heard_at > STALE)


def is_open(job: Job, now: datetime) -> bool:
    """Whether the same request sent again is this job."""
    return job.state == "queued" or (job.state == "running" and not is_abandoned(job, now))
