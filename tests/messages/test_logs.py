"""What was sent to a customer is in the record's log, for who sees the record's activities, wherever merges take it."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from kernel import clock, table
from local.sns import encode
from local.zalo import Zalo
from outbox import model as outbox
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.messages.conftest import OA_SECRET, SMS, Desk
from tests.outbox.test_sending import SENDER
from tests.world import Person, deliver

EMAIL = {"channel": "email", "subject": "Chào", "text": "Kính gửi"}


def shown(desk: Desk, record: str, by: Person | None = None) -> list[tuple[str, str]]:
    return [(one["channel"], one["state"]) for one in desk.log(record, by)["items"]]


def test_everything_sent_is_listed_newest_first_with_what_was_written_by_whom(desk: Desk):
    lead = desk.lead()
    desk.sent(SMS, lead)
    desk.sent(EMAIL, lead, by=desk.admin)
    latest, first = desk.log(lead)["items"]
    assert (first["channel"], first["state"], first["by"], first["wording"]) == (
        "sms", "sent", desk.staff.id, SMS | {"unaccented": False},
    )  # fmt: skip
    assert (latest["channel"], latest["by"], latest["wording"]) == ("email", desk.admin.id, EMAIL)
    assert first["ended_at"] >= first["created_at"]


def test_it_comes_in_pages(desk: Desk):
    lead = desk.lead()
    for _ in range(3):
        desk.sent(SMS, lead)
    page = desk.log(lead, limit=2)
    rest = desk.log(lead, limit=2, cursor=page["next_cursor"])
    ids = [one["id"] for one in page["items"] + rest["items"]]
    assert (len(ids), len(set(ids)), rest["next_cursor"]) == (3, 3, None)


def test_what_is_waiting_is_queued_and_what_was_refused_says_why(desk: Desk, zalo: Zalo):
    lead = desk.lead()
    desk.send(SMS, lead)
    deliver(desk.world.records())
    desk.world.work()  # the job's worker alone: nobody has heard of its message
    assert shown(desk, lead) == [("sms", "queued")]
    zalo.answers = [(200, {"error": -230})]
    desk.sent({"channel": "zalo", "text": "x"}, lead)
    assert [(one["state"], one["reason"]) for one in desk.log(lead)["items"]] == [
        ("failed", "zalo-230"),
        ("sent", None),
    ]


def test_who_sees_the_profile_but_not_the_activities_sees_no_log(desk: Desk):
    lead, other = desk.lead(), desk.world.employee(desk.staff.department, "S2")
    desk.sent(SMS, lead)
    for categories, status in ((["profile"], 404), (["profile", "activities"], 200)):
        share = {"mode": "replace", "categories": categories, "employees": [other.id], "departments": []}
        assert desk.world.call("POST", f"/v1/customers/{lead}/share", share, by=desk.staff).status == 200
        assert desk.log(lead, other).status == status
    assert desk.log("01JZX5T0Q8V3M4N5P6R7S8T9A1").status == 404


def test_a_new_owner_sees_what_came_before_only_if_they_were_given_it(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    lead, other = desk.lead(), desk.world.employee(desk.staff.department, "S2")
    desk.sent(SMS, lead)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=5))
    given = desk.world.call(
        "POST", f"/v1/customers/{lead}/transfer", {"employees": [other.id], "departments": []}, by=desk.staff
    )
    assert given.status == 200, given.raw
    assert shown(desk, lead, other) == []
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=9))
    desk.sent(EMAIL, lead, by=other)
    assert shown(desk, lead, other) == [("email", "sent")]
    assert len(shown(desk, lead, desk.admin)) == 2


def test_a_merge_takes_the_log_along_and_its_undoing_brings_it_back(desk: Desk):
    one, other = desk.lead(), desk.lead(emails=["lan2@x.vn"])
    desk.sent(SMS, one)
    desk.sent(EMAIL, other)
    asked = desk.world.call("POST", f"/v1/leads/{one}/merge", {"absorbed": other}, by=desk.staff)
    assert asked.status == 202, asked.raw
    desk.world.pump()
    assert shown(desk, one) == [("email", "sent"), ("sms", "sent")]
    assert desk.world.call("POST", f"/v1/leads/{one}/merges/{other}/undo", by=desk.staff).status == 202
    desk.world.pump()
    assert (shown(desk, one), shown(desk, other)) == ([("sms", "sent")], [("email", "sent")])


def told(kind: str, message: str, record: str, **more: Any) -> None:
    event: Any = json.loads(json.dumps(EVENTS[kind]))
    event[kind].update(more)
    tags = {"tenant": "acme", "message": message, "customer": record, "kind": "written"}
    event["mail"]["tags"] = {name: [value] for name, value in tags.items()}
    at_once(encode(SENDER.notification(json.dumps(event))))


def test_a_mail_that_was_opened_says_so(desk: Desk):
    lead = desk.lead()
    desk.sent(EMAIL, lead)
    message = desk.log(lead)["items"][0]["id"]
    outbox.confirm("acme", message, "p", "delivered")
    assert shown(desk, lead) == [("email", "delivered")]
    told("open", message, lead)
    desk.world.pump()
    assert shown(desk, lead) == [("email", "opened")]
    told("click", message, lead)
    desk.world.pump()
    told("delivery", message, lead)
    assert shown(desk, lead) == [("email", "clicked")]


def test_a_verdict_that_comes_late_takes_back_what_a_machine_did(desk: Desk):
    """The third link at once tells that a scanner follows them all; what a person did before stays."""
    lead = desk.lead()
    desk.sent(EMAIL, lead)
    message, at = desk.log(lead)["items"][0]["id"], "2026-03-02T03:00:0{}.000Z"
    for number in range(3):
        told("click", message, lead, link=f"https://x.vn/{number}", timestamp=at.format(number))
        desk.world.pump()
        assert shown(desk, lead) == [("email", "clicked" if number < 2 else "delivered")]
    told("open", message, lead, timestamp="2026-03-02T09:00:00.000Z")
    desk.world.pump()
    assert shown(desk, lead) == [("email", "opened")]
    told("click", message, lead, link="https://x.vn/3", timestamp=at.format(4))
    desk.world.pump()
    assert shown(desk, lead) == [("email", "opened")]
    deliver(desk.world.history)
    assert shown(desk, lead) == [("email", "opened")]


def test_one_that_began_anew_is_listed_once(desk: Desk):
    lead = desk.lead()
    desk.sent(SMS, lead)
    item = outbox.find("acme", desk.log(lead)["items"][0]["id"])
    assert item is not None

    voided = replace(item.value, state="void")
    assert outbox.change("acme", item, voided)
    again = replace(item.value, state="waiting", created_at=item.value.created_at + timedelta(seconds=1), attempt=0)
    table.write(*outbox.entering("acme", again))
    desk.world.pump()
    assert shown(desk, lead) == [("sms", "sent")]


def test_a_notice_that_reached_its_phone_says_so_once_zalo_has_told_and_signed_it(desk: Desk):
    lead = desk.lead()
    desk.sent({"channel": "zns", "template": "7895417", "data": {"customer": "{{name}}"}}, lead)
    message, stamp = desk.log(lead)["items"][0]["id"], str(int(clock.now().timestamp() * 1000))
    about = {"delivery_time": stamp, "msg_id": "z1", "tracking_id": message}
    body = json.dumps({"event_name": "user_received_message", "message": about, "app_id": "1", "timestamp": stamp})
    for secret, status, state in (("another-secret", 403, "sent"), (OA_SECRET, 202, "delivered")):
        mac = sha256(f"1{body}{stamp}{secret}".encode()).hexdigest()
        headers = {"x-zevent-signature": f"mac={mac}"}
        told = desk.world.call("POST", "/v1/webhooks/in/acme/zalo", raw=body, headers=headers)
        assert told.status == status, told.raw
        desk.world.pump()
        assert shown(desk, lead) == [("zns", state)]
