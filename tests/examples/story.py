"""A company's first weeks: one call of each operation that people use, with what they would really say."""

from datetime import timedelta
from typing import Any

import pytest

from export import contents
from kernel import aws, clock
from tests.campaigns.letters import TEMPLATE, keep
from tests.documents.storage import send, upload
from tests.examples.recording import Recording
from tests.imports.files import text
from tests.letters.test_messages import Refusing
from tests.printing.papers import made_template

LEAD: dict[str, Any] = {
    "name": "Nguyễn Thị Hoà", "company": "Công ty CP Nước sạch Hoà Bình", "kind": "person", "sector": "water",
    "tax_code": "5400123456",
    "phones": ["0912 345 678"], "emails": ["hoa.nguyen@nuochoabinh.example"], "website": "https://nuochoabinh.example",
    "address": "12 Cù Chính Lan, Hoà Bình", "source": "referral", "groups": ["vip", "north"], "priority": 2,
    "expected_revenue": "800000000", "expected_close": "2026-12-20", "description": "Trạm quan trắc nước thải tự động",
}  # fmt: skip
LADDER: dict[str, Any] = {
    "basis": "revenue", "automatic": True,
    "tiers": [
        {"id": "bronze", "name": {"vi": "Đồng", "en": "Bronze"}, "colour": "#B08D57", "discount": "2",
         "min_amount": "100000000"},
        {"id": "silver", "name": {"vi": "Bạc", "en": "Silver"}, "colour": "#9AA5B1", "discount": "5",
         "min_amount": "500000000"},
    ],
}  # fmt: skip
LINES = [{"name": "Trạm quan trắc nước thải", "quantity": "1", "price": "620000000"}]


def tell(say: Recording) -> None:
    """Play it."""
    people = _people(say)
    _settings(say)
    lead = _leads(say, people)
    _attached(say, lead)
    _sales(say, lead, people)
    _scores(say, lead)
    _mail(say, lead)
    _sites(say, people)
    _many(say, lead, people)
    _imports(say)
    _removed(say)
    _failed(say)


def _people(say: Recording) -> dict[str, str]:
    say("GET", "/v1/me")
    sales = say("POST", "/v1/departments", {"code": "KDHN", "name": "Kinh doanh Hà Nội"})["id"]
    ids = {"sales": sales}
    for code, name, user, role in (
        ("NV01", "Lê Thu Hà", "ha", "manager"), ("NV02", "Nguyễn Hoàng Minh", "minh", "staff"),
    ):  # fmt: skip
        body = {"code": code, "name": name, "email": f"{user}@saoviet.example", "phone": "0903 111 222",
                "department": sales, "role": role}  # fmt: skip
        ids[user] = say("POST", "/v1/employees", body)["id"]
    say("PATCH", f"/v1/departments/{sales}", {"manager": ids["ha"]})
    say("PATCH", f"/v1/employees/{ids['minh']}", {"phone": "0903 222 333"})
    say("GET", "/v1/employees", limit=2)
    say("GET", "/v1/departments")
    return ids


def _settings(say: Recording) -> None:
    say("GET", "/v1/settings")
    say("PUT", "/v1/settings", {"locale": "vi", "time_zone": "Asia/Ho_Chi_Minh", "currency": "VND"})
    say("POST", "/v1/catalogs/sources", {"code": "tiktok", "name": {"vi": "TikTok", "en": "TikTok"}})
    say("PATCH", "/v1/catalogs/sources/tiktok", {"order": 3})
    say("GET", "/v1/catalogs/stages")
    book = {"code": "BG-HN", "name": {"vi": "Báo giá Hà Nội", "en": "Quotes, Hà Nội"}, "kind": "quote",
            "prefix": "BG{YYYY}-", "padding": 5, "reset": "yearly"}  # fmt: skip
    say("POST", "/v1/voucher-books", book)
    say("PUT", "/v1/tiers", LADDER)
    say("GET", "/v1/tiers")
    say("POST", "/v1/products", {
        "code": "TQT-NT", "name": "Trạm quan trắc nước thải", "unit": "bộ", "price": "620000000", "tax": "8",
        "discounts": {"silver": "5"},
    })  # fmt: skip


