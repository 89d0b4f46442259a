"""Activities as a workbook (E3, L1)."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from activities import asking
from attached.kinds import ACTIVITIES as KIND
from export.cells import Kind
from export.exported import Exported
from export.kinds.attached import Held, Stored, Where, sheets
from export.shapes import PEOPLE, TIERS, Shape, text
from identity.viewers import zone_of

TITLE = ("Hoạt động", "Activities")
STATUSES: Mapping[str, tuple[str, str]] = {
    "not_started": ("Chưa bắt đầu", "Not started"),
    "in_progress": ("Đang thực hiện", "In progress"),
    "resolved": ("Đã xử lý", "Resolved"),
    "completed": ("Hoàn thành", "Completed"),
    "cancelled": ("Đã huỷ", "Cancelled"),
}
SHAPES: Mapping[str, Shape] = {
    "subject": text(40, "Tiêu đề", "Subject"),
    "type": text(16, "Loại", "Type", names="activity-types"),
    "status": text(16, "Trạng thái", "Status", words=STATUSES),
    "priority": Shape(Kind.INTEGER, 10, "Ưu tiên", "Priority"),
    "start": Shape(Kind.DATETIME, 18, "Bắt đầu", "Start"),
    "deadline": Shape(Kind.DATETIME, 18, "Hạn", "Deadline"),
    "assignee": text(24, "Người thực hiện", "Assignee", names=PEOPLE),
    "customer_code": text(14, "Mã khách hàng", "Customer code"),
    "customer": text(36, "Khách hàng", "Customer"),
    "customer_tier": text(16, "Hạng khách hàng", "Customer tier", names=TIERS),
    "description": text(40, "Mô tả", "Description"),
    "result": text(40, "Kết quả", "Result"),
    "reminder_at": Shape(Kind.DATETIME, 18, "Nhắc lúc", "Reminder"),
    "completed_at": Shape(Kind.DATETIME, 18, "Hoàn thành lúc", "Completed"),
    "cancelled_at": Shape(Kind.DATETIME, 18, "Huỷ lúc", "Cancelled"),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated"),
}


def where(tenant: str, asked: Stored, now: datetime, path: str = "") -> Where:
    """The filters; 422 below the path for what makes no sense."""
    return asking.where(asked, partial(zone_of, tenant), now, path)


HELD = Held(KIND, TITLE, SHAPES, where)
ACTIVITIES = Exported(TITLE, partial(sheets, HELD), SHAPES, look=where)
