"""Who sees a record: everybody else is told that it does not exist (A3, A4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from customers.rules import Shared
from kernel.access import CATEGORIES, Earlier, Viewer, sight
from tests.world import Person, World

OWNER, OTHER = "01JZX5T0Q8V3M4N5P6R7S8T9W0", "01JZX5T0Q8V3M4N5P6R7S8T9W1"
D1, D2, D3 = (f"01JZX5T0Q8V3M4N5P6R7S8T9D{number}" for number in (1, 2, 3))
MOVED = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """What sight depends on."""

    shares: tuple[Shared, ...] = ()
    since: Mapping[Earlier, datetime] = field(default_factory=dict)
    owner: str = OWNER
    department: str = D1


def viewer(role: Any, employee: str = OTHER, manages: frozenset[str] = frozenset(), department: str = D3) -> Viewer:
    return Viewer("acme", employee, role, department, manages)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (viewer("admin"), True),
        (viewer("staff", OWNER), True),
        (viewer("staff"), False),
        (viewer("staff", department=D1), False),
        (viewer("manager"), False),
        (viewer("manager", manages=frozenset({D2})), False),
        (viewer("manager", manages=frozenset({D1, D2})), True),
        (viewer("manager", OWNER), True),
    ],
)
def test_who_sees_a_record_of_a_department_without_a_share(who: Viewer, seen: bool):
    found = sight(who, Record())
    assert [found.sees(category) for category in CATEGORIES] == [seen] * len(CATEGORIES)
    assert found.may_change is seen


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (viewer("staff"), {"quotes", "profile"}),
        (viewer("staff", department=D2), {"quotes", "profile", "contracts"}),
        (viewer("staff", "01JZX5T0Q8V3M4N5P6R7S8T9W9", department=D2), {"contracts"}),
        (viewer("staff", "01JZX5T0Q8V3M4N5P6R7S8T9W9"), set()),
        (viewer("manager", "01JZX5T0Q8V3M4N5P6R7S8T9W9", frozenset({D3})), {"quotes", "profile"}),
        (viewer("manager", "01JZX5T0Q8V3M4N5P6R7S8T9W9", frozenset({D2, D3})), {"quotes", "profile", "contracts"}),
        (viewer("manager", "01JZX5T0Q8V3M4N5P6R7S8T9W9", frozenset({D1})), set(CATEGORIES)),
    ],
)
def test_a_share_gives_its_categories_to_whom_it_is_with_and_to_their_manager(who: Viewer, seen: set[str]):
    given = (
        Shared(employee=OTHER, department=D3, categories=("profile", "quotes")),
        Shared(department=D2, categories=("contracts",)),
    )
    found = sight(who, Record(given))
    assert {category for category in CATEGORIES if found.sees(category)} == seen
    assert found.may_change is (seen == set(CATEGORIES))


def test_a_new_owner_sees_from_the_transfer_on_what_was_not_carried_over():
    record = Record(since={"contracts": MOVED, "activities": MOVED})
    for who in (viewer("staff", OWNER), viewer("manager", manages=frozenset({D1}))):
        found = sight(who, record)
        assert found.sees("contracts")
        assert (found.since("contracts"), found.since("quotes"), found.since("open_activities")) == (MOVED, None, None)
    assert sight(viewer("admin"), record).since("contracts") is None


def test_a_share_of_a_category_is_of_all_of_it_also_for_its_new_owner():
    given = Shared(department=D3, categories=("contracts",))
    found = sight(viewer("staff", OWNER), Record((given,), {"contracts": MOVED, "quotes": MOVED}))
    assert (found.since("contracts"), found.since("quotes")) == (None, MOVED)


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
