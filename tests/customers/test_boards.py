"""Boards: one book by stage, counted exactly, with the newest cards and the way to the others (C7)."""

from typing import Any

import pytest

from customers.changing import rewrite
from identity.viewers import viewer_of
from kernel import clock
from tests.world import Answer, Person, World


@pytest.fixture
def manager(world: World, admin: Person) -> Person:
    """Who manages the department that the administrator and the salesperson work in."""
    other = world.department(code="D2")
    return world.employee(other, "M1", "manager", manages=(admin.department, other))


def lead(world: World, by: Person, **fields: Any) -> str:
    made = world.call("POST", "/v1/leads", {"name": "A", **fields}, by=by)
    assert made.status == 201, made.raw
    return str(made["id"])


def board(world: World, by: Person, path: str = "leads", **query: Any) -> Answer:
    world.pump()
    found = world.call("GET", f"/v1/{path}/board", by=by, **query)
    assert found.status == 200, found.raw
    return found


def columns(answer: Answer) -> dict[str, tuple[int, str, list[str]]]:
    """The columns that have something, by stage: count, expected value, cards."""
    return {
        "lost" if column["lost"] else column["stage"] or "~":
        (column["count"], column["expected_value"], [card["id"] for card in column["items"]])
        for column in answer["columns"] if column["count"] or column["items"]
    }  # fmt: skip


def test_columns_are_the_stages_in_their_order_with_names_and_colours(world: World, admin: Person):
    stages = world.call("GET", "/v1/catalogs/stages", by=admin)["items"]
    shown = board(world, admin)["columns"]
    assert [(c["stage"], c["name"], c["colour"]) for c in shown] == [
        (s["code"], s["name"], s["colour"]) for s in stages
    ]
    assert {(c["count"], c["expected_value"], len(c["items"]), c["next_cursor"]) for c in shown} == {(0, "0", 0, None)}


def test_a_column_has_the_exact_count_and_sum_and_the_newest_cards(world: World, admin: Person):
    ids = [lead(world, admin, stage="new", expected_revenue="1.25") for _ in range(3)]
    other = lead(world, admin, stage="contacted")
    bare = lead(world, admin, stage=None, expected_revenue="7")
    assert columns(board(world, admin, limit=2)) == {
        "~": (1, "7", [bare]), "new": (3, "3.75", [ids[2], ids[1]]), "contacted": (1, "0", [other]),
    }  # fmt: skip


def test_the_list_goes_on_where_a_column_ends(world: World, admin: Person, manager: Person):
    made = [lead(world, admin, stage="new") for _ in range(5)]
    scopes: list[tuple[Person, dict[str, Any]]] = [
        (admin, {"scope": "mine"}), (admin, {"scope": "all"}),
        (manager, {"scope": "team", "department": admin.department}),
    ]  # fmt: skip
    for who, scope in scopes:
        (column,) = (c for c in board(world, who, limit=2, **scope)["columns"] if c["stage"] == "new")
        rest = world.call("GET", "/v1/leads", by=who, stage="new", lost="false", cursor=column["next_cursor"], **scope)
        assert rest.status == 200, rest.raw
        assert [card["id"] for card in column["items"] + rest["items"]] == made[::-1]


def test_lost_records_have_a_column_of_their_own_when_asked_for(world: World, staff: Person):
    made = [lead(world, staff, stage="new", expected_revenue="2") for _ in range(3)]
    for one in made[:2]:
        lose(staff, one)
    assert columns(board(world, staff)) == {"new": (1, "2", [made[2]])}
    shown = board(world, staff, lost="true", limit=1)
    assert columns(shown) == {"new": (1, "2", [made[2]]), "lost": (2, "4", [made[1]])}
    after = shown["columns"][-1]["next_cursor"]
    rest = world.call("GET", "/v1/leads", by=staff, scope="mine", lost="true", cursor=after)
    assert [card["id"] for card in rest["items"]] == [made[0]]