def _leads(say: Recording, people: dict[str, str]) -> str:
    lead: str = say("POST", "/v1/leads", {**LEAD, "owner": people["minh"]})["id"]
    other = say("POST", "/v1/leads", {"name": "Nhiệt điện Vĩnh Tân", "kind": "organisation", "source": "exhibition",
                                      "emails": ["lienhe@vinhtan.example"]})["id"]  # fmt: skip
    twin = say("POST", "/v1/leads", {"name": "Hoà Nguyễn", "phones": ["+84912345678"]})["id"]
    say.world.pump()
    say("POST", "/v1/duplicates", {"name": "Hoà", "phones": ["0912345678"]})
    say("POST", f"/v1/leads/{lead}/merge", {"absorbed": twin})
    say.world.pump()
    say("GET", f"/v1/leads/{lead}")
    say("GET", "/v1/leads", sort="score", stage="new", limit=2)
    say("GET", "/v1/search", q="nguyen hoa")
    say("PATCH", f"/v1/leads/{lead}", {"priority": 3, "labels": ["hot"]})
    say("POST", f"/v1/leads/{lead}/stage", {"stage": "interested"})
    say("POST", f"/v1/leads/{other}/lost", {"reason": "price", "note": "Chọn nhà cung cấp rẻ hơn"})
    say("POST", f"/v1/leads/{other}/reopen")
    say("POST", f"/v1/customers/{lead}/share", {
        "mode": "add", "departments": [people["sales"]], "categories": ["profile", "activities", "quotes"],
    })  # fmt: skip
    say("POST", f"/v1/customers/{other}/transfer", {"employees": [people["minh"]], "carry_over": ["open_activities"]})
    say("POST", f"/v1/customers/{other}/copy", {"name": "Nhiệt điện Vĩnh Tân 2"})
    say("POST", f"/v1/customers/{other}/code", {"code": "VINHTAN"})
    say("POST", "/v1/partners", {"name": "Công ty Thiết bị Minh Long", "kind": "organisation"})
    return lead


def _attached(say: Recording, lead: str) -> None:
    contact = say("POST", "/v1/contacts", {
        "customer": lead, "name": "Trần Văn Bình", "title": "Trưởng phòng kỹ thuật", "phones": ["0988 777 666"],
        "emails": ["binh.tran@nuochoabinh.example"], "primary": True,
    })["id"]  # fmt: skip
    say("PATCH", f"/v1/contacts/{contact}", {"birthday": "1985-04-30"})
    say("POST", "/v1/cards", {"customer": lead, "number": "VIP-0001", "kind": "vip", "issued": "2026-01-15",
                              "points": 120})  # fmt: skip
    say("POST", "/v1/warranties", {"customer": lead, "product": "Máy đo pH", "serial": "PH-2210-77",
                                   "start": "2026-02-01", "end": "2028-01-31"})  # fmt: skip
    say("POST", "/v1/links", {"customer": lead, "kind": "project", "title": "Dự án Hoà Bình 2", "outside_id": "DA-17",
                              "url": "https://du-an.example/17"})  # fmt: skip
    document = str(upload(say.world, say.by, lead)["id"])
    say("GET", f"/v1/documents/{document}")
    for end, told in (("sign", {"signed_on": "2026-11-19"}), ("reject", {"note": "Sai điều khoản thanh toán"})):
        dossier = say("POST", "/v1/dossiers", {
            "customer": lead, "title": "Hợp đồng nguyên tắc", "documents": [document],
            "signers": [{"name": "Trần Văn Bình", "email": "binh.tran@nuochoabinh.example"}],
        })["id"]  # fmt: skip
        say("POST", f"/v1/dossiers/{dossier}/send")
        say("GET", f"/v1/dossiers/{dossier}/verify")
        say("POST", f"/v1/dossiers/{dossier}/{end}", told)
    template = made_template(say.world, say.by)
    say("POST", f"/v1/print-templates/{template}/render", {"customer": lead})
    task = say("POST", "/v1/activities", {
        "customer": lead, "type": "survey", "subject": "Khảo sát trạm", "start": "2026-12-01T08:30:00+07:00",
        "deadline": "2026-12-01T10:00:00+07:00", "priority": 2,
    })["id"]  # fmt: skip
    say("PATCH", f"/v1/activities/{task}", {"status": "in_progress"})
    say("POST", f"/v1/activities/{task}/complete", {"result": "Đã đo đạc, khách đồng ý phương án"})


