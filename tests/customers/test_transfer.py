"""Handing a record over: to whom, and what the new owner sees of the time before (A6)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.sharing import turn
from tests.world import Answer, Person, World

NOBODY = "01JZX5T0Q8V3M4N5P6R7S8T9W0"


@pytest.fixture
def people(world: World, admin: Person) -> dict[str, Person]:
    north, south = world.department(code="N"), world.department(code="S")
    return {
        "old": world.employee(north, "S1"), "new": world.employee(south, "S2"), "third": world.employee(south, "S3"),
        "admin": admin,
    }  # fmt: skip


@pytest.fixture
def lead(world: World, people: dict[str, Person]) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Hoà", "groups": ["vip"]}, by=people["old"])["id"]
    world.pump()
    return str(made)


def transfer(world: World, by: Person, lead: str, **body: Any) -> Answer:
    return world.call("POST", f"/v1/customers/{lead}/transfer", body, by=by)


def contract(world: World, by: Person, lead: str) -> str:
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    return str(world.call("POST", "/v1/contracts", money, by=by)["id"])


def test_the_new_owner_has_it_and_the_old_one_no_longer(world: World, people: dict[str, Person], lead: str):
    done = transfer(world, people["old"], lead, employees=[people["new"].id])
    assert (done.status, done["owner"], done["department"]) == (200, people["new"].id, people["new"].department)
    world.pump()
    for name, there in (("old", False), ("new", True), ("third", False), ("admin", True)):
        assert (world.call("GET", f"/v1/leads/{lead}", by=people[name]).status == 200) is there
        for sort in ("newest", "score", "name"):
            rows = world.call("GET", "/v1/leads", by=people[name], sort=sort)["items"]
            assert [row["id"] for row in rows] == ([lead] if there else []), (name, sort)
    row = world.call("GET", "/v1/leads", by=people["new"])["items"][0]
    assert row["score"] == world.call("GET", f"/v1/scores/{lead}", by=people["admin"])["score"] > 0


def test_without_a_tick_what_came_before_is_not_there(world: World, people: dict[str, Person], lead: str):
    before = contract(world, people["old"], lead)
    transfer(world, people["old"], lead, employees=[people["new"].id])
    after = contract(world, people["new"], lead)
    listed = world.call("GET", "/v1/contracts", by=people["new"], customer=lead)["items"]
    assert [row["id"] for row in listed] == [after]
    assert world.call("GET", f"/v1/contracts/{before}", by=people["new"]).status == 404
    assert world.call("POST", f"/v1/contracts/{before}/confirm", by=people["new"]).status == 404
    assert world.call("GET", f"/v1/contracts/{before}", by=people["admin"]).status == 200


def test_a_tick_gives_sight_of_what_came_before(world: World, people: dict[str, Person], lead: str):
    before = contract(world, people["old"], lead)
    transfer(world, people["old"], lead, employees=[people["new"].id], carry_over=["contracts"])
    assert world.call("GET", f"/v1/contracts/{before}", by=people["new"]).status == 200


def test_nobody_carries_over_more_than_they_see(world: World, people: dict[str, Person], lead: str):
    before = contract(world, people["old"], lead)
    transfer(world, people["old"], lead, employees=[people["new"].id])
    between = contract(world, people["new"], lead)
    transfer(world, people["new"], lead, employees=[people["third"].id], carry_over=["contracts"])
    seen = [row["id"] for row in world.call("GET", "/v1/contracts", by=people["third"], customer=lead)["items"]]
    assert seen == [between]
    transfer(world, people["admin"], lead, employees=[people["new"].id], carry_over=["contracts"])
    seen = [row["id"] for row in world.call("GET", "/v1/contracts", by=people["new"], customer=lead)["items"]]
    assert seen == [between, before]


def test_the_old_owner_keeps_sight_by_a_share(world: World, people: dict[str, Person], lead: str):
    world.call("POST", f"/v1/customers/{lead}/share", {"employees": [people["old"].id]}, by=people["admin"])
    transfer(world, people["admin"], lead, employees=[people["new"].id])
    world.call("POST", f"/v1/customers/{lead}/share", {"employees": [people["old"].id]}, by=people["new"])
    assert [r["id"] for r in world.call("GET", "/v1/leads", by=people["old"])["items"]] == [lead]


def test_a_department_stands_for_all_who_work_there(world: World, people: dict[str, Person], lead: str):
    south = people["new"].department
    history = world.call("PATCH", f"/v1/employees/{people['new'].id}", {"name": "Nga"}, by=people["admin"])
    assert history.status == 200
    refused = transfer(world, people["old"], lead, departments=[south])
    assert [(e["path"], e["code"]) for e in refused["errors"]] == [("/split_evenly", "needed_for_several")]
    done = transfer(world, people["old"], lead, departments=[south], split_evenly=True)
    assert done["owner"] == people["new"].id


@pytest.mark.parametrize(
    ("body", "path"),
    [({}, "/employees"), ({"employees": [NOBODY]}, "/employees/0"),
     ({"departments": [NOBODY]}, "/departments/0"), ({"carry_over": ["profile"]}, "/carry_over/0")],
)  # fmt: skip
def test_to_whom_nothing_can_be_handed_is_named(
    body: dict[str, Any], path: str, world: World, people: dict[str, Person], lead: str
):
    answer = transfer(world, people["old"], lead, **body)
    assert (answer.status, [e["path"] for e in answer["errors"]]) == (422, [path])


def test_a_department_where_nobody_works_is_named(world: World, people: dict[str, Person], lead: str):
    empty = world.department(code="KHO")
    answer = transfer(world, people["old"], lead, departments=[empty])
    (error,) = answer["errors"]
    assert (answer.status, error["path"], error["code"]) == (422, "/departments/0", "nobody_works_there")
    assert "KHO" in error["message"]


def test_who_has_left_gets_nothing(world: World, people: dict[str, Person], lead: str):
    world.call("PATCH", f"/v1/employees/{people['new'].id}", {"active": False}, by=people["admin"])
    answer = transfer(world, people["old"], lead, employees=[people["new"].id])
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [("/employees/0", "no_such_employee")]


def test_to_its_owner_it_is_refused(world: World, people: dict[str, Person], lead: str):
    answer = transfer(world, people["old"], lead, employees=[people["old"].id])
    assert (answer.status, answer["code"]) == (409, "already_owner")


def test_fifty_over_three_are_17_17_and_16():
    people = [("a", ""), ("b", ""), ("c", "")]
    taken = [turn(place, people)[0] for place in range(50)]
    assert [taken.count(who) for who in "abc"] == [17, 17, 16]


@given(st.integers(1, 200), st.integers(1, 30))
def test_turns_are_even_and_the_remainder_goes_to_the_top(records: int, people: int):
    taken = [turn(place, [(str(n), "") for n in range(people)])[0] for place in range(records)]
    counts = [taken.count(str(n)) for n in range(people)]
    assert counts == sorted(counts, reverse=True)
    assert max(counts) - min(counts) <= 1


def test_nobody_gives_what_was_kept_from_them_not_to_their_own_department_either(
    world: World, people: dict[str, Person], lead: str
):
    before = contract(world, people["old"], lead)
    transfer(world, people["old"], lead, employees=[people["new"].id])
    after = contract(world, people["new"], lead)
    share = {"departments": [people["new"].department], "categories": ["profile", "contracts"]}
    bulk = {"action": share | {"kind": "share"}, "records": [lead]}

    def contracts(who: str) -> list[str]:
        world.pump()
        one, all_ = (
            [row["id"] for row in world.call("GET", "/v1/contracts", by=people[who], customer=of)["items"]]
            for of in (lead, None)
        )
        assert one == all_
        there = world.call("GET", f"/v1/contracts/{before}", by=people[who]).status == 200
        assert there is (before in one)
        return one

    for path, body in ((f"/v1/customers/{lead}/share", share), ("/v1/bulk", bulk)):
        assert world.call("POST", path, body, by=people["new"]).status in {200, 202}
        assert [contracts("new"), contracts("third")] == [[after], [after]]
    assert world.call("POST", f"/v1/customers/{lead}/share", share, by=people["admin"]).status == 200
    assert [contracts("new"), contracts("third")] == [[after, before], [after, before]]
