"""Products as administrators keep them and everybody finds them (G1)."""

from typing import Any

import pytest

from tests.world import Answer, Person, World

PRODUCTS = "/v1/products"
GOLD = {"id": "gold", "name": {"vi": "Vàng", "en": "Gold"}, "colour": "#FFD700", "discount": 5, "min_amount": 1}


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    made = shared.company()
    assert shared.call("PUT", "/v1/tiers", {"tiers": [GOLD]}, by=made).status == 200
    return made


def add(world: World, by: Person, code: str, **fields: Any) -> Answer:
    return world.call("POST", PRODUCTS, {"code": code, "name": code} | fields, by=by)


def found(world: World, by: Person, **query: Any) -> list[str]:
    """Codes, page by page."""
    codes: list[str] = []
    cursor = None
    while True:
        page = world.call("GET", PRODUCTS, by=by, cursor=cursor, **{"limit": 2, **query})
        assert page.status == 200, page.raw
        codes += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return codes


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_product_is_read_as_it_was_written_by_every_employee(shared: World, boss: Person):
    made = add(shared, boss, "SP1", unit="cái", price="1500000.5", tax=8, discounts={"gold": "7.5"}, note="a\nb")
    assert made.status == 201, made.raw
    assert (made["price"], made["tax"], made["discounts"], made["active"]) == ("1500000.5", "8", {"gold": "7.5"}, True)
    seller = shared.employee(boss.department, "S1")
    assert shared.call("GET", f"{PRODUCTS}/{made['id']}", by=seller).raw == made.raw
    assert add(shared, seller, "SP2")["code"] == "admin_only"


def test_a_code_is_one_products_whatever_its_case(shared: World, boss: Person):
    mine = add(shared, boss, "dup")
    assert add(shared, boss, "DUP")["code"] == "code_taken"
    path = f"{PRODUCTS}/{mine['id']}"
    assert shared.call("PATCH", path, {"code": "Dup"}, by=boss)["code"] == "Dup"
    assert shared.call("PATCH", path, {"code": "other"}, by=boss)["version"] == 3
    assert add(shared, boss, "DUP").status == 201


def test_a_change_names_its_version_is_told_and_one_that_changes_nothing_is_none(shared: World, boss: Person):
    made = add(shared, boss, "CHG")
    path = f"{PRODUCTS}/{made['id']}"
    changed = shared.call("PATCH", path, {"price": 7, "active": False}, by=boss, headers={"if-match": '"1"'})
    assert (changed["version"], changed["price"], changed["active"]) == (2, "7", False)
    assert shared.call("PATCH", path, {"price": 8}, by=boss, headers={"if-match": '"1"'})["code"] == "stale"
    assert shared.call("PATCH", path, {"price": 7}, by=boss).raw == changed.raw
    told = shared.call("GET", f"{path}/history", by=boss)["items"]
    assert [entry["version"] for entry in told] == [2, 1]
    assert told[0]["changes"]["price"] == {"from": "0", "to": "7"}


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"price": -1}, "/price", "too_small"), ({"price": "1e9"}, "/price", "number"),
        ({"price": 10**15}, "/price", "too_large"), ({"tax": 100}, "/tax", "below"), ({"tax": -1}, "/tax", "too_small"),
        ({"discounts": {"gold": 101}}, "/discounts/gold", "too_large"),
        ({"discounts": {"none": 1}}, "/discounts/none", "not_in_catalog"),
        ({"code": "a b"}, "/code", "format"), ({"name": " "}, "/name", "too_short"), ({"owner": "x"}, "/owner",
        "unknown_field"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(
    fields: dict[str, Any], path: str, code: str, shared: World, boss: Person
):
    answer = shared.call("POST", PRODUCTS, {"code": "BAD", "name": "A"} | fields, by=boss)
    assert errors(answer) == [(path, code)]


@pytest.mark.parametrize("name", ["code", "name", "price", "tax", "active", "discounts"])
def test_what_a_product_must_have_is_not_emptied(name: str, shared: World, boss: Person):
    made = add(shared, boss, f"E-{name}")
    assert errors(shared.call("PATCH", f"{PRODUCTS}/{made['id']}", {name: None}, by=boss)) == [(f"/{name}", "missing")]


def test_products_are_listed_in_each_order_and_found_without_accents(shared: World):
    world, admin = shared, shared.company("lister")
    staff = shared.employee(admin.department, "S1", tenant="lister")
    for code, name in (("B-1", "Đồng hồ đo"), ("a-2", "Ống thép"), ("B-10", "đồng hồ điện"), ("C", "Áo mưa")):
        assert add(world, admin, code, name=name, active=code != "C").status == 201
    assert found(world, staff) == ["C", "B-10", "a-2", "B-1"]
    assert found(world, staff, sort="name") == ["C", "B-10", "B-1", "a-2"]
    assert found(world, staff, sort="code") == ["a-2", "B-1", "B-10", "C"]
    assert found(world, staff, q="dong ho") == ["B-10", "B-1"]
    assert found(world, staff, q="ĐỒNG HỒ ĐO") == ["B-1"]
    assert found(world, staff, q="b-1", sort="code") == ["B-1", "B-10"]
    assert found(world, staff, active="true") == ["B-10", "a-2", "B-1"]
    assert found(world, staff, active="false", sort="name", limit=1) == ["C"]
    assert found(world, staff, q="zz") == []
    assert errors(world.call("GET", PRODUCTS, by=staff, q="!")) == [("/q", "nothing_to_find")]
    assert errors(world.call("GET", PRODUCTS, by=staff, q="a", sort="newest")) == [("/q", "not_with")]


def test_a_cursor_is_good_for_its_own_order_only(shared: World, boss: Person):
    for code in ("K1", "K2"):
        add(shared, boss, code)
    cursor = shared.call("GET", PRODUCTS, by=boss, sort="name", limit=1)["next_cursor"]
    assert shared.call("GET", PRODUCTS, by=boss, sort="code", cursor=cursor)["code"] == "invalid_cursor"