def _sales(say: Recording, lead: str, people: dict[str, str]) -> None:
    deal = say("POST", "/v1/opportunities", {
        "customer": lead, "name": "Trạm quan trắc Hoà Bình", "expected_close": "2026-12-20", "owner": people["minh"],
        "expected_value": "620000000", "lines": LINES,
    })["id"]  # fmt: skip
    say("POST", "/v1/opportunities/quick", {"customer": lead, "name": "Bảo trì năm 2027", "expected_value": "45000000"})
    say("POST", f"/v1/opportunities/{deal}/stage", {})
    say("POST", f"/v1/leads/{lead}/convert")
    before: dict[str, str] | None = None
    for kind in ("quote", "order", "contract"):
        body: dict[str, Any] = {"date": "2026-11-20"}
        if before is None:
            body |= {"customer": lead, "opportunity": deal, "lines": LINES}
        else:
            body["parent"] = before
        made = say("POST", f"/v1/{kind}s", body)["id"]
        say("POST", f"/v1/{kind}s/{made}/confirm")
        before = {"kind": kind, "id": made}
    receipt = say("POST", "/v1/receipts", {"parent": before, "date": "2026-11-21", "amount": "200000000"})["id"]
    say("POST", f"/v1/receipts/{receipt}/confirm")
    say("POST", "/v1/adjustments", {"customer": lead, "date": "2026-11-21", "amount": "-500000", "reason": "Làm tròn"})
    say.world.pump()
    say("GET", f"/v1/debts/{lead}")


def _scores(say: Recording, lead: str) -> None:
    say("GET", f"/v1/scores/{lead}")
    say("POST", f"/v1/scores/{lead}/adjustments", {"points": 10, "reason": "Giám đốc đến thăm gian hàng"})
    rules = say("GET", "/v1/scoring/rulebook")["rules"]
    draft = say("POST", "/v1/scoring/drafts", {"title": "Bấm vào liên kết đáng giá hơn", "rules": rules[:3]})["id"]
    preview = say("POST", f"/v1/scoring/drafts/{draft}/preview")["job"]
    tested = say("POST", f"/v1/scoring/drafts/{draft}/back-test", {"begins": "2026-01-01", "ends": "2026-10-31"})["job"]
    ladder = say("POST", "/v1/tiers/preview", {**LADDER, "tiers": LADDER["tiers"][:1]})["job"]
    say.world.pump()
    say("GET", f"/v1/scoring/previews/{preview}")
    say("GET", f"/v1/scoring/previews/{preview}/moves")
    say("GET", f"/v1/scoring/back-tests/{tested}")
    say("GET", f"/v1/tiers/previews/{ladder}")
    say("GET", f"/v1/tiers/previews/{ladder}/moves")
    say("PUT", f"/v1/tiers/customers/{lead}", {"tier": "silver", "reason": "Khách hàng chiến lược"})


def _mail(say: Recording, lead: str) -> None:
    wording = {"subject": "Chào mừng {{ name }}", "text": "Cảm ơn {{ name }} đã quan tâm."}
    say("POST", "/v1/email/templates", {
        "code": "gioi-thieu", "name": "Giới thiệu", "purpose": "message", "vi": wording, "en": None,
    })  # fmt: skip
    say("POST", "/v1/email/templates/gioi-thieu/preview", {"customer": lead, "language": "vi"})
    say("POST", "/v1/messages/sendings", {
        "wording": {"channel": "email", "subject": "Lịch khảo sát", "text": "Chúng tôi sẽ đến lúc 8:30 ngày 1/12."},
        "records": [lead],
    })  # fmt: skip
    _campaign(say)


def _campaign(say: Recording) -> None:
    keep(say.by.tenant, TEMPLATE)
    path = "/v1/mailing/campaigns"
    draft = {"code": "thang-12", "name": "Ưu đãi tháng 12", "template": TEMPLATE.code, "shelf": "lead",
             "language": "vi", "audience": {"source": ["exhibition"]}}  # fmt: skip
    one = say("POST", path, draft)["id"]
    soon = f"{clock.now() + timedelta(days=7):%Y-%m-%dT09:00}"
    say("POST", f"{path}/{one}/schedule", {"at": soon, "time_zone": "Asia/Ho_Chi_Minh"})
    say("POST", f"{path}/{one}/unschedule")
    for step in ("start", "pause", "resume", "cancel"):
        say("POST", f"{path}/{one}/{step}")


def _sites(say: Recording, people: dict[str, str]) -> None:
    say("POST", "/v1/sites/streams", {"code": "www", "name": "Trang chủ"})
    say("POST", "/v1/sites/forms", {
        "code": "lien-he", "name": "Liên hệ", "fields": [{"site": "ho_ten", "lead": "name"}],
        "defaults": {"owner": people["minh"], "source": "website"}, "origins": ["https://saoviet.example"],
    })  # fmt: skip