def lose(by: Person, record: str) -> None:
    """As who marks it as lost."""
    rewrite(viewer_of(by.tenant, by.id), record, lambda c: c.model_copy(update={"lost_at": clock.now()}))


def test_who_sees_which_board(world: World, admin: Person, staff: Person, manager: Person):
    own, others = lead(world, staff, stage="new"), lead(world, admin, stage="new")
    both = (2, "0", [others, own])
    assert columns(board(world, staff, scope="mine")) == {"new": (1, "0", [own])}
    assert columns(board(world, staff, scope="department")) == {}
    assert columns(board(world, admin, scope="all")) == {"new": both}
    assert columns(board(world, admin, scope="team", department=admin.department)) == {"new": both}
    assert columns(board(world, manager, scope="team", department=admin.department)) == {"new": both}
    assert columns(board(world, manager, scope="mine")) == {}


@pytest.mark.parametrize("path", ["leads", "leads/board", "customers/board"])
def test_a_scope_that_is_not_ones_own_is_refused(
    path: str, world: World, admin: Person, staff: Person, manager: Person
):
    team, elsewhere = ({"scope": "team", "department": one} for one in (admin.department, world.department(code="D3")))
    refused: list[tuple[Person, dict[str, Any]]] = [
        (staff, {"scope": "all"}), (manager, {"scope": "all"}), (staff, {"scope": "team"}), (staff, team),
        (manager, elsewhere),
    ]  # fmt: skip
    for who, query in refused:
        answer = world.call("GET", f"/v1/{path}", by=who, **query)
        assert (answer.status, answer["code"]) == (403, "not_your_scope")
    for who in (manager, admin):
        unnamed = world.call("GET", f"/v1/{path}", by=who, scope="team")
        assert (unnamed.status, unnamed["errors"][0]["path"]) == (422, "/department")


def test_records_without_a_stage_are_listed_by_a_stage_that_is_none(world: World, admin: Person):
    bare, _ = lead(world, admin, stage=None), lead(world, admin, stage="new")
    queries: list[dict[str, Any]] = [{"lost": "false"}, {}, {"sort": "name"}]
    for query in queries:
        found = world.call("GET", "/v1/leads", by=admin, stage="~", **query)
        assert [row["id"] for row in found["items"]] == [bare]


def test_a_board_of_customers_is_another(world: World, admin: Person):
    made = lead(world, admin, stage="new")
    world.call("POST", f"/v1/leads/{made}/convert", by=admin)
    assert columns(board(world, admin)) == {}
    assert columns(board(world, admin, "customers")) == {"new": (1, "0", [made])}


def test_a_stage_that_is_out_of_use_stays_while_there_are_records_in_it(world: World, admin: Person):
    made = lead(world, admin, stage="new")
    assert world.call("PATCH", "/v1/catalogs/stages/new", {"active": False}, by=admin).status == 200
    assert "new" in [c["stage"] for c in board(world, admin)["columns"]]
    world.call("PATCH", f"/v1/leads/{made}", {"stage": "contacted"}, by=admin)
    assert "new" not in [c["stage"] for c in board(world, admin)["columns"]]


def test_lists_take_a_scope_in_every_order(world: World, admin: Person, staff: Person, manager: Person):
    own, others = lead(world, staff), lead(world, admin)
    world.pump()
    scopes: list[tuple[Person, dict[str, Any], set[str]]] = [
        (staff, {"scope": "mine"}, {own}), (admin, {"scope": "all"}, {own, others}),
        (manager, {"scope": "team", "department": admin.department}, {own, others}),
        (manager, {"scope": "mine"}, set()), (admin, {"scope": "mine"}, {others}),
    ]  # fmt: skip
    for sort in ("newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value"):
        for who, scope, wanted in scopes:
            found = world.call("GET", "/v1/leads", by=who, sort=sort, **scope)
            assert {row["id"] for row in found["items"]} == wanted, (sort, scope)
