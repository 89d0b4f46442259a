"""A lead on its way: the next stage or a chosen one, lost, and taken up again (C5, C6)."""

from typing import Any

import pytest

from tests.world import Answer, Person, World


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "Hoà", "stage": "new"}, by=staff)["id"])


def lose(world: World, by: Person, lead: str, reason: str = "price") -> Answer:
    return world.call("POST", f"/v1/leads/{lead}/lost", {"reason": reason, "note": "Đắt quá"}, by=by)


def test_a_lead_begins_in_the_first_stage_that_is_in_use(world: World, admin: Person, staff: Person):
    stages = [entry["code"] for entry in world.call("GET", "/v1/catalogs/stages", by=staff)["items"]]
    begun = [
        world.call("POST", "/v1/leads", {"name": "A", **more}, by=staff)["stage"] for more in ({}, {"stage": None})
    ]
    assert begun == [stages[0], None]
    world.call("PATCH", f"/v1/catalogs/stages/{stages[0]}", {"active": False}, by=admin)
    assert world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["stage"] == stages[1]
    for stage in stages[1:]:
        world.call("PATCH", f"/v1/catalogs/stages/{stage}", {"active": False}, by=admin)
    assert world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["stage"] is None


def test_without_a_name_it_is_the_next_stage_of_the_catalogue(world: World, staff: Person, lead: str):
    order = [entry["code"] for entry in world.call("GET", "/v1/catalogs/stages", by=staff)["items"] if entry["active"]]
    for stage in order[order.index("new") + 1 :]:
        assert world.call("POST", f"/v1/leads/{lead}/stage", {}, by=staff)["stage"] == stage
    after = world.call("POST", f"/v1/leads/{lead}/stage", {}, by=staff)
    assert (after.status, after["code"]) == (409, "no_next_stage")


def test_a_chosen_stage_is_one_of_the_catalogue(world: World, staff: Person, lead: str):
    assert world.call("POST", f"/v1/leads/{lead}/stage", {"stage": "won"}, by=staff)["stage"] == "won"
    refused = world.call("POST", f"/v1/leads/{lead}/stage", {"stage": "nowhere"}, by=staff)
    assert [(e["path"], e["code"]) for e in refused["errors"]] == [("/stage", "not_in_catalog")]


def test_a_lost_lead_says_since_when_and_why_and_is_listed_apart(world: World, staff: Person, lead: str):
    lost = lose(world, staff, lead)
    assert (lost.status, lost["lost_reason"], lost["lost_note"]) == (200, "price", "Đắt quá")
    assert lost["lost_at"] == lost["updated_at"] or lost["lost_at"] <= lost["updated_at"]
    assert [row["id"] for row in world.call("GET", "/v1/leads", by=staff, lost="true")["items"]] == [lead]
    assert world.call("GET", "/v1/leads", by=staff, lost="false", stage="new")["items"] == []


def test_a_lost_lead_is_taken_up_again_where_it_was(world: World, staff: Person, lead: str):
    before = world.call("GET", f"/v1/leads/{lead}", by=staff).body
    lose(world, staff, lead)
    again = world.call("POST", f"/v1/leads/{lead}/reopen", by=staff)
    changed = {name for name, value in again.body.items() if before[name] != value}
    assert changed == {"updated_at", "version"}
    assert [row["id"] for row in world.call("GET", "/v1/leads", by=staff, lost="false")["items"]] == [lead]


@pytest.mark.parametrize(("method", "path", "body"), [
    ("POST", "/stage", {}), ("POST", "/stage", {"stage": "won"}),
    ("PATCH", "", {"stage": "won"}), ("PATCH", "", {"stage": None}),
])  # fmt: skip
def test_a_lost_lead_stays_in_its_stage_until_it_is_taken_up_again(
    method: str, path: str, body: dict[str, Any], world: World, staff: Person, lead: str
):
    lose(world, staff, lead)
    refused = world.call(method, f"/v1/leads/{lead}{path}", body, by=staff)
    assert (refused.status, refused["code"]) == (409, "wrong_state")
    unharmed = world.call("PATCH", f"/v1/leads/{lead}", {"stage": "new", "note": "Gọi lại"}, by=staff)
    assert (unharmed.status, unharmed["stage"]) == (200, "new")
    world.call("POST", f"/v1/leads/{lead}/reopen", by=staff)
    assert world.call(method, f"/v1/leads/{lead}{path}", body, by=staff).status == 200


@pytest.mark.parametrize("steps", [["lost", "lost"], ["reopen"], ["convert", "lost"], ["lost", "convert"]])
def test_a_step_that_does_not_fit_says_where_the_lead_is(steps: list[str], world: World, staff: Person, lead: str):
    *before, last = steps
    for step in before:
        assert world.call("POST", f"/v1/leads/{lead}/{step}", {"reason": "price"}, by=staff).status == 200
    answer = world.call("POST", f"/v1/leads/{lead}/{last}", {"reason": "price"}, by=staff)
    assert (answer.status, answer["code"]) == (409, "wrong_state")


def test_no_lead_is_lost_without_a_reason_of_the_catalogue(world: World, staff: Person, lead: str):
    assert lose(world, staff, lead, "bad-luck").status == 422
    nothing = world.call("POST", f"/v1/leads/{lead}/lost", {}, by=staff)
    assert [(e["path"], e["code"]) for e in nothing["errors"]] == [("/reason", "missing")]
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["lost_at"] is None
