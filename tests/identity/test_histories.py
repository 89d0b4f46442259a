"""Who changed people, the ladder and the rules, and from what to what (A8)."""

from typing import Any

import pytest

from tests.world import Person, World

NAME = {"vi": "Tên", "en": "Name"}
TIER = {"id": "gold", "name": NAME, "colour": "#FFD700", "discount": 5, "min_amount": 100}
RULE = {"id": "vip", "kind": "group", "group": "vip", "points": 9, "name": NAME}


def told(world: World, by: Person, place: str) -> list[tuple[str, dict[str, Any]]]:
    answer = world.call("GET", f"{place}/history", by=by)
    assert answer.status == 200, answer.raw
    assert {one["by"] for one in answer["items"]} <= {by.id}
    return [(one["action"], one["changes"]) for one in answer["items"]]


def test_an_employee_has_a_history(world: World, admin: Person):
    body = {"code": "E9", "name": "Bình", "email": "binh@acme.example", "department": admin.department}
    place = f"/v1/employees/{world.call('POST', '/v1/employees', body, by=admin)['id']}"
    world.call("PATCH", place, {"role": "manager", "phone": "0912345678"}, by=admin)
    world.call("PATCH", place, {"role": "manager"}, by=admin)
    world.call("PATCH", place, {"active": False}, by=admin)
    gone, changed, made = told(world, admin, place)
    assert gone == ("changed", {"active": {"from": True, "to": False}})
    assert changed[1]["role"] == {"from": "staff", "to": "manager"}
    assert changed[1]["phone"]["from"] is None
    assert (made[0], made[1]["email"]) == ("created", {"from": None, "to": "binh@acme.example"})


def test_a_department_has_a_history_and_so_has_who_manages_it(world: World, admin: Person):
    manager = world.employee(admin.department, "M1", "manager")
    place = f"/v1/departments/{admin.department}"
    world.call("PATCH", place, {"manager": manager.id}, by=admin)
    assert told(world, admin, place) == [("changed", {"manager": {"from": None, "to": manager.id}})]
    assert told(world, admin, f"/v1/employees/{manager.id}") == [
        ("changed", {"manages": {"from": [], "to": [admin.department]}})
    ]


def test_histories_are_not_people_nor_departments(world: World, admin: Person):
    made = world.call("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"}, by=admin)["id"]
    world.call("PATCH", f"/v1/employees/{admin.id}", {"name": "An An"}, by=admin)
    employees = world.call("GET", "/v1/employees", by=admin, limit=1)
    assert [one["id"] for one in employees["items"]] == [admin.id]
    departments = world.call("GET", "/v1/departments", by=admin)
    assert [one["id"] for one in departments["items"]] == [admin.department, made]
    assert departments["next_cursor"] is None


def test_the_ladder_and_the_rules_have_histories(world: World, admin: Person):
    for _ in range(2):
        world.call("PUT", "/v1/tiers", {"tiers": [TIER]}, by=admin)
        world.call("PUT", "/v1/scoring/rulebook", {"rules": [RULE]}, by=admin)
    ((_, ladder),) = told(world, admin, "/v1/tiers")
    assert ladder["tiers"]["from"] == []
    assert [tier["id"] for tier in ladder["tiers"]["to"]] == ["gold"]
    ((_, rules),) = told(world, admin, "/v1/scoring/rulebook")
    assert [rule["id"] for rule in rules["rules"]["to"]] == ["vip"]


@pytest.mark.parametrize("place", ["/v1/employees/{}", "/v1/departments/{}"])
def test_what_there_is_not_has_no_history(place: str, world: World, admin: Person):
    assert world.call("GET", place.format(admin.id[:-2] + "00") + "/history", by=admin).status == 404


@pytest.mark.parametrize("place", ["/v1/employees/{0.id}", "/v1/departments/{0.department}", "/v1/tiers",
    "/v1/scoring/rulebook"])  # fmt: skip
def test_histories_of_settings_are_the_administrators(place: str, world: World, admin: Person, staff: Person):
    answer = world.call("GET", place.format(admin) + "/history", by=staff)
    assert (answer.status, answer["code"]) == (403, "admin_only")
