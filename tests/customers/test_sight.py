"""Who sees a record: everybody else is told that it does not exist (A3, A4)."""

from typing import Any

import pytest

from kernel.access import Viewer, sees
from tests.world import Person, World

OWNER, OTHER = "01JZX5T0Q8V3M4N5P6R7S8T9W0", "01JZX5T0Q8V3M4N5P6R7S8T9W1"


def viewer(role: Any, employee: str = OTHER, manages: frozenset[str] = frozenset()) -> Viewer:
    return Viewer("acme", employee, role, "D1", manages)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (viewer("admin"), True),
        (viewer("staff", OWNER), True),
        (viewer("staff"), False),
        (viewer("staff", manages=frozenset({"D1"})), False),
        (viewer("manager"), False),
        (viewer("manager", manages=frozenset({"D2"})), False),
        (viewer("manager", manages=frozenset({"D1", "D2"})), True),
        (viewer("manager", OWNER), True),
    ],
)
def test_who_sees_a_record_of_a_department(who: Viewer, seen: bool):
    assert sees(who, owner=OWNER, department="D1") is seen


@pytest.fixture
def people(world: World, admin: Person) -> dict[str, Person]:
    north, south = world.department(code="N"), world.department(code="S")
    made = {
        "owner": world.employee(north, "S1"), "neighbour": world.employee(north, "S2"),
        "stranger": world.employee(south, "S3"), "theirs": world.employee(south, "M1", "manager"),
        "others": world.employee(north, "M2", "manager"), "admin": admin, "rival": world.company("rival"),
    }  # fmt: skip
    for department, manager in ((north, made["theirs"]), (south, made["others"])):
        answer = world.call("PATCH", f"/v1/departments/{department}", {"manager": manager.id}, by=admin)
        assert answer.status == 200
    return made


def test_a_record_is_there_for_its_owner_their_manager_and_administrators_alone(
    world: World, people: dict[str, Person]
):
    lead = world.call("POST", "/v1/leads", {"name": "A", "emails": ["a@x.vn"]}, by=people["owner"])["id"]
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract = world.call("POST", "/v1/contracts", money, by=people["owner"])["id"]
    world.pump()
    allowed = {"owner", "theirs", "admin"}
    reads = [f"/v1/leads/{lead}", f"/v1/customers/{lead}", f"/v1/scores/{lead}", f"/v1/scores/{lead}/signals",
        f"/v1/scores/{lead}/history", f"/v1/tiers/customers/{lead}", f"/v1/contracts/{contract}"]  # fmt: skip
    for name, who in people.items():
        for path in reads:
            answer = world.call("GET", path, by=who)
            assert answer.status == (200 if name in allowed else 404), (name, path)
        listed = world.call("GET", "/v1/contracts", by=who, customer=lead)
        assert listed.status == (200 if name in allowed else 404)
        for sort in ("newest", "score"):
            rows = world.call("GET", "/v1/leads", by=who, sort=sort)["items"]
            assert [row["id"] for row in rows] == ([lead] if name in allowed else []), (name, sort)


def test_who_does_not_see_a_record_cannot_touch_it_either(world: World, people: dict[str, Person]):
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=people["owner"])["id"]
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract = world.call("POST", "/v1/contracts", money, by=people["owner"])["id"]
    world.pump()
    before = world.items()
    for name in ("neighbour", "stranger", "others", "rival"):
        for method, path, body in (
            ("PATCH", f"/v1/leads/{lead}", {"name": "B"}),
            ("POST", f"/v1/leads/{lead}/convert", None),
            ("POST", f"/v1/contracts/{contract}/confirm", None),
            ("POST", f"/v1/scores/{lead}/rebuild", None),
            ("DELETE", f"/v1/tiers/customers/{lead}", None),
        ):
            assert world.call(method, path, body, by=people[name]).status == 404, (name, path)
        refused = world.call("POST", "/v1/contracts", money, by=people[name])
        assert [(e["path"], e["code"]) for e in refused["errors"]] == [("/customer", "no_such_customer")]
    assert world.items() == before
