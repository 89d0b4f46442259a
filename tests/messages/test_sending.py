"""One wording to many customers, over every channel (J3): to each once, or it says why not."""

from typing import Any

import pytest

from kernel import table
from letters import model as letters
from letters.model import MailTemplateItem
from letters.rules import Template, Wording
from local.zalo import Zalo
from suppression import model as suppression
from tests.channels.conftest import NOW
from tests.mailing.sent import sent
from tests.messages.conftest import SMS, Desk, texts
from tests.world import Person, backend, deliver

EMAIL = {"channel": "email", "subject": "Chào {{name}}", "text": "Kính gửi {{ company }}.\n\nHẹn gặp <lại>"}
ZALO = {"channel": "zalo", "text": "Chào {{name}}"}
ZNS = {"channel": "zns", "template": "7895417", "data": {"customer": "{{name}}", "cid": "PE01"}}


def test_an_email_says_of_each_what_it_names_and_the_rest_is_text(desk: Desk):
    assert desk.sent(EMAIL, desk.lead()) == [("done", None)]
    mail = sent()[0]
    assert (mail.to, mail.subject) == (["lan@x.vn"], "Chào Nguyễn Thị Lan")
    assert "<p>Kính gửi Công ty Lan.</p>" in mail.html
    assert "&lt;lại&gt;" in mail.html
    assert backend("ses").sent_messages[0].source == "Acme <no-reply@leadstream.example>"


def test_an_email_by_a_template_says_what_the_company_worded_in_its_name(desk: Desk):
    wording = Wording("Chào {{ name }}", "Mã của bạn: {{ code }}. {{ owner }}")
    put = [("offer", "message"), ("other", "campaign")]
    for code, purpose in put:
        template = Template(code=code, purpose=purpose, vi=wording)
        table.write(table.put(MailTemplateItem(*letters.place("acme", code), value=template, version=1)))
    lead = desk.lead(code="L-7")
    assert desk.sent({"channel": "email", "template": "offer"}, lead) == [("done", None)]
    mail = sent()[0]
    assert (mail.subject, "Mã của bạn: L-7. S1" in mail.html) == ("Chào Nguyễn Thị Lan", True)
    shown = desk.log(lead)["items"][0]
    assert (shown["state"], shown["wording"]) == ("sent", {"channel": "email", "template": "offer"})
    for code in ("other", "none"):
        refused = desk.send({"channel": "email", "template": code}, lead)
        assert [(one["path"], one["code"]) for one in refused["errors"]] == [("/wording/template", "no_such_template")]


def test_a_text_message_goes_to_the_first_mobile_number(desk: Desk):
    lead = desk.lead(phones=["02838123456", "0912345678"])
    assert desk.sent(SMS, lead) == [("done", None)]
    assert texts() == [("+84912345678", "Chao Nguyễn Thị Lan")]
    assert desk.sent(SMS | {"unaccented": True}, lead) == [("done", None)]
    assert texts()[1] == ("+84912345678", "Chao Nguyen Thi Lan")


def test_zalo_gets_a_message_for_its_user_and_a_notice_for_a_number(desk: Desk, zalo: Zalo):
    lead = desk.lead()
    assert desk.sent(ZALO, lead) == desk.sent(ZNS, lead) == [("done", None)]
    assert zalo.taken[0].body == {
        "recipient": {"user_id": "8711234567890123456"}, "message": {"text": "Chào Nguyễn Thị Lan"},
    }  # fmt: skip
    notice = zalo.taken[1].body
    assert notice["template_data"] == {"customer": "Nguyễn Thị Lan", "cid": "PE01"}
    assert len(notice["tracking_id"]) <= 48


