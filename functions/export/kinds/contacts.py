"""Contacts as a workbook, in the columns of the import's template: what comes out can go in again (K1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from attached.kinds import CONTACTS as KIND
from export.cells import Kind
from export.exported import Exported
from export.kinds.attached import Held, Stored, sheets
from export.shapes import PEOPLE, Shape, text
from kernel.values import Raw

TITLE = ("Liên hệ", "Contacts")
SHAPES: Mapping[str, Shape] = {
    "customer_code": text(16, "Mã khách hàng", "Customer code"),
    "customer": text(36, "Khách hàng", "Customer"),
    "name": text(30, "Tên", "Name"),
    "title": text(24, "Chức vụ", "Title"),
    "phones": text(24, "Điện thoại", "Phone"),
    "emails": text(30, "Email", "Email"),
    "birthday": Shape(Kind.DATE, 14, "Ngày sinh", "Birthday"),
    "status": text(18, "Tình trạng", "Status", names="contact-statuses"),
    "primary": text(14, "Liên hệ chính", "Primary"),
    "note": text(40, "Ghi chú", "Note"),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created", usual=False),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE, usual=False),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated", usual=False),
}


@dataclass(frozen=True)
class All:
    """Contacts are asked for by their record alone, and that is a range."""

    tier: tuple[str, ...] = ()

    def passes(self, _item: Raw) -> bool:
        """Every one is."""
        return True

    def without(self, *_names: str) -> "All":
        """There are none."""
        return self


def where(_tenant: str, _asked: Stored, _now: datetime, _path: str = "") -> All:
    """No filters but the record."""
    return All()


HELD = Held(KIND, TITLE, SHAPES, where)
CONTACTS = Exported(TITLE, partial(sheets, HELD), SHAPES)
