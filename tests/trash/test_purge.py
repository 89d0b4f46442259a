"""After 30 days a deleted record goes for good, with everything that it had (C2)."""

from typing import Any

import pytest

import scoring.schedule
import trash.schedule
from counts.model import of_book
from kernel import keys, table
from kernel.table import Range
from tests.scoring.test_nightly import Clock
from tests.trash.test_trash import delete, later, lead, listed  # noqa: F401 - a fixture
from tests.world import Answer, Person, World
from trash import purging
from trash.purging import Step


def night(world: World) -> None:
    trash.schedule.handler({}, None)
    world.pump()


def about(world: World, lead: str) -> list[dict[str, Any]]:  # noqa: F811
    return [item for item in world.items() if lead in str(item) and "IDEMPOTENCY" not in item["pk"]["S"]]


def test_after_thirty_days_nothing_at_all_is_left(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    delete(world, lead["id"], staff)
    world.pump()
    for days in (31, 33, 35):
        later(monkeypatch, days=days)
        night(world)
        assert listed(world, "/v1/trash", staff) == []
    assert about(world, lead["id"]) == []
    again = world.call("POST", "/v1/leads", {"name": "B", "code": lead["code"], "emails": ["a@x.vn"]}, by=staff)
    assert again.status == 201


def test_what_may_still_be_recovered_stays(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    delete(world, lead["id"], staff)
    world.pump()
    before = about(world, lead["id"])
    later(monkeypatch, days=29)
    night(world)
    assert about(world, lead["id"]) == before
    assert world.call("POST", f"/v1/leads/{lead['id']}/recover", by=staff).status == 200


def test_what_comes_late_is_swept_by_another_night(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    delete(world, lead["id"], staff)
    world.pump()
    later(monkeypatch, days=31)
    night(world)
    pk = keys.customer("acme", lead["id"])
    world.put({"pk": {"S": pk}, "sk": {"S": "SIGNAL#open#late"}, "kind": {"S": "open"}})
    for days in (32.5, 34, 36):
        later(monkeypatch, days=days)
        night(world)
    assert about(world, lead["id"]) == []


def test_it_ceases_to_be_counted_also_when_it_goes_before_the_stream_has_told(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    delete(world, lead["id"], staff)
    world.pump()
    assert [count.number for count in of_book("acme", "trash", keys.EVERYBODY).values()] == [1]
    later(monkeypatch, days=31)
    at: Step | None = Step(tenant="acme")
    while at is not None:
        at = purging.step(at)
    world.pump()
    assert of_book("acme", "trash", keys.EVERYBODY) == {}


def test_what_was_attached_is_found_no_more_also_when_it_goes_before_the_stream_has_told(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    said = {"type": "call", "subject": "Gọi lại", "customer": lead["id"], "deadline": "2026-03-02T09:00:00+07:00"}
    made = world.call("POST", "/v1/activities", said, by=staff)
    assert made.status == 201, made.raw
    world.pump()
    assert [item for item in about(world, lead["id"]) if "#FOUND#" in item["pk"]["S"]]
    delete(world, lead["id"], staff)
    later(monkeypatch, days=31)
    trash.schedule.handler({}, None)
    while world.work():
        pass
    assert not [item for item in about(world, lead["id"]) if "#FOUND#" in item["pk"]["S"]]


def test_many_items_go_in_several_steps(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    monkeypatch.setattr(purging, "ITEMS", 3)
    delete(world, lead["id"], staff)
    world.pump()
    later(monkeypatch, days=31)
    at: Step | None = Step(tenant="acme")
    seen = []
    while at is not None:
        at = purging.step(at)
        seen.append(len(list(table.every(Range(keys.customer("acme", lead["id"]))))))
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) > 2
    assert seen[-1] == 0


def test_the_nightly_proof_looks_at_what_may_be_recovered_too(world: World, staff: Person, lead: Answer):  # noqa: F811
    delete(world, lead["id"], staff)
    world.pump()
    card = next(item for item in world.items() if "score_number" in item)
    world.put({**card, "score": {"N": "0"}, "stars": {"N": "1"}, "score_number": {"N": "0"}})
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 1}


def test_codes_that_it_had_before_are_free_again(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    pk = keys.customer("acme", lead["id"])
    at = {"action": {"S": "changed"}, "by": {"S": staff.id}, "at": {"S": "2026-03-01T00:00:00.000000Z"}}
    told = {"M": {"code": {"M": {"from": {"S": "OLD"}, "to": {"S": "THEIRS"}}}}}
    world.put({"pk": {"S": pk}, "sk": {"S": keys.history("", 9)}, "changes": told, **at})
    for code, of in (("OLD", lead["id"]), ("THEIRS", "somebody else")):
        world.put({"pk": {"S": f"acme#TAKEN#CODE#{code}"}, "sk": {"S": "POINTER"}, "customer": {"S": of}})
    delete(world, lead["id"], staff)
    later(monkeypatch, days=31)
    night(world)
    assert world.item("acme#TAKEN#CODE#OLD", "POINTER") == {}
    assert world.item("acme#TAKEN#CODE#THEIRS", "POINTER") != {}


NUMBERED: dict[str, dict[str, Any]] = {
    "opportunities": {"name": "A", "expected_close": "2099-01-31"}, "quotes": {"date": "2026-03-01", "amount": 5},
    "orders": {"date": "2026-03-01", "amount": 5}, "contracts": {"date": "2026-03-01", "amount": 5},
    "receipts": {"date": "2026-03-01", "amount": 5}, "payment-slips": {"date": "2026-03-01", "amount": 5},
}  # fmt: skip


def test_numbers_that_somebody_typed_are_free_again_and_those_of_a_book_are_not(
    world: World, staff: Person, lead: Answer, monkeypatch: pytest.MonkeyPatch  # noqa: F811
):  # fmt: skip
    def number(customer: str, kind: str, number: str | None) -> Answer:
        body = {"customer": customer, **NUMBERED[kind], **({"number": number} if number else {})}
        return world.call("POST", f"/v1/{kind}", body, by=staff)

    given = {kind: number(lead["id"], kind, None)["number"] for kind in NUMBERED}
    assert [number(lead["id"], kind, "T-1").status for kind in NUMBERED] == [201] * len(NUMBERED)
    delete(world, lead["id"], staff)
    world.pump()
    other = world.call("POST", "/v1/leads", {"name": "B"}, by=staff)["id"]
    assert {number(other, kind, "T-1").status for kind in NUMBERED} == {422}
    later(monkeypatch, days=31)
    night(world)
    assert {number(other, kind, given[kind]).status for kind in NUMBERED} == {422}
    assert [number(other, kind, "T-1").status for kind in NUMBERED] == [201] * len(NUMBERED)
