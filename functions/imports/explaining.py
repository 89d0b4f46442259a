"""What a template says of its columns: how a cell is written, and an example. Plain."""

from collections.abc import Mapping

from imports.columns import Field, Kind, Look
from kernel.problems import Language

type Said = Mapping[Language, str]

TITLES: Mapping[Kind, Said] = {
    "leads": {"vi": "Khách hàng tiềm năng", "en": "Leads"},
    "customers": {"vi": "Khách hàng", "en": "Customers"},
    "contacts": {"vi": "Liên hệ", "en": "Contacts"},
    "opportunities": {"vi": "Cơ hội", "en": "Opportunities"},
    "products": {"vi": "Sản phẩm", "en": "Products"},
}
HELP: Said = {"vi": "Hướng dẫn nhập", "en": "How to import"}
LISTS: Said = {"vi": "Giá trị để chọn", "en": "Values to choose"}
OURS = frozenset({*HELP.values(), *LISTS.values()})
"""Sheets that a template has besides that for the rows: nobody means to import them."""
HEADERS: Mapping[Language, tuple[str, ...]] = {
    "vi": ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ"), "en": ("Column", "Required", "How to write it", "Example"),
}  # fmt: skip
REQUIRED: Said = {"vi": "có", "en": "yes"}
NOTES: Mapping[Language, tuple[str, ...]] = {
    "vi": (
        "Mỗi dòng là một bản ghi; cột có dấu * là bắt buộc khi tạo mới. Có thể bỏ, đổi chỗ hoặc đổi tên cột.",
        "Nhập xong hãy chạy kiểm tra: hệ thống nói rõ từng dòng sẽ được tạo, cập nhật, bỏ qua hay lỗi, rồi mới nhập.",
        "Công thức không được tính lại: giá trị đang hiện trong ô được dùng.",
    ),
    "en": (
        "Each row is one record; a column with * is required for a new one. Columns may be left out, moved or renamed.",
        "After uploading, run the test: it says of each row what would become of it. Only then is anything imported.",
        "Formulas are not computed again: what the cell shows is taken.",
    ),
}

_HOW: Mapping[Look, tuple[str, str]] = {
    "line": ("Chữ, một dòng", "Text, one line"),
    "prose": ("Chữ, có thể nhiều dòng", "Text, perhaps several lines"),
    "code": (
        "Chữ không dấu, số, dấu chấm, gạch; tối đa 40. Để trống: hệ thống tự đặt",
        "Letters, figures, dots, dashes; at most 40. Left empty, one is given",
    ),
    "phones": ("Một hoặc nhiều số, cách nhau bằng dấu ;", "One number or several, with ; between them"),
    "phone": ("Một số điện thoại", "One phone number"),
    "emails": ("Một hoặc nhiều địa chỉ, cách nhau bằng dấu ;", "One address or several, with ; between them"),
    "email": ("Một địa chỉ email", "One email address"),
    "entry": ("Chọn trong danh sách", "Choose from the list"),
    "entries": (
        "Chọn trong danh sách; nhiều mục thì cách nhau bằng dấu ;",
        "Choose from the list; several with ; between them",
    ),
    "employee": (
        "Chọn trong danh sách: tên, mã hoặc email nhân viên đang làm việc",
        "Choose from the list: name, code or email of an employee who works here",
    ),
    "record": (
        "Mã, số điện thoại, email hoặc mã số thuế của khách hàng đã có",
        "Code, phone, email or tax code of a customer that is there",
    ),
    "integer": ("Số nguyên", "A whole number"),
    "number": ("Số", "A number"),
    "percent": ("Số phần trăm: 8 hoặc 8%", "Percent: 8 or 8%"),
    "date": ("Ngày, hoặc chữ dạng ngày/tháng/năm", "A date, or text as day/month/year"),
    "yes_no": ("Có hoặc Không", "Yes or No"),
    "choice": ("Chọn trong danh sách", "Choose from the list"),
}
_EXAMPLES: Mapping[str, str] = {
    "name": "Nguyễn Thị Hoà", "company": "Công ty TNHH Đông Á", "tax_code": "0312345678", "website": "https://donga.vn",
    "address": "12 Lê Lợi, Quận 1, TP. HCM", "customer": "KH-00123", "title": "Trưởng phòng mua hàng", "unit": "Cái",
    "code": "KH-00123", "number": "CH-0001",
}  # fmt: skip
_OF_LOOK: Mapping[Look, str] = {
    "phones": "0912345678; 02838123456", "phone": "0912345678", "emails": "hoa@donga.vn", "email": "hoa@donga.vn",
    "integer": "2", "number": "15000000", "percent": "8", "date": "31/12/2026", "line": "…", "prose": "…",
}  # fmt: skip


def how(field: Field, language: Language) -> str:
    """How a cell of a field is written."""
    return _HOW[field.look][language == "en"]


def example(name: str, field: Field, choices: tuple[str, ...]) -> str:
    """A cell as it may look; of what is chosen from a list the first one there."""
    return choices[0] if choices else _EXAMPLES.get(name, _OF_LOOK.get(field.look, ""))
