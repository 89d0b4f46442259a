"""What an export holds: its kinds, its columns, and the states of its job."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

type Kind = Literal[
    "leads", "customers", "activities", "opportunities", "debt", "score_preview", "tier_preview",
    "email_campaign",
]  # fmt: skip
type Sort = Literal["newest", "score"]
type State = Literal["queued", "running", "done", "failed"]
type ColumnName = Literal[
    "code", "name", "stage", "source", "owner", "stars", "score", "tier", "email", "phone", "priority",
    "expected_revenue", "created_at", "updated_at",
]  # fmt: skip
type AnyColumn = Literal[
    "code", "name", "stage", "source", "owner", "stars", "score", "tier", "email", "phone", "priority",
    "expected_revenue", "created_at", "updated_at",
    "subject", "type", "status", "start", "deadline", "assignee", "customer", "customer_code", "customer_tier",
    "description", "result",
    "reminder_at", "completed_at", "cancelled_at", "created_by",
    "number", "outcome", "probability", "expected_value", "weighted_value", "expected_close", "opened", "expires",
    "campaign", "team", "won_at", "lost_at", "lost_reason", "lost_note", "notes",
]  # fmt: skip
"""Of whatever kind."""
type Look = Literal["text", "integer", "money", "date", "datetime"]

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

ACTIVITY_COLUMNS: Mapping[str, tuple[Look, int, str, str]] = {
    "subject": ("text", 40, "Tiêu đề", "Subject"),
    "type": ("text", 16, "Loại", "Type"),
    "status": ("text", 16, "Trạng thái", "Status"),
    "priority": ("integer", 10, "Ưu tiên", "Priority"),
    "start": ("datetime", 18, "Bắt đầu", "Start"),
    "deadline": ("datetime", 18, "Hạn", "Deadline"),
    "assignee": ("text", 24, "Người thực hiện", "Assignee"),
    "customer": ("text", 36, "Khách hàng", "Customer"),
    "customer_code": ("text", 14, "Mã khách hàng", "Customer code"),
    "customer_tier": ("text", 16, "Hạng khách hàng", "Customer tier"),
    "description": ("text", 40, "Mô tả", "Description"),
    "result": ("text", 40, "Kết quả", "Result"),
    "reminder_at": ("datetime", 18, "Nhắc lúc", "Reminder"),
    "completed_at": ("datetime", 18, "Hoàn thành lúc", "Completed"),
    "cancelled_at": ("datetime", 18, "Huỷ lúc", "Cancelled"),
    "created_at": ("datetime", 18, "Ngày tạo", "Created"),
    "created_by": ("text", 24, "Người tạo", "Created by"),
    "updated_at": ("datetime", 18, "Cập nhật", "Updated"),
}
OPPORTUNITY_COLUMNS: Mapping[str, tuple[Look, int, str, str]] = {
    "number": ("text", 14, "Số", "Number"),
    "name": ("text", 40, "Tên", "Name"),
    "customer": ("text", 36, "Khách hàng", "Customer"),
    "customer_code": ("text", 14, "Mã khách hàng", "Customer code"),
    "customer_tier": ("text", 16, "Hạng khách hàng", "Customer tier"),
    "owner": ("text", 24, "Người phụ trách", "Owner"),
    "stage": ("text", 18, "Giai đoạn", "Stage"),
    "outcome": ("text", 14, "Kết cục", "Outcome"),
    "probability": ("integer", 12, "Xác suất (%)", "Probability (%)"),
    "expected_value": ("money", 20, "Giá trị kỳ vọng", "Expected value"),
    "weighted_value": ("money", 20, "Giá trị theo xác suất", "Weighted value"),
    "expected_close": ("date", 14, "Dự kiến chốt", "Expected close"),
    "opened": ("date", 14, "Ngày mở", "Opened"),
    "expires": ("date", 14, "Hết hạn", "Expires"),
    "priority": ("integer", 10, "Ưu tiên", "Priority"),
    "source": ("text", 16, "Nguồn", "Source"),
    "type": ("text", 16, "Loại", "Type"),
    "campaign": ("text", 20, "Chiến dịch", "Campaign"),
    "team": ("text", 20, "Nhóm bán hàng", "Team"),
    "email": ("text", 30, "Email", "Email"),
    "phone": ("text", 18, "Điện thoại", "Phone"),
    "won_at": ("datetime", 18, "Thắng lúc", "Won"),
    "lost_at": ("datetime", 18, "Thua lúc", "Lost"),
    "lost_reason": ("text", 24, "Lý do thua", "Lost reason"),
    "lost_note": ("text", 40, "Diễn giải lý do thua", "Lost because"),
    "notes": ("text", 40, "Ghi chú", "Notes"),
    "created_at": ("datetime", 18, "Ngày tạo", "Created"),
    "created_by": ("text", 24, "Người tạo", "Created by"),
    "updated_at": ("datetime", 18, "Cập nhật", "Updated"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "open": ("Đang mở", "Open"), "won": ("Thắng", "Won"), "lost": ("Thua", "Lost"),
}  # fmt: skip
STATUSES: Mapping[str, tuple[str, str]] = {
    "not_started": ("Chưa bắt đầu", "Not started"),
    "in_progress": ("Đang thực hiện", "In progress"),
    "resolved": ("Đã xử lý", "Resolved"),
    "completed": ("Hoàn thành", "Completed"),
    "cancelled": ("Đã huỷ", "Cancelled"),
}
"""Of activities, in vi and en."""

TITLES: dict[Kind, tuple[str, str]] = {
    "leads": ("Khách hàng tiềm năng", "Leads"),
    "customers": ("Khách hàng", "Customers"),
    "activities": ("Hoạt động", "Activities"),
    "opportunities": ("Cơ hội", "Opportunities"),
    "debt": ("Công nợ", "Debt"),
    "score_preview": ("Xem trước điểm", "Score preview"),
    "tier_preview": ("Xem trước hạng", "Tier preview"),
    "email_campaign": ("Chiến dịch email", "Email campaign"),
}


def columns_of(kind: Kind) -> Mapping[str, tuple[Look, int, str, str]]:
    """What a file of a kind may show; a debt and a preview have columns of their own."""
    if kind == "activities":
        return ACTIVITY_COLUMNS
    return OPPORTUNITY_COLUMNS if kind == "opportunities" else {str(name): one for name, one in COLUMNS.items()}


_TIMES = ("created_at", "heard_at", "finished_at")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to export: all that the viewer sees of a kind, or the chosen ones of it; or a debt, or a preview."""

    kind: Kind
    sort: Sort
    stars: int | None = None
    tier: tuple[str, ...] | None = None
    customer: str | None = None
    preview: str | None = None
    campaign: str | None = None
    columns: tuple[str, ...]
    activities: Mapping[str, Any] | None = None
    opportunities: Mapping[str, Any] | None = None
    """Filters on what somebody holds, as they were asked for; a day that is named is as of the job's making."""
    records: tuple[str, ...] | None = None
    """The chosen ones."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """An export under way or done. Plain, as is all that the worker imports: its cold start has no validators."""

    id: str
    request: Selection
    language: Literal["vi", "en"]
    requested_by: str
    state: State = "queued"
    attempt: int = 0
    rows: int = 0
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


def has_ended(job: Job) -> bool:
    """Whether nobody works at it any more, unless it is tried again."""
    return job.state in {"done", "failed"}
