"""What cannot be sent is refused, and why; and what happens at once ends as if one came after the other."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from campaigns import model, rules
from kernel import clock
from letters.rules import Template, Wording
from tests.campaigns.letters import keep
from tests.campaigns.office import Office
from tests.world import Answer

PATH = "/v1/mailing/campaigns"


def drafted(office: Office, **more: Any) -> Answer:
    return office.ask("POST", PATH, {"code": "tet", "name": "T", "template": "hello", "shelf": "lead", **more})


def wrong(answer: Answer) -> tuple[str, str]:
    assert answer.status == 422, answer.raw
    return answer["errors"][0]["path"], answer["errors"][0]["code"]


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"audience": {"colour": ["red"]}}, "/audience/colour", "unknown"),
        ({"audience": {"stars": [9]}}, "/audience/stars/0", "at_most"),
        ({"audience": {"created_from": "yesterday"}}, "/audience/created_from", "bound"),
        ({"audience": ["lead"]}, "/audience", "object"),
        ({"shelf": "trash"}, "/shelf", "choice"),
        ({"template": "none"}, "/template", "no_campaign_template"),
        ({"template": "offer"}, "/template", "template_purpose"),
        ({"template": "vi-only", "language": "en"}, "/language", "no_wording"),
        ({"template": "wrong"}, "/template", "wording_unknown"),
        ({"marketing_campaign": "nope"}, "/marketing_campaign", "not_in_catalog"),
        ({"name": "a\r\nBcc: x@x.vn"}, "/name", "control_characters"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_with_the_field(office: Office, more: dict[str, Any], path: str, code: str):
    said = Wording("S", "T {{ name }}")
    keep("acme", Template(code="offer", purpose="message", vi=said))
    keep("acme", Template(code="vi-only", purpose="campaign", vi=said))
    keep("acme", Template(code="wrong", purpose="campaign", vi=Wording("S", "{{ password }}")))
    found = wrong(drafted(office, **more))
    assert found[0] == path
    assert found[1] == code or code in {"unknown", "at_most", "object"}


def test_a_code_is_one_campaigns(office: Office):
    office.draft("Tet")
    assert (drafted(office, code="TET").status, drafted(office, code="TET")["code"]) == (409, "code_taken")


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"at": "2020-01-01T09:00"}, "/at", "in_the_past"),
        ({"at": "2199-01-01T09:00"}, "/at", "too_far_off"),
        ({"at": "tomorrow"}, "/at", "local_time"),
        ({"at": "2026-13-01T09:00"}, "/at", "local_time"),
        ({"at": "2027-01-01T09:00", "time_zone": "Mars/Base"}, "/time_zone", "time_zone"),
        ({"at": "2027-03-28T02:30", "time_zone": "Europe/Berlin"}, "/at", "no_such_hour"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(office: Office, body: dict[str, Any], path: str, code: str):
    office.people("lan@x.vn")
    assert wrong(office.do(office.draft(), "schedule", body)) == (path, code)


def test_an_hour_is_by_the_companys_clocks_or_another_zones(office: Office):
    office.people("lan@x.vn")
    campaign, day = office.draft(), f"{clock.now() + timedelta(days=9):%Y-%m-%d}"
    assert office.do(campaign, "schedule", {"at": f"{day}T09:00"})["starts_at"] == f"{day}T02:00:00Z"
    body = {"at": f"{day}T09:00", "time_zone": "UTC"}
    assert office.do(campaign, "schedule", body)["starts_at"] == f"{day}T09:00:00Z"
    assert office.do(campaign, "unschedule")["state"] == "draft"
    due = [one for one in office.world.items() if one["sk"]["S"].startswith("DUE#")]
    assert due == []


def test_nobody_to_send_it_to_is_told_before(office: Office):
    office.people(None)
    campaign = office.draft()
    for what, body in (("start", None), ("schedule", {"at": f"{clock.now() + timedelta(days=9):%Y-%m-%d}T09:00"})):
        answer = office.do(campaign, what, body)
        assert (answer.status, answer["code"]) == (409, "empty_audience")


def test_a_stale_version_and_a_second_start_are_refused(office: Office):
    office.people("lan@x.vn")
    campaign = office.draft()
    stale = office.world.call(
        "POST", f"{PATH}/{campaign}/start", by=office.who, headers={"if-match": '"7"'}
    )  # fmt: skip
    assert (stale.status, office.do(campaign, "start").status) == (412, 200)
    again = office.do(campaign, "start")
    assert (again.status, again["code"]) == (409, "wrong_state")
    assert office.ask("PATCH", f"{PATH}/{campaign}", {"name": "N"}).status == 409


def test_of_a_start_and_a_cancel_at_once_both_are_decided_on_what_is_then(office: Office):
    office.people("lan@x.vn")
    campaign, inner, raced = office.draft(), rules.started, list[int]()

    def slow(*decided: Any) -> Any:
        if not raced:
            raced.append(1)
            assert office.do(campaign, "cancel").status == 200
        return inner(*decided)

    with patch.object(rules, "started", slow):
        answer = office.do(campaign, "start")
    assert (answer.status, answer["code"]) == (409, "wrong_state")
    office.world.pump()
    assert (office.mails(), model.tally("acme", campaign)) == ([], {})


def test_who_sells_sends_no_campaigns_and_a_manager_only_to_whom_they_see(office: Office):
    world, admin = office.world, office.who
    other = world.department("acme", "D7")
    staff, manager = world.employee(other, "S7"), world.employee(other, "M7", "manager", manages=(other,))
    assert office.ask("POST", PATH, {"code": "x", "name": "X", "template": "hello"}, by=staff).status == 403
    office.people("mine@x.vn", by=admin)
    (theirs,) = office.people("theirs@x.vn", by=staff)
    campaign = office.draft("team", by=manager)
    assert office.call("GET", f"{PATH}/{campaign}/audience", by=manager)["count"] == 1
    assert office.do(campaign, "start", by=manager).status == 200
    world.pump()
    assert office.statuses(campaign) == {theirs: ("sent", None)}
    mine = office.draft("all")
    assert office.ask("GET", f"{PATH}/{mine}", by=manager).status == 404
    assert [one["code"] for one in office.call("GET", PATH, by=manager)["items"]] == ["team"]
    assert office.ask("GET", f"{PATH}/{campaign}", by=staff).status == 404


def test_who_may_no_more_when_the_hour_comes_sends_nothing(office: Office):
    world = office.world
    other = world.department("acme", "D7")
    manager = world.employee(other, "M7", "manager")
    office.people("theirs@x.vn", by=manager)
    campaign = office.draft(by=manager)
    body = {"at": f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}", "time_zone": "UTC"}
    assert office.do(campaign, "schedule", body, by=manager).status == 200
    office.call("PATCH", f"/v1/employees/{manager.id}", {"active": False})
    office.minute(later_hours=10)
    world.pump()
    read = office.read(campaign)
    assert (read["state"], read["reason"], office.mails()) == ("cancelled", "employee_inactive", [])


def test_a_preview_is_the_mail_of_one_record_and_history_tells_each_change(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.draft()
    shown = office.call("GET", f"{PATH}/{campaign}/preview", customer=lan)
    assert (shown["to"], shown["subject"], "example.com/unsubscribe" in shown["html"]) == ("lan@x.vn", "Chào L0", True)
    office.call("PATCH", f"{PATH}/{campaign}", {"name": "Tết Nguyên đán", "audience": {"stage": ["new"]}})
    told = office.call("GET", f"{PATH}/{campaign}/history")["items"]
    assert [one["action"] for one in told] == ["changed", "created"]
    assert told[0]["changes"]["name"] == {"from": "Tết", "to": "Tết Nguyên đán"}


def test_recipients_are_listed_by_status_page_by_page(office: Office):
    office.people("a@x.vn", "b@x.vn", "c@x.vn", None)
    campaign = office.sent()
    found, cursor = list[str](), None
    while True:
        page = office.call("GET", f"{PATH}/{campaign}/recipients", status="sent", limit=2, cursor=cursor)
        found += [one["address"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == ["a@x.vn", "b@x.vn", "c@x.vn"]
    everybody = office.call("GET", f"{PATH}/{campaign}/recipients")["items"]
    assert sorted(one["status"] for one in everybody) == ["sent", "sent", "sent", "skipped"]
