"""Deleting, seeing what goes with it, and recovering within 30 days (C2)."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock, keys, table
from kernel.table import Range
from local.sns import Sender, encode, new, open_event
from mailing import sns
from tests.intake.taken import at_once
from tests.world import ENVIRONMENT, Answer, Person, World


@pytest.fixture
def lead(world: World, staff: Person) -> Answer:
    made = world.call("POST", "/v1/leads", {"name": "A", "source": "referral", "emails": ["a@x.vn"]}, by=staff)
    money = {"customer": made["id"], "date": "2026-03-01", "amount": 5}
    for path in ("/v1/contracts", "/v1/contracts", "/v1/receipts"):
        assert world.call("POST", path, money, by=staff).status == 201
    world.pump()
    return made


def delete(world: World, lead: str, by: Person, version: int = 1) -> Answer:
    return world.call("DELETE", f"/v1/leads/{lead}", by=by, headers={"if-match": f'"{version}"'})


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(**time))


def listed(world: World, path: str, by: Person) -> list[str]:
    return [row["id"] for row in world.call("GET", path, by=by)["items"]]


def test_what_goes_with_a_record_is_told_before_it_is_deleted(world: World, staff: Person, lead: Answer):
    told = world.call("GET", f"/v1/leads/{lead['id']}/deletion", by=staff).body
    assert told["attached"] == [
        {"kind": "contract", "count": 2, "more": False}, {"kind": "receipt", "count": 1, "more": False},
        {"kind": "sent", "count": 1, "more": False},
    ]  # fmt: skip
    assert (told["version"], told["name"]) == (1, "A")


def test_no_more_than_a_hundred_of_a_kind_are_counted(world: World, staff: Person, lead: Answer):
    for number in range(105):
        signal = {"pk": {"S": f"acme#C#{lead['id']}"}, "sk": {"S": f"SIGNAL#open#m{number:03}"}}
        world.put(signal | {"kind": {"S": "open"}})
    told = world.call("GET", f"/v1/customers/{lead['id']}/deletion", by=staff).body["attached"]
    assert told[-1] == {"kind": "signal", "count": 100, "more": True}
    assert [one["count"] for one in told] == [2, 1, 1, 100]


def test_a_record_goes_only_in_the_version_that_the_caller_names(world: World, staff: Person, lead: Answer):
    for headers, status, code in (({}, 428, "version_needed"), ({"if-match": '"7"'}, 412, "stale")):
        answer = world.call("DELETE", f"/v1/leads/{lead['id']}", by=staff, headers=headers)
        assert (answer.status, answer["code"]) == (status, code)
    assert delete(world, lead["id"], staff).status == 200


def test_a_deleted_record_is_nowhere_but_in_the_trash(world: World, admin: Person, staff: Person, lead: Answer):
    other = world.employee(admin.department, "S2")
    contract = world.call("GET", "/v1/contracts", by=staff, customer=lead["id"])["items"][0]["id"]
    assert delete(world, lead["id"], staff)["deleted_by"] == staff.id
    world.pump()
    reads = [f"/v1/leads/{lead['id']}", f"/v1/customers/{lead['id']}", f"/v1/scores/{lead['id']}",
        f"/v1/contracts/{contract}", f"/v1/tiers/customers/{lead['id']}"]  # fmt: skip
    for who in (staff, admin):
        assert [world.call("GET", path, by=who).status for path in reads] == [404] * len(reads)
        assert listed(world, "/v1/leads", who) == []
        assert listed(world, "/v1/trash", who) == [lead["id"]]
    assert listed(world, "/v1/trash", other) == []
    assert world.call("PATCH", f"/v1/leads/{lead['id']}", {"name": "B"}, by=staff).status == 404
    taken = world.call("POST", "/v1/leads", {"name": "B", "code": lead["code"]}, by=staff)
    assert (taken.status, taken["code"]) == (409, "code_taken")


def test_a_recovered_record_is_where_it_was_with_all_it_had(world: World, staff: Person, lead: Answer):
    before = world.call("GET", f"/v1/leads/{lead['id']}", by=staff).body
    delete(world, lead["id"], staff)
    world.pump()
    back = world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff)
    assert back.status == 200, back.raw
    world.pump()
    now = world.call("GET", f"/v1/leads/{lead['id']}", by=staff).body
    varying = {"version", "updated_at"}
    assert {k: v for k, v in now.items() if k not in varying} == {k: v for k, v in before.items() if k not in varying}
    assert (listed(world, "/v1/leads", staff), listed(world, "/v1/trash", staff)) == ([lead["id"]], [])
    assert len(world.call("GET", "/v1/contracts", by=staff, customer=lead["id"])["items"]) == 2


def test_what_is_not_in_the_trash_cannot_be_recovered(world: World, staff: Person, lead: Answer):
    answer = world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff)
    assert (answer.status, answer["code"]) == (409, "not_deleted")


def test_after_thirty_days_it_is_too_late(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    delete(world, lead["id"], staff)
    later(monkeypatch, days=30)
    answer = world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff)
    assert (answer.status, answer["code"]) == (409, "recovery_over")


def test_who_repeats_a_deletion_is_answered_as_at_first(world: World, admin: Person, staff: Person, lead: Answer):
    first = delete(world, lead["id"], staff)
    assert delete(world, lead["id"], staff).body == first.body
    assert delete(world, lead["id"], admin).status == 404
    assert delete(world, lead["id"], staff, version=2).status == 404


def test_who_was_only_given_a_share_cannot_delete(world: World, admin: Person, lead: Answer):
    friend = world.employee(admin.department, "S2")
    pk = keys.customer("acme", lead["id"])
    item = world.item(pk, "PROFILE")
    share = {"M": {"employee": {"S": friend.id}, "department": {"S": admin.department},
        "categories": {"L": [{"S": "profile"}]}}}  # fmt: skip
    item["value"]["M"]["shares"] = {"L": [share]}
    world.put(item)
    for method, path in (("DELETE", ""), ("GET", "/deletion")):
        answer = world.call(method, f"/v1/leads/{lead['id']}{path}", by=friend, headers={"if-match": '"1"'})
        assert (answer.status, answer["code"]) == (403, "not_yours_to_change")


def test_the_history_tells_who_deleted_and_who_recovered(world: World, staff: Person, lead: Answer):
    delete(world, lead["id"], staff)
    world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff)
    pk = keys.customer("acme", lead["id"])
    told = [row["action"]["S"] for row in table.every(Range(pk, prefix=keys.histories()))]
    assert told == ["deleted", "recovered"]


def test_mail_about_a_deleted_record_counts_again_when_it_is_recovered(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch
):
    sender: Sender = new(ENVIRONMENT["SES_TOPIC_ARNS"])
    monkeypatch.setattr(sns, "download", lambda *_, **__: sender.pem)
    delete(world, lead["id"], staff)
    event = open_event(tenant="acme", customer=lead["id"], message="m1", at=clock.now(), to="a@x.vn")
    assert at_once(encode(sender.notification(event))) == "new"
    world.pump()
    world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff)
    world.pump()
    assert world.call("GET", f"/v1/leads/{lead['id']}", by=staff)["score"] == 15 + 2
    sns._certificates.clear()
