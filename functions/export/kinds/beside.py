"""What else is attached to a record, for a file of that record alone: none of these is listed in a file of its own."""

from collections.abc import Mapping
from typing import Any

from attached import kinds
from attached.kinds import Kind as Attached
from export.cells import Kind
from export.kinds.attached import Held
from export.kinds.contacts import where
from export.shapes import PEOPLE, Shape, text

_CARD_STATES = {"active": ("Hiệu lực", "Active"), "blocked": ("Khoá", "Blocked"), "expired": ("Hết hạn", "Expired")}
_WARRANTY_STATES = {
    "active": ("Hiệu lực", "Active"), "expired": ("Hết hạn", "Expired"), "void": ("Vô hiệu", "Void"),
}  # fmt: skip
_OUTSIDE = {
    "project": ("Dự án", "Project"), "task": ("Công việc", "Task"), "process": ("Quy trình", "Process"),
    "partner": ("Đối tác", "Partner"), "quote": ("Báo giá", "Quote"),
}  # fmt: skip
_DOSSIERS = {
    "draft": ("Nháp", "Draft"), "sent": ("Đã gửi", "Sent"), "signed": ("Đã ký", "Signed"),
    "rejected": ("Từ chối", "Rejected"),
}  # fmt: skip
_ENTRIES = {"confirmed": ("Đã ghi", "Posted"), "cancelled": ("Đã huỷ", "Cancelled")}
_MADE: Mapping[str, Shape] = {
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE),
}


def _counted(field: str) -> Any:  # noqa: ANN401 - a function of Held
    return lambda value: {**value, field: len(value.get(field, ()))}


def _held(kind: Attached, vi: str, en: str, shapes: Mapping[str, Shape], **more: Any) -> Held:  # noqa: ANN401
    return Held(kind, (vi, en), {**shapes, **_MADE}, where, **more)


HELD = (
    _held(kinds.CARDS, "Thẻ", "Cards", {
        "number": text(18, "Số", "Number"), "kind": text(18, "Loại", "Kind", names="card-kinds"),
        "status": text(14, "Trạng thái", "Status", words=_CARD_STATES),
        "issued": Shape(Kind.DATE, 14, "Ngày cấp", "Issued"), "expires": Shape(Kind.DATE, 14, "Hết hạn", "Expires"),
        "points": Shape(Kind.INTEGER, 12, "Điểm", "Points"), "benefits": text(40, "Quyền lợi", "Benefits"),
    }),
    _held(kinds.WARRANTIES, "Bảo hành", "Warranties", {
        "product": text(36, "Sản phẩm", "Product"), "serial": text(20, "Số sê-ri", "Serial"),
        "kind": text(18, "Loại", "Kind", names="warranty-kinds"), "start": Shape(Kind.DATE, 14, "Bắt đầu", "Start"),
        "end": Shape(Kind.DATE, 14, "Kết thúc", "End"),
        "status": text(14, "Trạng thái", "Status", words=_WARRANTY_STATES),
        "claims": Shape(Kind.INTEGER, 12, "Số yêu cầu", "Claims"),
    }, more=_counted("claims")),
    _held(kinds.LINKS, "Liên kết", "Links", {
        "kind": text(16, "Loại", "Kind", words=_OUTSIDE), "title": text(40, "Tiêu đề", "Title"),
        "outside_id": text(24, "Mã ngoài", "Outside id"), "url": text(50, "Đường dẫn", "URL"),
    }),
    _held(kinds.ADJUSTMENTS, "Bút toán công nợ", "Adjustments", {
        "date": Shape(Kind.DATE, 14, "Ngày", "Date"), "due": Shape(Kind.DATE, 14, "Hạn thanh toán", "Due"),
        "amount": Shape(Kind.MONEY, 20, "Số tiền", "Amount"), "reason": text(40, "Lý do", "Reason"),
        "state": text(14, "Trạng thái", "Status", words=_ENTRIES),
    }),
    _held(kinds.DOCUMENTS, "Tài liệu", "Documents", {
        "name": text(40, "Tên", "Name"), "type": text(30, "Kiểu", "Type"),
        "size": Shape(Kind.INTEGER, 14, "Kích thước (byte)", "Size (bytes)"), "link": text(50, "Đường dẫn", "Link"),
        "note": text(40, "Ghi chú", "Note"),
    }),
    _held(kinds.DOSSIERS, "Hồ sơ ký", "Signing dossiers", {
        "title": text(40, "Tiêu đề", "Title"), "state": text(14, "Trạng thái", "Status", words=_DOSSIERS),
        "documents": Shape(Kind.INTEGER, 12, "Số tài liệu", "Documents"),
        "sent_at": Shape(Kind.DATETIME, 18, "Gửi lúc", "Sent"),
        "closed_at": Shape(Kind.DATETIME, 18, "Xong lúc", "Closed"),
        "note": text(40, "Ghi chú", "Note"),
    }, more=_counted("documents")),
)  # fmt: skip