def _many(say: Recording, lead: str, people: dict[str, str]) -> None:
    other = say("POST", "/v1/leads", {"name": "Xi măng Hoàng Thạch"})["id"]
    say(
        "POST", "/v1/bulk", {"action": {"kind": "groups", "mode": "add", "groups": ["north"]}, "records": [lead, other]}
    )
    say("GET", "/v1/exports/columns", kind="customers")
    made = say("POST", "/v1/exports", {"kind": "customers", "columns": ["code", "name", "stars", "tier"]})["id"]
    say("POST", f"/v1/exports/{say('POST', '/v1/exports', {'kind': 'lost'})['id']}/cancel")
    say.world.pump()
    say("GET", f"/v1/exports/{made}")
    say("POST", "/v1/leads/" + other + "/convert-to-opportunity", {
        "customer": "create", "assignee": people["minh"], "name": "Hệ thống đo bụi", "expected_close": "2027-01-31",
    })  # fmt: skip


def _imports(say: Recording) -> None:
    """A list from a fair, tested, imported, and taken back; and one that comes to nothing."""
    say("GET", "/v1/imports/template", kind="leads", language="vi")
    fair = [["Tên khách hàng", "SĐT", "Email", "Ghi chú"],
            ["Gốm sứ Bát Tràng", "0912 000 111", "mua@gomsu.example", ""],
            ["Chè Thái Nguyên", "0912 000 222", "mua(at)che.example", "gọi buổi sáng"]]  # fmt: skip
    content = text(fair)
    made = say("POST", "/v1/imports", {"kind": "leads", "filename": "hoi-cho.csv", "size": len(content)})
    one = f"/v1/imports/{made['id']}"
    send(made["upload"], content)
    say("POST", f"{one}/uploaded")
    say.world.pump()
    say("GET", one)
    say("GET", f"{one}/sheets")
    say("PUT", f"{one}/mapping", {"sheet": 1, "duplicates": "skip", "introduce": False})
    say("POST", f"{one}/test")
    say.world.pump()
    say("GET", f"{one}/rows", outcome="error")
    say("GET", f"{one}/file")
    say("POST", f"{one}/import", {"plan": say("GET", one)["plan"]})
    say("POST", f"{one}/cancel")
    say("POST", f"{one}/retry")
    say.world.pump()
    say("POST", f"{one}/undo")
    say("GET", "/v1/imports")


def _removed(say: Recording) -> None:
    """What is taken away, and taken back; a document whose number was typed leaves no gap."""
    for relationship in ("leads", "customers"):
        one = say("POST", "/v1/leads", {"name": "Hoá chất Việt Trì", "code": f"XOA-{relationship}"})["id"]
        path = f"/v1/{relationship}/{one}"
        if relationship == "customers":
            say("POST", f"/v1/leads/{one}/convert")
            twin = say("POST", "/v1/leads", {"name": "Hoá chất Việt Trì 2"})["id"]
            say("POST", f"/v1/leads/{twin}/convert")
            say.world.pump()
            say("POST", f"{path}/merge", {"absorbed": twin})
            say.world.pump()
        say.world.pump()
        version = say("GET", f"{path}/deletion")["version"]
        say("DELETE", path, headers={"if-match": f'"{version}"'})
        say("POST", f"{path}/recover")
    for kind in ("quotes", "orders", "contracts", "receipts", "payment-slips"):
        body = {"customer": one, "date": "2026-11-20", "amount": "1000000", "number": f"TAY-{kind}"}
        say("DELETE", f"/v1/{kind}/{say('POST', f'/v1/{kind}', body)['id']}")
    deal = say("POST", "/v1/opportunities/quick", {"customer": one, "name": "Hoá chất xử lý nước"})["id"]
    say("POST", f"/v1/opportunities/{deal}/stage", {"stage": "won"})
    say("POST", f"/v1/opportunities/{deal}/reopen", {"stage": "negotiating"})


def _failed(say: Recording) -> None:
    """What failed, and is tried again."""
    one = say("POST", "/v1/leads", {"name": "Dệt may Nam Định", "emails": ["mua@detmay.example"]})["id"]
    made = say("POST", "/v1/exports", {"kind": "leads"})["id"]
    job = say("POST", "/v1/bulk", {"action": {"kind": "next_stage"}, "records": [one]})["id"]
    say("POST", f"/v1/jobs/{job}/cancel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "contents", _broken)
        patch.setattr(aws, "ses", Refusing())
        say.world.pump()
    say("POST", f"/v1/email/messages/introduction-{one}/resend")
    say("POST", f"/v1/exports/{made}/retry")


def _broken(*_: object, **__: object) -> int:
    raise RuntimeError("no disk")
