"""What is sent by itself: an introduction to a new lead, and what follows from its conversion (J1)."""

from collections.abc import Mapping
from typing import Any

import pytest

from kernel import aws, keys
from kernel.values import decode
from outbox.rules import Message
from tests.mailing.sent import Sent, sent
from tests.world import Answer, Person, World, deliver

LAN = "lan@khach.vn"
ASKED = {"type": "water", "answers": {"discharge-capacity": "500", "production-sector": "wastewater"}}


class Firm:
    """A company, and what it sends."""

    def __init__(self, world: World, admin: Person) -> None:
        self.world, self.admin = world, admin
        self.staff = world.employee(admin.department, "S1")

    def call(self, method: str, path: str, body: Any = None, by: Person | None = None, **headers: Any) -> Answer:
        answer = self.world.call(method, path, body, by=by or self.admin, headers=headers)
        assert answer.status < 300, answer.raw
        return answer

    def lead(self, by: Person | None = None, **fields: Any) -> str:
        return str(self.call("POST", "/v1/leads", {"name": "Hoà <b>", "emails": [LAN], **fields}, by)["id"])

    def mails(self) -> list[Sent]:
        """What was sent until now, once everything has run dry."""
        self.world.pump()
        return sent()

    def messages(self) -> dict[str, Message]:
        found = (one for one in self.world.items() if one["sk"]["S"] == keys.MESSAGE)
        return {m.id: m for m in (Message.model_validate(decode(one["value"])) for one in found)}

    def states(self) -> dict[str, tuple[str, str | None]]:
        return {m.kind: (m.state, m.reason) for m in self.messages().values()}


@pytest.fixture
def firm(world: World, admin: Person) -> Firm:
    return Firm(world, admin)


def test_a_new_lead_is_introduced_once(firm: Firm):
    lead = firm.lead()
    (mail,) = firm.mails()
    assert mail.to == [LAN]
    assert mail.subject == "Acme kính chào Hoà <b>"
    assert "Hoà &lt;b&gt;" in mail.html
    assert "An" in mail.html
    deliver(firm.world.history)
    assert len(firm.mails()) == 1
    message = firm.messages()[f"introduction-{lead}"]
    assert (message.state, message.customer, message.about) == ("sent", lead, lead)


def test_the_same_request_twice_introduces_once(firm: Firm):
    for _ in range(2):
        firm.call("POST", "/v1/leads", {"name": "A", "emails": [LAN]}, None, **{"idempotency-key": "k"})
    assert len(firm.mails()) == 1


def test_who_has_no_address_or_is_no_lead_is_not_introduced(firm: Firm):
    firm.lead(emails=[])
    firm.call("POST", "/v1/partners", {"name": "Đối tác", "emails": [LAN]})
    assert firm.mails() == []
    assert firm.messages() == {}


def test_a_copy_is_no_second_introduction(firm: Firm):
    lead = firm.lead()
    firm.call("POST", f"/v1/customers/{lead}/copy", {})
    assert len(firm.mails()) == 1


def test_it_says_by_tags_of_whom_it_is(firm: Firm, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict[str, Any]] = []
    real = aws.ses()

    class Noting:
        def send_email(self, **request: Any) -> Mapping[str, str]:
            asked.append(request)
            return real.send_email(**request)

    monkeypatch.setattr(aws, "ses", Noting)
    lead = firm.lead()
    firm.world.pump()
    tags = {one["Name"]: one["Value"] for one in asked[0]["EmailTags"]}
    assert tags == {"tenant": "acme", "customer": lead, "message": f"introduction-{lead}", "kind": "introduction"}
    assert asked[0]["ReplyToAddresses"] == ["an@acme.example"]
    assert asked[0]["FromEmailAddress"].startswith("Acme <")


def test_who_is_deleted_merged_or_unreachable_meanwhile_is_not_written_to(firm: Firm):
    gone, absorbed, silent, other = firm.lead(), firm.lead(), firm.lead(), firm.lead(emails=[])
    firm.call("DELETE", f"/v1/leads/{gone}", None, None, **{"if-match": '"1"'})
    firm.call("POST", f"/v1/leads/{other}/merge", {"absorbed": absorbed})
    firm.call("PATCH", f"/v1/leads/{silent}", {"emails": []})
    assert firm.mails() == []
    assert {m.about: m.reason for m in firm.messages().values()} == {
        gone: "customer_gone", absorbed: "merged", silent: "no_address",
    }  # fmt: skip


