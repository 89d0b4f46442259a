"""What the columns of a file may mean, for each kind of record that can be imported. Plain: no validators, no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Kind = Literal["leads", "customers", "contacts", "opportunities", "products"]
type Look = Literal[
    "line", "prose", "code", "phones", "phone", "emails", "email", "entry", "entries", "employee", "record",
    "integer", "number", "percent", "date", "yes_no", "choice",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a record: how its cells look, what it is called in both languages, and by what other names."""

    look: Look
    vi: str
    en: str
    also: tuple[str, ...] = ()
    catalog: str | None = None
    """Where its codes and names are found, for entries."""
    choices: Mapping[str, tuple[str, ...]] | None = None
    """What each value is called, the Vietnamese and the English name first."""
    required: bool = False

    @property
    def several(self) -> bool:
        """Whether it has several values, which may come from several columns."""
        return self.look in {"phones", "emails", "entries"}


_PHONES = (
    "SĐT",
    "Số điện thoại",
    "Di động",
    "Số di động",
    "ĐTDĐ",
    "Tel",
    "Telephone",
    "Mobile",
    "Cell",
    "Phone number",
    "Phone numbers",
    "Phones",
)
_EMAILS = ("Thư điện tử", "E-mail", "Mail", "Email address", "Địa chỉ email", "Email addresses", "Emails")
_NOTES = ("Note", "Ghi chú nội bộ", "Internal note", "Remarks", "Comment")
_OWNERS = ("Nhân viên phụ trách", "Nhân viên", "Salesperson", "Assigned to", "Người quản lý", "NVKD")
_KINDS = {
    "person": ("Cá nhân", "Person", "Individual", "Khách lẻ"),
    "organisation": ("Tổ chức", "Organisation", "Organization", "Công ty", "Doanh nghiệp", "Company", "Business"),
}

