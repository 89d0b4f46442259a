"""Many records shared or handed over at once: each by itself, and each with its own outcome (A5-A7)."""

from collections import Counter
from typing import Any

import pytest

from tests.bulk.test_jobs import ask, lead, results
from tests.world import Person, World


@pytest.fixture
def south(world: World, admin: Person) -> list[Person]:
    assert admin.id
    department = world.department(code="S")
    return [world.employee(department, f"T{n}") for n in range(3)]


def done(world: World, by: Person, records: list[str], action: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    asked = ask(world, by, records, action)
    assert asked.status == 202, asked.raw
    world.pump()
    return results(world, by, asked)


def test_many_are_shared_with_a_department(world: World, staff: Person, south: list[Person]):
    leads = [lead(world, staff) for _ in range(30)]
    foreign = lead(world, south[0])
    action = {"kind": "share", "departments": [south[0].department]}
    told = done(world, staff, [*leads, foreign], action)
    assert Counter(told.values()) == {("done", None): 30, ("skipped", "not_found"): 1}
    for colleague in south[1:]:
        rows = world.call("GET", "/v1/leads", by=colleague, limit=100)["items"]
        assert {row["id"] for row in rows} == {*leads}


def test_what_is_shared_already_or_owned_by_whom_it_would_be_shared_with_is_skipped(
    world: World, staff: Person, admin: Person, south: list[Person]
):
    mine, theirs, twice = lead(world, staff), lead(world, south[0]), lead(world, staff)
    action = {"kind": "share", "employees": [south[0].id], "categories": ["profile"]}
    done(world, staff, [twice], action)
    told = done(world, admin, [mine, theirs, twice], action)
    assert told == {
        mine: ("done", None), theirs: ("skipped", "shared_with_owner"), twice: ("skipped", "unchanged"),
    }  # fmt: skip


def test_many_are_handed_over_in_turns_and_the_remainder_goes_to_the_top(
    world: World, staff: Person, south: list[Person]
):
    leads = [lead(world, staff) for _ in range(32)]
    action = {"kind": "transfer", "employees": [one.id for one in south], "split_evenly": True}
    told = done(world, staff, leads, action)
    assert set(told.values()) == {("done", None)}
    counts = [len(world.call("GET", "/v1/leads", by=one, limit=100)["items"]) for one in south]
    assert counts == [11, 11, 10]
    assert world.call("GET", "/v1/leads", by=staff)["items"] == []


def test_who_was_only_given_a_record_hands_on_none(world: World, staff: Person, south: list[Person]):
    mine = lead(world, staff)
    done(world, staff, [mine], {"kind": "share", "employees": [south[0].id]})
    told = done(world, south[0], [mine], {"kind": "transfer", "employees": [south[1].id]})
    assert told == {mine: ("skipped", "not_yours_to_change")}


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ({"kind": "share", "employees": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/action/employees/0"),
        ({"kind": "share"}, "/action/employees"),
        ({"kind": "transfer"}, "/action/employees"),
        ({"kind": "transfer", "departments": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/action/departments/0"),
    ],
)
def test_what_no_record_could_have_done_to_it_is_said_at_once(
    action: dict[str, Any], path: str, world: World, staff: Person
):
    answer = ask(world, staff, [lead(world, staff)], action)
    assert (answer.status, [e["path"] for e in answer["errors"]]) == (422, [path])