def test_a_conversion_is_confirmed_to_the_customer_and_told_to_the_owner(firm: Firm):
    lead = firm.lead(firm.staff, requirement=ASKED, note="khó tính", phones=["0912345678"])
    firm.mails()
    firm.call("POST", f"/v1/leads/{lead}/convert")
    confirmation, notice = sorted(firm.mails()[1:], key=lambda mail: mail.to[0] != LAN)
    assert confirmation.to == [LAN]
    assert notice.to == ["s1@acme.example"]
    assert "Trạm quan trắc nước" in confirmation.html
    assert "Lĩnh vực sản xuất: Nước thải" in confirmation.html
    assert "khó tính" not in confirmation.html
    assert 'href="tel:+84912345678"' in notice.html
    assert "Hoà &lt;b&gt;" in notice.html
    assert firm.states() == dict.fromkeys(("introduction", "confirmation", "notice"), ("sent", None))


def test_who_becomes_an_opportunity_hears_of_it_once_and_its_assignee_too(firm: Firm):
    lead = firm.lead(name="Nhà máy A")
    body = {
        "assignee": firm.staff.id,
        "name": "Trạm số 2",
        "expected_value": "620000000",
        "expected_close": "2099-03-31",
    }
    for _ in range(2):
        deal = firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", body)["opportunity"]["id"]
    _, *mails = firm.mails()
    confirmation, notice = sorted(mails, key=lambda mail: mail.to[0] != LAN)
    assert (confirmation.to, confirmation.subject) == ([LAN], "Acme: xác nhận nội dung đã trao đổi – Trạm số 2")
    assert (notice.to, notice.subject) == (["s1@acme.example"], "Giao việc: Trạm số 2")
    assert "620.000.000 VND" in notice.html
    assert "31/03/2099" in notice.html
    assert "Nhà máy A" not in notice.html, "the assignee does not see the customer"
    assert firm.messages().keys() >= {f"confirmation-{deal}", f"notice-{deal}"}


def test_a_lead_that_is_linked_is_confirmed_at_its_own_address(firm: Firm):
    known = firm.lead(name="Nhà máy", emails=["chung@khach.vn"])
    lead = firm.lead()
    firm.mails()
    firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", {"customer": "link", "link_to": known})
    assert [mail.to for mail in firm.mails()[2:]].count([LAN]) == 1
    assert {state for state, _ in firm.states().values()} == {"sent"}


def test_an_opportunity_that_is_deleted_meanwhile_is_told_to_nobody(firm: Firm):
    lead = firm.lead()
    firm.mails()
    deal = firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", {})["opportunity"]["id"]
    firm.call("DELETE", f"/v1/opportunities/{deal}", None, None, **{"if-match": '"1"'})
    assert len(firm.mails()) == 1
    assert firm.states()["confirmation"] == firm.states()["notice"] == ("void", "gone")


def test_an_assignee_who_left_is_told_nothing(firm: Firm):
    lead = firm.lead()
    firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", {"assignee": firm.staff.id, "customer": "leave"})
    firm.call("PATCH", f"/v1/employees/{firm.staff.id}", {"active": False})
    assert [mail.to for mail in firm.mails()] == [[LAN], [LAN]]
    assert firm.states()["notice"] == ("void", "assignee_inactive")


def test_english_companies_write_english(firm: Firm):
    firm.call("PUT", "/v1/settings", {"locale": "en", "time_zone": "Europe/Berlin", "currency": "EUR"})
    lead = firm.lead(name="Hoa", requirement=ASKED)
    firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", {"expected_value": "1234.5"})
    subjects = {mail.subject for mail in firm.mails()}
    assert subjects == {"Acme welcomes Hoa", "Acme: what we discussed – Hoa", "Assigned to you: Hoa"}
    assert any("1,234.5 EUR" in mail.html for mail in sent())
    assert any("Production sector: Wastewater" in mail.html for mail in sent())