def test_each_is_told_why_nothing_goes_to_it_and_the_others_are_written_to(desk: Desk):
    gone = desk.lead(emails=["gone@x.vn"])
    desk.world.call("DELETE", f"/v1/leads/{gone}", by=desk.staff, headers={"if-match": '"1"'})
    records = [
        desk.lead(), desk.lead(phones=[]), desk.lead(phones=["02838123456"]), gone, desk.lead(by=desk.admin),
        "01JZX5T0Q8V3M4N5P6R7S8T9A1", "no id", desk.lead(name="Đ" * 200),
    ]  # fmt: skip
    assert desk.sent({"channel": "sms", "text": "{{name}}" * 4}, *records) == [
        ("done", None), ("skipped", "no_mobile"), ("skipped", "no_mobile"), ("skipped", "in_trash"),
        ("skipped", "not_found"), ("skipped", "not_found"), ("skipped", "not_found"), ("skipped", "text_too_long"),
    ]  # fmt: skip
    assert len(texts()) == 1


@pytest.mark.parametrize(
    ("wording", "fields", "why"),
    [
        (EMAIL, {"emails": []}, "no_email"),
        (ZALO, {"zalo_user": None}, "no_zalo_user"),
        (ZNS, {"phones": []}, "no_mobile"),
        (ZNS | {"data": {"company": "{{company}}"}}, {"company": None}, "value_missing"),
    ],
)
def test_a_record_without_what_a_channel_needs_is_skipped(desk: Desk, wording: Any, fields: Any, why: str):
    assert desk.sent(wording, desk.lead(**fields)) == [("skipped", why)]


def test_an_address_that_bounced_is_passed_over_and_a_record_without_another_is_skipped(desk: Desk):
    suppression.note("acme", "lan@x.vn", "bounce", NOW, "m1")
    one, other = desk.lead(), desk.lead(emails=["lan@x.vn", "lan2@x.vn"])
    assert desk.sent(EMAIL, one, other) == [("skipped", "suppressed"), ("done", None)]
    assert [mail.to for mail in sent()] == [["lan2@x.vn"]]


def test_who_sees_the_profile_may_write_and_nobody_else(desk: Desk):
    other = desk.world.employee(desk.staff.department, "S2")
    lead = desk.lead()
    assert desk.sent(SMS, lead, by=other) == [("skipped", "not_found")]
    share = {"mode": "add", "categories": ["profile"], "employees": [other.id], "departments": []}
    shared = desk.world.call("POST", f"/v1/customers/{lead}/share", share, by=desk.staff)
    assert shared.status == 200, shared.raw
    assert desk.sent(SMS, lead, by=other) == [("done", None)]


def test_a_company_s_records_are_nobody_s_of_another_company(desk: Desk):
    stranger = desk.world.company("other")
    assert desk.sent(EMAIL, desk.lead(), by=stranger) == [("skipped", "not_found")]


def test_two_that_are_one_by_now_get_one_message(desk: Desk):
    one, other = desk.lead(), desk.lead(emails=["lan2@x.vn"])
    merged = desk.world.call("POST", f"/v1/leads/{one}/merge", {"absorbed": other}, by=desk.staff)
    assert merged.status == 202, merged.raw
    desk.world.pump()
    assert desk.sent(SMS, one, other) == [("done", None), ("skipped", "already_written")]
    assert len(texts()) == 1


def test_what_is_true_when_it_is_sent_decides(desk: Desk):
    lead = desk.lead()
    asked = desk.send(SMS, lead)
    deliver(desk.world.records())
    assert asked.status == 202
    desk.world.call("PATCH", f"/v1/leads/{lead}", {"phones": ["0987654321"]}, by=desk.staff)
    desk.world.pump()
    assert [number for number, _ in texts()] == ["+84987654321"]


def test_a_channel_that_is_off_is_refused_and_one_switched_off_meanwhile_sends_nothing(desk: Desk):
    lead = desk.lead()
    asked = desk.send(SMS, lead)
    assert desk.world.call("PUT", "/v1/messages/channels", {}, by=desk.admin).status == 200
    refused = desk.send(SMS, lead)
    assert (refused.status, refused["code"]) == (409, "channel_off")
    desk.world.pump()
    assert texts() == []
    assert desk.world.call("GET", f"/v1/jobs/{asked['job']}", by=desk.staff)["reason"] == "channel_off"


