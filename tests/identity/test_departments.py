"""Departments, and what their managers see."""

from typing import Any

import pytest

from kernel import clock, ids
from tests.world import Answer, Person, World


@pytest.fixture
def manager(world: World, admin: Person) -> Person:
    return world.employee(world.department(admin.tenant, "LEADERS"), "M1", "manager")


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["id"])


def sees(world: World, who: Person, lead: str) -> tuple[bool, bool]:
    """Whether a record is read, and whether it is listed: never one without the other."""
    listed = lead in {row["id"] for row in world.call("GET", "/v1/leads", by=who)["items"]}
    return world.call("GET", f"/v1/leads/{lead}", by=who).status == 200, listed


def put_in_charge(world: World, admin: Person, department: str, manager: str | None) -> Answer:
    return world.call("PATCH", f"/v1/departments/{department}", {"manager": manager}, by=admin)


def test_who_becomes_manager_sees_at_once_and_who_was_no_longer(
    world: World, admin: Person, manager: Person, lead: str
):
    other = world.employee(manager.department, "M2", "manager")
    assert sees(world, manager, lead) == (False, False)
    assert put_in_charge(world, admin, admin.department, manager.id).status == 200
    assert (sees(world, manager, lead), sees(world, other, lead)) == ((True, True), (False, False))
    assert put_in_charge(world, admin, admin.department, other.id)["manager"] == other.id
    assert (sees(world, manager, lead), sees(world, other, lead)) == ((False, False), (True, True))
    assert put_in_charge(world, admin, admin.department, None)["manager"] is None
    assert sees(world, other, lead) == (False, False)


def test_a_department_is_created_with_its_manager(world: World, admin: Person, manager: Person):
    made = world.call("POST", "/v1/departments", {"code": "N", "name": "Bắc", "manager": manager.id}, by=admin)
    assert (made.status, made["manager"]) == (201, manager.id)
    assert world.call("GET", "/v1/me", by=manager)["manages"] == [made["id"]]
    north = world.employee(made["id"], "N1")
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=north)["id"]
    assert sees(world, manager, lead) == (True, True)


def test_a_manager_of_several_departments_sees_all_of_them_and_no_others(
    world: World, admin: Person, manager: Person, lead: str
):
    second, third = world.department(code="D8"), world.department(code="D9")
    leads = [lead]
    for number, department in enumerate((second, third)):
        owner = world.employee(department, f"X{number}")
        leads.append(world.call("POST", "/v1/leads", {"name": "A"}, by=owner)["id"])
    for department in (admin.department, second):
        put_in_charge(world, admin, department, manager.id)
    assert [sees(world, manager, one) for one in leads] == [(True, True), (True, True), (False, False)]


@pytest.mark.parametrize("change", [{"role": "staff"}, {"active": False}])
def test_who_manages_a_department_is_neither_staff_nor_gone_until_it_has_another_manager(
    change: dict[str, Any], world: World, admin: Person, manager: Person, lead: str
):
    second = world.department(code="N")
    for one in (admin.department, second):
        put_in_charge(world, admin, one, manager.id)
    refused = world.call("PATCH", f"/v1/employees/{manager.id}", change, by=admin)
    assert (refused.status, refused["code"]) == (409, "still_manages")
    assert "HQ, N" in refused["detail"]
    assert sees(world, manager, lead) == (True, True)
    for one, instead in ((admin.department, None), (second, admin.id)):
        put_in_charge(world, admin, one, instead)
    assert world.call("PATCH", f"/v1/employees/{manager.id}", change, by=admin).status == 200
    assert world.call("GET", f"/v1/leads/{lead}", by=manager).status in {403, 404}


def test_the_records_of_who_has_left_are_still_their_managers_to_see(
    world: World, admin: Person, manager: Person, staff: Person, lead: str
):
    put_in_charge(world, admin, admin.department, manager.id)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    assert sees(world, manager, lead) == (True, True)


def test_a_manager_must_be_an_active_employee_of_the_company(world: World, admin: Person, staff: Person):
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    rival = world.company("rival")
    for nobody in (rival.id, staff.id, ids.new(clock.now())):
        refused = [
            put_in_charge(world, admin, admin.department, nobody),
            world.call("POST", "/v1/departments", {"code": "N", "name": "N", "manager": nobody}, by=admin),
        ]
        for answer in refused:
            assert answer.status == 422
            assert [(e["path"], e["code"]) for e in answer["errors"]] == [("/manager", "no_such_employee")]


