"""What mails are for, and what can be named in each: an allow-list for each purpose. Nothing else reaches a template.

Every variable is text, ready to be read: amounts, days and moments are written before they come here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.problems import Language
from letters.rules import Value, Variables

type Rows = frozenset[str]
"""What each row of a list has; nothing, where the rows are plain text."""

ANSWERS: Rows = frozenset({"label", "text"})
PHONES: Rows = frozenset({"text", "link"})

_COMPANY = ("tenant", "owner", "owner_email", "owner_phone", "today")
_CUSTOMER = ("name", "company", "code", "email", "phone", "address", *_COMPANY)
_OPPORTUNITY = ("opportunity", "number", "expected_close", "expected_value", "request", "description")


@dataclass(frozen=True)
class Purpose:
    """What a mail is for. `needed`: what is always there, the others may be empty."""

    texts: frozenset[str]
    lists: Mapping[str, Rows] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    """Those of the texts that are whole addresses, and may be what a link leads to."""
    needed: frozenset[str] = frozenset({"name"})

    @property
    def variables(self) -> frozenset[str]:
        """All that can be named."""
        return self.texts | self.lists.keys()

    def complete(self, variables: Variables) -> dict[str, Value]:
        """All that can be named, and nothing besides: what is not known is empty."""
        empty: dict[str, Value] = {**dict.fromkeys(self.texts, ""), **dict.fromkeys(self.lists, ())}
        return empty | {name: value for name, value in variables.items() if name in self.variables}


_TO_CUSTOMER = frozenset(_CUSTOMER)
PURPOSES: Mapping[str, Purpose] = {
    "introduction": Purpose(_TO_CUSTOMER),
    "confirmation": Purpose(_TO_CUSTOMER | set(_OPPORTUNITY), {"answers": ANSWERS}),
    "notice": Purpose(
        _TO_CUSTOMER | set(_OPPORTUNITY) | {"assignee"}, {"answers": ANSWERS, "phones": PHONES},
        needed=frozenset({"assignee"}),
    ),
    "reminder": Purpose(
        frozenset({"subject", "start", "deadline", "name", "assignee", "tenant"}), {"phones": PHONES},
        needed=frozenset({"subject", "assignee"}),
    ),
    "tier_notice": Purpose(
        frozenset({"name", "tier", "tier_before", "cause", "grounds", "assignee", "tenant"}),
        needed=frozenset({"name", "grounds", "assignee"}),
    ),
    "campaign": Purpose(_TO_CUSTOMER | {"unsubscribe"}, links=frozenset({"unsubscribe"}),
                        needed=frozenset({"name", "unsubscribe"})),
    "message": Purpose(_TO_CUSTOMER),
}  # fmt: skip
"""The first five are sent by themselves, each through the template of its name; of the others there are many."""

_SAMPLE: Mapping[str, tuple[Value, Value]] = {
    "name": ("Nguyễn Hoà", "Nguyễn Hoà"),
    "company": ("Công ty Nước sạch Hoà Bình", "Hoa Binh Water Company"),
    "code": ("L-7K2M9QXA", "L-7K2M9QXA"),
    "email": ("hoa@example.com", "hoa@example.com"),
    "phone": ("0912 345 678", "0912 345 678"),
    "address": ("12 Lê Lợi, Huế", "12 Le Loi, Hue"),
    "tenant": ("Công ty của bạn", "Your company"),
    "owner": ("Trần An", "Tran An"),
    "assignee": ("Trần An", "Tran An"),
    "owner_email": ("an@example.com", "an@example.com"),
    "owner_phone": ("024 3825 0000", "024 3825 0000"),
    "today": ("05/01/2026", "5 January 2026"),
    "opportunity": ("Trạm quan trắc nước thải", "Waste water station"),
    "number": ("CH-0012", "CH-0012"),
    "expected_close": ("31/03/2026", "31 March 2026"),
    "expected_value": ("620.000.000 VND", "620,000,000 VND"),
    "request": ("Trạm quan trắc nước", "Water monitoring station"),
    "description": ("Lắp thêm một trạm ở cửa xả số 2.", "One more station at the second outlet."),
    "answers": (
        ({"label": "Ngành sản xuất", "text": "Xử lý nước thải"}, {"label": "Công suất xả", "text": "500"}),
        ({"label": "Production sector", "text": "Waste water"}, {"label": "Discharge capacity", "text": "500"}),
    ),
    "phones": (({"text": "0912 345 678", "link": "tel:+84912345678"},),) * 2,
    "tier": ("Vàng", "Gold"),
    "tier_before": ("Bạc", "Silver"),
    "cause": ("Chứng từ thay đổi", "Documents changed"),
    "grounds": ("Tiền đã thu 120.000.000 ≥ 100.000.000", "Receipts 120,000,000 ≥ 100,000,000"),
    "subject": ("Gọi lại khách", "Call the customer back"),
    "start": ("09:00 ngày 05/01/2026", "09:00 5 January 2026"),
    "deadline": ("17:00 ngày 05/01/2026", "17:00 5 January 2026"),
    "unsubscribe": ("https://example.com/unsubscribe", "https://example.com/unsubscribe"),
}


def sample(purpose: str, language: Language) -> dict[str, Value]:
    """Values to show a template with."""
    return {name: _SAMPLE[name][language == "en"] for name in PURPOSES[purpose].variables}


def barest(purpose: str, language: Language) -> dict[str, Value]:
    """The same, of somebody of whom as little is known as there can be."""
    known = PURPOSES[purpose]
    return known.complete({name: _SAMPLE[name][language == "en"] for name in known.needed})