def test_a_message_that_waits_while_its_channel_is_switched_off_is_not_sent(desk: Desk):
    lead = desk.lead()
    desk.send(SMS, lead)
    deliver(desk.world.records())
    desk.world.work()
    assert desk.world.call("PUT", "/v1/messages/channels", {}, by=desk.admin).status == 200
    desk.world.pump()
    told = desk.log(lead)["items"][0]
    assert (told["state"], told["reason"], texts()) == ("void", "channel_off", [])


def test_a_key_makes_one_sending_of_two_requests(desk: Desk):
    lead = desk.lead()
    first, second = (desk.send(SMS, lead, headers={"idempotency-key": "k1"}) for _ in range(2))
    assert first.body == second.body
    desk.world.pump()
    assert len(texts()) == 1


BAD: list[tuple[Any, str, str]] = [
    ({"channel": "fax", "text": "x"}, "/wording", "choice"),
    ({"text": "x"}, "/wording", "missing"),
    ({"channel": "sms", "text": "  "}, "/wording/text", "too_short"),
    ({"channel": "sms"}, "/wording/text", "missing"),
    ({"channel": "sms", "text": "x" * 1601}, "/wording/text", "too_long"),
    ({"channel": "sms", "text": "Đ" * 671}, "/wording/text", "too_many_segments"),
    ({"channel": "sms", "text": "a\x07b"}, "/wording/text", "control_characters"),
    ({"channel": "sms", "text": "{{owner.password}} {{secret}}"}, "/wording/text", "unknown_variable"),
    ({"channel": "zalo", "text": "x" * 2001}, "/wording/text", "too_long"),
    ({"channel": "email", "subject": "a\r\nBcc: b@x.vn", "text": "x"}, "/wording/subject", "control_characters"),
    ({"channel": "email", "text": "x"}, "/wording/subject", "missing"),
    ({"channel": "zns", "template": "../x", "data": {}}, "/wording/template", "format"),
    ({"channel": "zns", "template": "1", "data": {"a": ""}}, "/wording/data/a", "too_short"),
    ({"channel": "zns", "template": "1"}, "/wording/data", "missing"),
]


@pytest.mark.parametrize(("wording", "path", "code"), BAD)
def test_a_wording_that_cannot_be_is_refused_with_its_place(desk: Desk, wording: Any, path: str, code: str):
    answer = desk.send(wording, "01JZX5T0Q8V3M4N5P6R7S8T9A1")
    assert answer.status == 422, answer.raw
    assert [(one["path"], one["code"]) for one in answer["errors"]] == [(path, code)]


def test_a_thousand_recipients_are_taken_and_one_more_is_not(desk: Desk):
    ids = [f"01JZX5T0Q8V3M4N5P6R7S{n:05d}" for n in range(1001)]
    assert desk.send(SMS, *ids[:1000]).status == 202
    refused = desk.send(SMS, *ids)
    assert [(one["path"], one["code"]) for one in refused["errors"]] == [("/records", "too_many")]
    assert desk.send(SMS).status == 422
    assert desk.send(SMS, ids[0], ids[0]).status == 422


def test_what_a_text_message_costs_is_told_before_and_when_it_is_sent(desk: Desk, staff: Person):
    text = "Kính chào quý khách, ưu đãi tháng này chỉ dành cho quý khách hàng thân thiết"
    wording = {"channel": "sms", "text": text}
    told = desk.world.call("POST", "/v1/messages/measurements", {"wording": wording}, by=staff)
    assert told["accented"] == {"alphabet": "UCS-2", "length": 76, "segments": 2}
    assert told["unaccented"] == {"alphabet": "GSM-7", "length": 76, "segments": 1}
    assert desk.send(wording, desk.lead())["measured"]["segments"] == 2
