"""A lead comes in: what it begins with, and whose it is (C1, C3)."""

import re
from typing import Any

import pytest

from kernel import clock, ids, table
from tests.world import Answer, Person, World, deliver


def capture(world: World, by: Person, **fields: Any) -> Answer:
    return world.call("POST", "/v1/leads", {"name": "A"} | fields, by=by)


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_lead_begins_as_its_captors_unscored_with_a_code(world: World, staff: Person):
    lead = capture(world, staff)
    assert re.fullmatch("L-[0-9A-Z]{8}", lead["code"])
    expected = {"relationship": "lead", "owner": staff.id, "department": staff.department, "created_by": staff.id,
        "updated_by": staff.id, "kind": "organisation", "priority": 0, "score": 0, "stars": 1, "tier": None,
        "version": 1, "phones": [], "emails": [], "groups": [], "pinned_tier": None}  # fmt: skip
    assert {name: lead[name] for name in expected} == expected
    assert lead["created_at"] == lead["updated_at"]
    assert ids.is_ulid(lead["id"])


def test_a_colleague_named_as_owner_has_it_and_the_captor_does_not(world: World, admin: Person, staff: Person):
    other = world.employee(world.department(), "S2")
    lead = capture(world, staff, owner=other.id)
    assert (lead["owner"], lead["department"], lead["created_by"]) == (other.id, other.department, staff.id)
    place = f"/v1/leads/{lead['id']}"
    assert [world.call("GET", place, by=who).status for who in (other, admin, staff)] == [200, 200, 404]
    listed = [len(world.call("GET", "/v1/leads", by=who)["items"]) for who in (other, admin, staff)]
    assert listed == [1, 1, 0]


def test_an_owner_must_be_an_active_colleague(world: World, admin: Person, staff: Person):
    gone = world.employee(admin.department, "S2", active=False)
    rival = world.company("rival")
    answers = {capture(world, staff, owner=who).raw for who in (gone.id, rival.id, ids.new(clock.now()))}
    assert len(answers) == 1
    assert errors(capture(world, staff, owner=rival.id)) == [("/owner", "no_such_employee")]


def test_every_choice_that_no_catalogue_has_is_named_and_asked_for_in_one_call(world: World, staff: Person):
    asked: list[str] = []
    table._client().meta.events.register("before-call", lambda model, **_: asked.append(model.name))
    answer = capture(world, staff, source="x", sector="y", stage="z", groups=["vip", "w"])
    assert errors(answer) == [
        ("/source", "not_in_catalog"),
        ("/sector", "not_in_catalog"),
        ("/stage", "not_in_catalog"),
        ("/groups/1", "not_in_catalog"),
    ]
    assert asked == ["GetItem", "BatchGetItem"]  # who asks, and all choices at once


def test_a_choice_of_one_catalogue_is_none_of_another(world: World, staff: Person):
    assert errors(capture(world, staff, source="vip")) == [("/source", "not_in_catalog")]


def test_a_code_is_taken_once(world: World, admin: Person, staff: Person):
    assert capture(world, admin, code="KH-001")["code"] == "KH-001"
    taken = capture(world, staff, code="KH-001")
    assert (taken.status, taken["code"]) == (409, "code_taken")
    assert "KH-001" in taken["detail"]
    assert world.call("GET", "/v1/leads", by=staff)["items"] == []
    assert capture(world, world.company("rival"), code="KH-001").status == 201


def test_a_refused_lead_leaves_nothing_behind(world: World, admin: Person, staff: Person):
    capture(world, admin, code="C1")
    before = world.items()
    for body in ({"code": "C1", "emails": ["a@x.vn"]}, {"source": "x"}, {"name": " "}, {"owner": ids.new(clock.now())}):
        assert capture(world, staff, **body).status in {409, 422}
    assert world.items() == before


def test_a_lead_may_carry_everything_at_once(world: World, staff: Person):
    body = {
        "name": "x" * 200, "code": "C" * 40, "kind": "person", "company": "Công ty", "tax_code": "0101234567-001",
        "phones": [f"091234567{n}" for n in range(10)], "emails": [f"a{n}@x.vn" for n in range(10)],
        "website": "https://x.vn", "address": "Hà Nội", "source": "website", "sector": "water", "stage": "new",
        "groups": ["north", "vip"], "priority": 3, "expected_revenue": "999999999999999.9999",
        "description": "ễ" * 4000, "owner": staff.id,
    }  # fmt: skip
    lead = capture(world, staff, **body)
    assert lead.status == 201, lead.raw
    world.pump()
    again = world.call("GET", f"/v1/leads/{lead['id']}", by=staff)
    assert {name: again[name] for name in body} == body


@pytest.mark.parametrize("phone", ["0912 345 678", "+84 (912) 345-678", "0123.456.7890", "113456"])
def test_a_phone_number_may_be_written_as_people_do(phone: str, world: World, staff: Person):
    assert capture(world, staff, phones=[phone])["phones"] == [phone]


@pytest.mark.parametrize(
    "phone", ["", "abc", "12", "0912-345-678-901-234-567-89", "0912;345", "+", "０９１２３４５６７８"]
)
def test_what_cannot_be_dialled_is_no_phone_number(phone: str, world: World, staff: Person):
    assert capture(world, staff, phones=[phone]).status == 422


def test_the_stream_told_twice_about_a_new_lead_changes_nothing(world: World, staff: Person):
    lead = capture(world, staff, source="referral", groups=["vip"])["id"]
    world.pump()
    before = world.items()
    deliver(world.history)
    world.pump()
    assert [i for i in world.items() if lead in str(i)] == [i for i in before if lead in str(i)]
