"""What the catalogues of a fresh tenant begin with (B7): entries in the order in which lists show them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from catalogs.rules import Entry, Kind

type Row = tuple[str, str, str] | tuple[str, str, str, dict[str, Any]]
"""Code, Vietnamese name, English name, attributes."""


@cache
def defaults() -> dict[Kind, tuple[Entry, ...]]:
    """The entries of each kind."""
    return {kind: _entries(rows) for kind, rows in _ROWS.items()}


def _entries(rows: Sequence[Row]) -> tuple[Entry, ...]:
    return tuple(_entry(order, *row) for order, row in enumerate(rows, 1))


def _entry(order: int, code: str, vi: str, en: str, attributes: dict[str, Any] | None = None) -> Entry:
    return Entry.model_validate({"code": code, "order": order, "name": {"vi": vi, "en": en}, **(attributes or {})})


def _stage(colour: str, probability: int, outcome: str = "open", *, follow_up: bool = False) -> dict[str, Any]:
    return {"colour": colour, "probability": probability, "outcome": outcome, "follow_up": follow_up}


_ROWS: dict[Kind, tuple[Row, ...]] = {
    "stages": (
        ("new", "Mới", "New", {"colour": "#5B8DEF"}),
        ("contacted", "Đã liên hệ", "Contacted", {"colour": "#8E6CEF"}),
        ("interested", "Quan tâm", "Interested", {"colour": "#E8A33D"}),
        ("negotiating", "Đàm phán", "Negotiating", {"colour": "#D9663B"}),
        ("won", "Thành công", "Won", {"colour": "#2E9E5B"}),
    ),
    "opportunity-stages": (
        ("approaching", "Tiếp cận", "Approaching", _stage("#5B8DEF", 10)),
        ("interested", "Quan tâm", "Interested", _stage("#8E6CEF", 25, follow_up=True)),
        ("quoted", "Đã báo giá", "Quoted", _stage("#E8A33D", 40)),
        ("negotiating", "Đàm phán", "Negotiating", _stage("#D9663B", 60, follow_up=True)),
        ("pending-approval", "Chờ duyệt", "Pending approval", _stage("#C2185B", 80, follow_up=True)),
        ("won", "Thành công", "Won", _stage("#2E9E5B", 100, "won")),
        ("lost", "Thất bại", "Lost", _stage("#8A94A6", 0, "lost")),
    ),
    "sources": (
        ("website", "Website", "Website"),
        ("referral", "Giới thiệu", "Referral"),
        ("exhibition", "Hội chợ, triển lãm", "Exhibition"),
        ("phone", "Gọi điện", "Phone"),
        ("email", "Email", "Email"),
        ("zalo", "Zalo", "Zalo"),
        ("facebook", "Facebook", "Facebook"),
        ("tender", "Đấu thầu", "Tender"),
        ("partner", "Đối tác", "Partner"),
        ("other", "Khác", "Other"),
    ),
    "partner-sources": (
        ("referral", "Giới thiệu", "Referral"),
        ("event", "Sự kiện", "Event"),
        ("found", "Tự tìm kiếm", "Found by ourselves"),
        ("other", "Khác", "Other"),
    ),
    "dimensions": (
        ("region", "Vùng miền", "Region"),
        ("value", "Giá trị", "Value"),
        ("age", "Độ tuổi", "Age"),
        ("line", "Ngành nghề", "Line of business"),
    ),
    "groups": (
        ("north", "Miền Bắc", "North", {"dimension": "region"}),
        ("central", "Miền Trung", "Central", {"dimension": "region"}),
        ("south", "Miền Nam", "South", {"dimension": "region"}),
        ("vip", "Khách VIP", "VIP", {"dimension": "value"}),
        ("regular", "Khách thường", "Regular", {"dimension": "value"}),
        ("young", "Dưới 30 tuổi", "Under 30", {"dimension": "age"}),
        ("middle", "30 đến 45 tuổi", "30 to 45", {"dimension": "age"}),
        ("senior", "Trên 45 tuổi", "Over 45", {"dimension": "age"}),
        ("manufacturing", "Sản xuất", "Manufacturing", {"dimension": "line"}),
        ("trade", "Thương mại", "Trade", {"dimension": "line"}),
        ("services", "Dịch vụ", "Services", {"dimension": "line"}),
        ("public", "Cơ quan nhà nước", "Public sector", {"dimension": "line"}),
    ),
    "partner-groups": (
        ("agent", "Đại lý", "Agent"),
        ("supplier", "Nhà cung cấp", "Supplier"),
        ("contractor", "Nhà thầu", "Contractor"),
        ("consultant", "Đơn vị tư vấn", "Consultant"),
    ),
    "contact-statuses": (
        ("never", "Chưa liên hệ", "Not contacted", {"colour": "#8A94A6"}),
        ("unreachable", "Không liên lạc được", "Unreachable", {"colour": "#D9663B"}),
        ("call-back", "Hẹn gọi lại", "Call back", {"colour": "#E8A33D"}),
        ("in-touch", "Đang trao đổi", "In touch", {"colour": "#2E9E5B"}),
        ("do-not-contact", "Không liên hệ nữa", "Do not contact", {"colour": "#B3261E"}),
    ),
    "sizes": (
        ("micro", "Dưới 10 người", "Under 10 people"),
        ("small", "10 đến 49 người", "10 to 49 people"),
        ("medium", "50 đến 199 người", "50 to 199 people"),
        ("large", "200 đến 999 người", "200 to 999 people"),
        ("very-large", "Từ 1.000 người", "1,000 people and more"),
    ),
    "sectors": (
        ("water", "Cấp nước", "Water supply"),
        ("wastewater", "Nước thải", "Wastewater"),
        ("environment", "Môi trường", "Environment"),
        ("power", "Nhiệt điện", "Thermal power"),
        ("heavy", "Khai khoáng, xi măng, thép, luyện kim", "Mining, cement, steel, metallurgy"),
        ("paper", "Giấy và bột giấy", "Pulp and paper"),
        ("food", "Thực phẩm, dược phẩm", "Food and pharma"),
        ("chemicals", "Hoá chất, dầu khí", "Chemicals, oil and gas"),
        ("other", "Khác", "Other"),
    ),
    "types": (
        ("end-user", "Khách dùng cuối", "End user"),
        ("dealer", "Đại lý", "Dealer"),
        ("project", "Khách dự án", "Project"),
        ("government", "Nhà nước", "Government"),
    ),
    "opportunity-types": (
        ("new-business", "Khách mới", "New business"),
        ("repeat", "Mua lại", "Repeat business"),
        ("extension", "Mở rộng", "Extension"),
        ("maintenance", "Bảo trì", "Maintenance"),
    ),
    "lost-reasons": (
        ("price", "Giá cao", "Price"),
        ("competitor", "Chọn đối thủ", "Chose a competitor"),
        ("no-budget", "Không có ngân sách", "No budget"),
        ("no-need", "Không còn nhu cầu", "No need any more"),
        ("timing", "Chưa đúng thời điểm", "Wrong time"),
        ("no-answer", "Không phản hồi", "No answer"),
        ("not-fit", "Sản phẩm không phù hợp", "Product does not fit"),
        ("other", "Khác", "Other"),
    ),
    "activity-types": (
        ("call", "Gọi điện", "Call"),
        ("meeting", "Gặp mặt", "Meeting"),
        ("email", "Gửi email", "Email"),
        ("message", "Nhắn tin", "Message"),
        ("visit", "Thăm khách hàng", "Visit"),
        ("survey", "Khảo sát", "Site survey"),
        ("task", "Công việc", "Task"),
    ),
    "labels": (
        ("hot", "Nóng", "Hot", {"colour": "#D93025"}),
        ("follow", "Cần theo dõi", "Keep an eye on", {"colour": "#E8A33D"}),
        ("potential", "Tiềm năng", "Promising", {"colour": "#2E9E5B"}),
        ("paused", "Tạm dừng", "Paused", {"colour": "#8A94A6"}),
    ),
    "campaigns": (("always-on", "Hoạt động thường xuyên", "Always on"),),
    "teams": (
        ("north", "Kinh doanh miền Bắc", "Sales north"),
        ("central", "Kinh doanh miền Trung", "Sales central"),
        ("south", "Kinh doanh miền Nam", "Sales south"),
    ),
    "request-types": (
        ("emission", "Trạm quan trắc khí thải", "Emission monitoring station"),
        ("emission-more", "Trạm quan trắc khí thải – bổ sung", "Emission monitoring station, supplementary"),
        ("water", "Trạm quan trắc nước", "Water monitoring station"),
        ("water-more", "Trạm quan trắc nước – bổ sung", "Water monitoring station, supplementary"),
        ("warranty", "Bảo hành, bảo trì", "Warranty and maintenance"),
    ),
    "warranty-kinds": (
        ("manufacturer", "Bảo hành của hãng", "Manufacturer's warranty"),
        ("own", "Bảo hành của công ty", "Our own warranty"),
        ("extended", "Bảo hành mở rộng", "Extended warranty"),
        ("maintenance", "Hợp đồng bảo trì", "Maintenance contract"),
    ),
    "card-kinds": (
        ("member", "Thẻ thành viên", "Membership card"),
        ("vip", "Thẻ VIP", "VIP card"),
        ("gift", "Thẻ quà tặng", "Gift card"),
    ),
}  # fmt: skip
