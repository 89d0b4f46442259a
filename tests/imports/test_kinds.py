"""Contacts, opportunities and products of a file: made as the API makes them, and taken back with what they took."""

from typing import Any

import pytest

from tests.imports.carried import creates, imported, laid, results, undone, updates
from tests.world import Person, World


def made(world: World, by: Person, path: str, **body: Any) -> str:
    answer = world.call("POST", f"/v1/{path}", body, by=by)
    assert answer.status == 201, answer.raw
    return str(answer["id"])


def got(world: World, by: Person, path: str) -> Any:
    return world.call("GET", f"/v1/{path}", by=by).body


@pytest.fixture
def home(world: World, admin: Person) -> str:
    return made(world, admin, "leads", name="A")


def codes(by: Person, key: Any, of: Any = "results") -> list[str]:
    return [told.code for one in results(by, key, of) for told in one.why]


def test_who_was_the_primary_contact_is_so_again(world: World, admin: Person, home: str):
    first = made(world, admin, "contacts", customer=home, name="Một", primary=True)
    plan = creates([{"customer": home, "name": name, "primary": True, "emails": [f"{name}@x.vn"]} for name in "bc"])
    key = laid(admin, "contacts", [*plan, *updates([(first, 1, {"title": "Giám đốc"})], 9)], size=9)
    assert imported(key).results == {"created": 2, "updated": 1}
    assert [got(world, admin, f"contacts/{one}")["primary"] for one in (first, plan[1].record)] == [False, True]
    assert undone(key).undone == {"removed": 2, "restored": 1}
    after = got(world, admin, f"contacts/{first}")
    assert (after["primary"], after["title"]) == (True, None)
    world.pump()
    assert [one["id"] for one in got(world, admin, "contacts")["items"]] == [first]


def test_a_contact_that_somebody_changed_stays(world: World, admin: Person, home: str):
    plan = creates([{"customer": home, "name": "B"}])
    key = laid(admin, "contacts", plan)
    imported(key)
    world.call("PATCH", f"/v1/contacts/{plan[0].record}", {"title": "!"}, by=admin)
    assert undone(key).undone == {"left": 1}
    assert codes(admin, key, "undone") == ["changed_since_import"]


def test_numbers_come_in_the_order_of_the_file_and_without_gaps(world: World, admin: Person, home: str):
    row = {"customer": home, "expected_close": "2030-01-01"}
    plan = creates([{**row, "name": "1"}, {**row, "name": "2", "number": "X-1"}, {**row, "name": "3"}])
    key = laid(admin, "opportunities", plan)
    imported(key)
    first, typed, second = (str(one.code) for one in results(admin, key))
    assert typed == "X-1"
    assert int(second[-4:]) == int(first[-4:]) + 1
    assert got(world, admin, f"opportunities/{plan[2].record}")["number"] == second


def test_an_opportunity_that_was_won_by_an_import_is_open_again(world: World, admin: Person, home: str):
    there = made(world, admin, "opportunities", customer=home, name="B", expected_close="2030-01-01", probability=35)
    before = got(world, admin, f"opportunities/{there}")
    key = laid(admin, "opportunities", updates([(there, 1, {"stage": "won", "expected_value": "5000000"})]))
    assert imported(key).results == {"updated": 1}
    assert got(world, admin, f"opportunities/{there}")["outcome"] == "won"
    assert undone(key).undone == {"restored": 1}
    after = got(world, admin, f"opportunities/{there}")
    assert after == {**before, "version": 3, "updated_at": after["updated_at"]}


def test_an_opportunity_to_which_something_belongs_stays(world: World, admin: Person, home: str):
    plan = creates([{"customer": home, "name": "B", "expected_close": "2030-01-01"}])
    key = laid(admin, "opportunities", plan)
    imported(key)
    made(world, admin, "quotes", customer=home, opportunity=plan[0].record, date="2026-03-02", lines=[
        {"name": "Máy", "price": "1"}])  # fmt: skip
    assert undone(key).undone == {"left": 1}
    assert codes(admin, key, "undone") == ["attached_since_import"]


@pytest.mark.parametrize("names_it", ["quotes", "opportunities", None])
def test_a_product_goes_unless_a_line_names_it(world: World, admin: Person, home: str, names_it: str | None):
    plan = creates([{"code": "SP1", "name": "Máy", "price": "5"}])
    key = laid(admin, "products", plan)
    imported(key)
    if names_it:
        day = {"quotes": "date", "opportunities": "expected_close"}[names_it]
        more = {"name": "B"} if names_it == "opportunities" else {}
        made(world, admin, names_it, customer=home, lines=[{"product": plan[0].record}], **{day: "2030-01-01"}, **more)
        world.pump()
    assert undone(key).undone == ({"left": 1} if names_it else {"removed": 1})
    again = world.call("POST", "/v1/products", {"code": "sp1", "name": "Máy"}, by=admin)
    assert again.status == (409 if names_it else 201)


def test_products_are_for_administrators(staff: Person):
    key = laid(staff, "products", creates([{"code": "SP1", "name": "Máy"}]))
    assert imported(key).state == "changed"
    assert codes(staff, key) == ["admin_only"]


@pytest.mark.parametrize("kind", ["contacts", "opportunities"])
def test_nothing_is_attached_to_what_is_not_theirs_to_see(world: World, staff: Person, home: str, kind: Any):
    more = {"expected_close": "2030-01-01"} if kind == "opportunities" else {}
    mine = made(world, staff, "leads", name="B")
    key = laid(staff, kind, creates([{"customer": one, "name": "C", **more} for one in (mine, home)]))
    assert imported(key).state == "changed"
    assert codes(staff, key) == ["no_such_customer"]
    assert [one.row for one in results(staff, key)] == [3]


def test_a_number_that_is_taken_by_now_stops_the_import(world: World, admin: Person, home: str):
    key = laid(admin, "opportunities", creates(
        [{"customer": home, "name": "B", "expected_close": "2030-01-01", "number": "X-1"}]))  # fmt: skip
    made(world, admin, "opportunities", customer=home, name="C", expected_close="2030-01-01", number="x-1")
    assert imported(key).state == "changed"
    assert codes(admin, key) == ["taken"]
