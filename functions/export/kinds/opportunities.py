"""Opportunities as a workbook (L1)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial

from attached.kinds import OPPORTUNITIES as KIND
from export.cells import Kind
from export.exported import Exported
from export.kinds.attached import Held, Stored, Where, sheets
from export.shapes import PEOPLE, TIERS, Shape, text
from opportunities import asking

TITLE = ("Cơ hội", "Opportunities")
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "open": ("Đang mở", "Open"), "won": ("Thắng", "Won"), "lost": ("Thua", "Lost"),
}  # fmt: skip
SHAPES: Mapping[str, Shape] = {
    "number": text(14, "Số", "Number"),
    "name": text(40, "Tên", "Name"),
    "customer_code": text(14, "Mã khách hàng", "Customer code"),
    "customer": text(36, "Khách hàng", "Customer"),
    "customer_tier": text(16, "Hạng khách hàng", "Customer tier", names=TIERS),
    "owner": text(24, "Người phụ trách", "Owner", names=PEOPLE),
    "stage": text(18, "Giai đoạn", "Stage", names="opportunity-stages"),
    "outcome": text(14, "Kết cục", "Outcome", words=OUTCOMES),
    "probability": Shape(Kind.INTEGER, 12, "Xác suất (%)", "Probability (%)"),
    "expected_value": Shape(Kind.MONEY, 20, "Giá trị kỳ vọng", "Expected value"),
    "weighted_value": Shape(Kind.MONEY, 20, "Giá trị theo xác suất", "Weighted value"),
    "expected_close": Shape(Kind.DATE, 14, "Dự kiến chốt", "Expected close"),
    "opened": Shape(Kind.DATE, 14, "Ngày mở", "Opened"),
    "expires": Shape(Kind.DATE, 14, "Hết hạn", "Expires"),
    "priority": Shape(Kind.INTEGER, 10, "Ưu tiên", "Priority"),
    "source": text(16, "Nguồn", "Source", names="sources"),
    "type": text(16, "Loại", "Type", names="opportunity-types"),
    "campaign": text(20, "Chiến dịch", "Campaign", names="campaigns"),
    "team": text(20, "Nhóm bán hàng", "Team", names="teams"),
    "email": text(30, "Email", "Email"),
    "phone": text(18, "Điện thoại", "Phone"),
    "won_at": Shape(Kind.DATETIME, 18, "Thắng lúc", "Won"),
    "lost_at": Shape(Kind.DATETIME, 18, "Thua lúc", "Lost"),
    "lost_reason": text(24, "Lý do thua", "Lost reason", names="lost-reasons"),
    "lost_note": text(40, "Diễn giải lý do thua", "Lost because"),
    "notes": text(40, "Ghi chú", "Notes"),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated"),
}


def where(tenant: str, asked: Stored, now: datetime, path: str = "") -> Where:
    """The filters; 422 below the path for what makes no sense."""
    return asking.where(tenant, asked, now, path)


def _worth(value: Stored) -> Stored:
    """With what may be expected of it."""
    return {**value, "weighted_value": Decimal(value.get("expected_value", 0)) * value["probability"] / 100}


HELD = Held(KIND, TITLE, SHAPES, where, _worth)
OPPORTUNITIES = Exported(TITLE, partial(sheets, HELD), SHAPES, look=where)