_CUSTOMER = {
    "code": Field(look="code", vi="Mã", en="Code", also=("Mã khách hàng", "Mã KH", "Customer code", "Lead code", "ID")),
    "name": Field(
        look="line", vi="Tên", en="Name", required=True,
        also=(
            "Họ tên", "Họ và tên", "Tên khách hàng", "Tên KH", "Khách hàng", "Full name", "Customer name", "Lead name",
        ),
    ),
    "kind": Field(
        look="choice", vi="Cá nhân/Tổ chức", en="Person/Organisation", choices=_KINDS, also=("Kind", "Loại hình"),
    ),
    "company": Field(
        look="line", vi="Công ty", en="Company", also=("Tên công ty", "Đơn vị", "Cơ quan", "Company name"),
    ),
    "tax_code": Field(look="line", vi="Mã số thuế", en="Tax code", also=("MST", "Tax ID", "VAT number", "VAT")),
    "phones": Field(look="phones", vi="Điện thoại", en="Phone", also=_PHONES),
    "emails": Field(look="emails", vi="Email", en="Email", also=_EMAILS),
    "website": Field(look="line", vi="Website", en="Website", also=("Trang web", "Web", "URL", "Site")),
    "address": Field(look="line", vi="Địa chỉ", en="Address", also=("Địa chỉ liên hệ", "Đ/c", "Street")),
    "source": Field(look="entry", vi="Nguồn", en="Source", also=("Nguồn khách hàng", "Lead source"), catalog="sources"),
    "sector": Field(
        look="entry", vi="Ngành nghề", en="Sector", also=("Lĩnh vực", "Ngành", "Industry"), catalog="sectors",
    ),
    "size": Field(look="entry", vi="Quy mô", en="Size", also=("Quy mô doanh nghiệp", "Company size"), catalog="sizes"),
    "stage": Field(
        look="entry", vi="Giai đoạn", en="Stage", also=("Trạng thái", "Tình trạng", "Status"), catalog="stages",
    ),
    "campaign": Field(look="entry", vi="Chiến dịch", en="Campaign", catalog="campaigns"),
    "contact_status": Field(
        look="entry", vi="Tình trạng liên hệ", en="Contact status", catalog="contact-statuses",
    ),
    "groups": Field(look="entries", vi="Nhóm", en="Groups", also=("Nhóm khách hàng", "Group"), catalog="groups"),
    "types": Field(
        look="entries", vi="Loại khách hàng", en="Types", also=("Phân loại", "Customer type"), catalog="types",
    ),
    "labels": Field(look="entries", vi="Nhãn", en="Labels", also=("Thẻ", "Tags", "Label"), catalog="labels"),
    "owner": Field(look="employee", vi="Người phụ trách", en="Owner", also=_OWNERS),
    "priority": Field(look="integer", vi="Ưu tiên", en="Priority", also=("Độ ưu tiên", "Mức ưu tiên")),
    "expected_revenue": Field(
        look="number", vi="Doanh thu kỳ vọng", en="Expected revenue", also=("Doanh thu dự kiến",),
    ),
    "expected_close": Field(
        look="date", vi="Dự kiến chốt", en="Expected close", also=("Ngày dự kiến chốt", "Close date"),
    ),
    "description": Field(look="prose", vi="Mô tả", en="Description", also=("Nội dung", "Nhu cầu", "Details")),
    "note": Field(look="prose", vi="Ghi chú", en="Note", also=_NOTES),
}  # fmt: skip
_CONTACT = {
    "customer": Field(
        look="record", vi="Mã khách hàng", en="Customer code", required=True,
        also=("Mã KH", "Khách hàng", "Customer", "Thuộc khách hàng"),
    ),
    "name": Field(
        look="line", vi="Tên", en="Name", required=True, also=("Họ tên", "Họ và tên", "Người liên hệ", "Full name"),
    ),
    "title": Field(look="line", vi="Chức vụ", en="Title", also=("Chức danh", "Job title", "Position")),
    "phones": Field(look="phones", vi="Điện thoại", en="Phone", also=_PHONES),
    "emails": Field(look="emails", vi="Email", en="Email", also=_EMAILS),
    "birthday": Field(look="date", vi="Ngày sinh", en="Birthday", also=("Sinh nhật", "Date of birth", "DOB")),
    "status": Field(look="entry", vi="Tình trạng", en="Status", also=("Trạng thái",), catalog="contact-statuses"),
    "primary": Field(look="yes_no", vi="Liên hệ chính", en="Primary", also=("Chính", "Main contact")),
    "note": Field(look="prose", vi="Ghi chú", en="Note", also=_NOTES),
}  # fmt: skip
_OPPORTUNITY = {
    "number": Field(look="line", vi="Số", en="Number", also=("Số cơ hội", "Mã cơ hội", "Opportunity number")),
    "name": Field(
        look="line", vi="Tên", en="Name", required=True, also=("Tên cơ hội", "Cơ hội", "Opportunity", "Deal"),
    ),
    "customer": Field(
        look="record", vi="Mã khách hàng", en="Customer code", required=True, also=("Mã KH", "Khách hàng", "Customer"),
    ),
    "owner": Field(look="employee", vi="Người phụ trách", en="Owner", also=_OWNERS),
    "stage": Field(
        look="entry", vi="Giai đoạn", en="Stage", also=("Trạng thái", "Status"), catalog="opportunity-stages",
    ),
    "probability": Field(look="percent", vi="Xác suất (%)", en="Probability (%)", also=("Xác suất", "Probability")),
    "expected_value": Field(
        look="number", vi="Giá trị kỳ vọng", en="Expected value",
        also=("Giá trị", "Giá trị dự kiến", "Value", "Amount"),
    ),
    "expected_close": Field(
        look="date", vi="Dự kiến chốt", en="Expected close", required=True, also=("Ngày dự kiến chốt", "Close date"),
    ),
    "opened": Field(look="date", vi="Ngày mở", en="Opened", also=("Ngày tạo", "Opened on")),
    "expires": Field(look="date", vi="Hết hạn", en="Expires", also=("Ngày hết hạn", "Expiry date")),
    "priority": Field(look="integer", vi="Ưu tiên", en="Priority", also=("Độ ưu tiên",)),
    "source": Field(look="entry", vi="Nguồn", en="Source", catalog="sources"),
    "type": Field(
        look="entry", vi="Loại", en="Type", also=("Loại cơ hội", "Opportunity type"), catalog="opportunity-types",
    ),
    "campaign": Field(look="entry", vi="Chiến dịch", en="Campaign", catalog="campaigns"),
    "team": Field(look="entry", vi="Nhóm bán hàng", en="Team", also=("Đội", "Sales team"), catalog="teams"),
    "email": Field(look="email", vi="Email", en="Email", also=_EMAILS),
    "phone": Field(look="phone", vi="Điện thoại", en="Phone", also=_PHONES),
    "address": Field(look="line", vi="Địa chỉ", en="Address"),
    "lost_reason": Field(
        look="entry", vi="Lý do thất bại", en="Lost reason", also=("Lý do thua",), catalog="lost-reasons",
    ),
    "lost_note": Field(look="prose", vi="Diễn giải lý do thua", en="Lost because", also=("Diễn giải thất bại",)),
    "notes": Field(look="prose", vi="Ghi chú", en="Notes", also=_NOTES),
}  # fmt: skip
_PRODUCT = {
    "code": Field(
        look="code", vi="Mã", en="Code", required=True, also=("Mã sản phẩm", "Mã hàng", "Mã SP", "SKU", "Product code"),
    ),
    "name": Field(
        look="line", vi="Tên", en="Name", required=True, also=("Tên sản phẩm", "Tên hàng", "Sản phẩm", "Product"),
    ),
    "unit": Field(look="line", vi="Đơn vị", en="Unit", also=("Đơn vị tính", "ĐVT", "UOM")),
    "price": Field(look="number", vi="Đơn giá", en="Price", also=("Giá", "Giá bán", "Unit price")),
    "tax": Field(look="percent", vi="Thuế (%)", en="Tax (%)", also=("Thuế", "Thuế suất", "Thuế GTGT", "VAT", "Tax")),
    "active": Field(look="yes_no", vi="Đang dùng", en="Active", also=("Đang bán", "Sử dụng")),
    "note": Field(look="prose", vi="Ghi chú", en="Note", also=_NOTES),
}  # fmt: skip

FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    "leads": _CUSTOMER, "customers": _CUSTOMER, "contacts": _CONTACT, "opportunities": _OPPORTUNITY,
    "products": _PRODUCT,
}  # fmt: skip