def test_a_code_that_is_taken_is_named(world: World, admin: Person):
    for code in ("HQ", "hq"):
        answer = world.call("POST", "/v1/departments", {"code": code, "name": "Other"}, by=admin)
        assert [(e["path"], e["code"]) for e in answer["errors"]] == [("/code", "taken")]
    assert len(world.call("GET", "/v1/departments", by=admin)["items"]) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": None}, ("/name", "missing")),
        ({"id": "X"}, ("/id", "unknown_field")),
        ({"code": None}, ("/code", "missing")),
        ({"manager": "x"}, ("/manager", "format")),
    ],
)
def test_a_department_is_not_spoilt(body: dict[str, Any], expected: tuple[str, str], world: World, admin: Person):
    answer = world.call("PATCH", f"/v1/departments/{admin.department}", body, by=admin)
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [expected]


def test_a_renamed_department_keeps_its_manager(world: World, admin: Person, manager: Person):
    put_in_charge(world, admin, admin.department, manager.id)
    renamed = world.call("PATCH", f"/v1/departments/{admin.department}", {"name": "Mới"}, by=admin)
    assert (renamed["name"], renamed["manager"]) == ("Mới", manager.id)
    assert world.call("GET", "/v1/me", by=manager)["manages"] == [admin.department]


def test_staff_manage_no_department_for_they_would_see_nothing_of_it(world: World, admin: Person, staff: Person):
    for answer in (
        put_in_charge(world, admin, admin.department, staff.id),
        world.call("POST", "/v1/departments", {"code": "N", "name": "N", "manager": staff.id}, by=admin),
    ):
        assert (answer.status, answer["errors"][0]["code"]) == (422, "not_a_manager")


def test_what_changes_nothing_makes_no_version(world: World, admin: Person, manager: Person):
    for path, same in ((f"/v1/departments/{admin.department}", "HQ"), (f"/v1/employees/{manager.id}", "M1")):
        before = next(
            one for one in world.call("GET", path.rpartition("/")[0], by=admin)["items"] if one["code"] == same
        )
        for change in ({}, {"name": before["name"]}):
            again = world.call("PATCH", path, change, by=admin)
            assert (again.status, again.body) == (200, before)


def test_a_department_out_of_use_is_nobodys_workplace(world: World, admin: Person, staff: Person):
    south = world.department(admin.tenant, "SOUTH")
    place, lead = f"/v1/departments/{south}", world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["id"]
    world.call("POST", f"/v1/customers/{lead}/share", {"departments": [south]}, by=staff)
    seller = world.employee(south, "S9")
    refused = world.call("PATCH", place, {"active": False}, by=admin)
    assert (refused.status, refused["code"]) == (409, "department_in_use")
    assert "SOUTH: 1" in refused["detail"]
    world.call("PATCH", f"/v1/employees/{seller.id}", {"active": False}, by=admin)
    assert world.call("PATCH", place, {"active": False}, by=admin)["active"] is False
    hire = {"code": "N", "name": "N", "email": "n@acme.example", "department": south}
    wrong = [
        world.call("POST", "/v1/employees", hire, by=admin),
        world.call("PATCH", f"/v1/employees/{staff.id}", {"department": south}, by=admin),
        world.call("PATCH", f"/v1/employees/{seller.id}", {"active": True}, by=admin),
        world.call("POST", f"/v1/customers/{lead}/share", {"departments": [south]}, by=staff),
    ]
    assert {(answer.status, answer["errors"][0]["code"]) for answer in wrong} == {(422, "no_such_department")}
    taken = world.call("POST", f"/v1/customers/{lead}/share", {"mode": "remove", "departments": [south]}, by=staff)
    assert (taken.status, taken["items"]) == (200, [])
    assert [d["id"] for d in world.call("GET", "/v1/departments", by=staff, active="false")["items"]] == [south]
    assert south not in [d["id"] for d in world.call("GET", "/v1/departments", by=staff, active="true")["items"]]
    assert world.call("GET", place, by=staff)["active"] is False


def test_a_department_gets_another_code_and_the_old_one_is_free(world: World, admin: Person):
    south = world.department(admin.tenant, "SOUTH")
    assert world.call("PATCH", f"/v1/departments/{south}", {"code": "S"}, by=admin)["code"] == "S"
    assert world.call("POST", "/v1/departments", {"code": "SOUTH", "name": "Nam"}, by=admin).status == 201
    again = world.call("PATCH", f"/v1/departments/{south}", {"code": "SOUTH"}, by=admin)
    assert [(e["path"], e["code"]) for e in again["errors"]] == [("/code", "taken")]
