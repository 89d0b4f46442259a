"""A tier's discount reaches the products: all of them, or those that are made from then on (I4)."""

from typing import Any

import pytest

from products import model
from tests.tiers.ladders import GOLD, SILVER, THREE, discounts, errors, killed_and_taken_up, lead, product, save, step
from tests.world import Person, World, deliver


def gold(discount: int) -> list[dict[str, Any]]:
    return [step(GOLD, 10, discount)]


def line(world: World, by: Person, customer: str, **fields: Any) -> tuple[str, str]:
    body = {"customer": customer, "date": "2026-03-02", "lines": [fields]}
    made = world.call("POST", "/v1/quotes", body, by=by)
    assert made.status == 201, made.raw
    return made["lines"][0]["discount"], made["lines"][0]["discount_from"]


def test_for_all_it_is_rewritten_on_every_product_and_for_new_ones_on_none(world: World, admin: Person):
    old = product(world, admin, "OLD")
    first = save(world, admin, gold(5), apply_to_products=True)
    world.pump()
    dear = product(world, admin, "DEAR", discounts={GOLD: 2})
    assert discounts(world, admin, [old, dear]) == ["5", "2"]
    assert save(world, admin, gold(8), apply_to_products=False)["products_job"] is None
    world.pump()
    new = product(world, admin, "NEW")
    assert discounts(world, admin, [old, dear, new]) == ["5", "2", "8"]
    job = save(world, admin, gold(9), apply_to_products=True)["products_job"]
    world.pump()
    assert discounts(world, admin, [old, dear, new]) == ["9", "9", "9"]
    done = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (done["kind"], done["state"], done["done"], first["products_job"] != job) == (
        "tier_discounts", "done", 3, True,
    )  # fmt: skip
    told = world.call("GET", f"/v1/products/{old}/history", by=admin)["items"]
    assert [one["changes"]["discounts"]["to"] for one in told[:2]] == [{GOLD: "9"}, {GOLD: "5"}]
    assert told[0]["by"] == admin.id


def test_only_the_tiers_whose_discount_changes_are_rewritten_or_else_all(world: World, admin: Person):
    save(world, admin)
    own = product(world, admin, "OWN", discounts={SILVER: 30, GOLD: 40})
    save(world, admin, [*THREE[:2], THREE[2] | {"discount": 6}], apply_to_products=True)
    world.pump()
    assert world.call("GET", f"/v1/products/{own}", by=admin)["discounts"] == {"bronze": "1", SILVER: "30", GOLD: "6"}
    save(world, admin, [*THREE[:2], THREE[2] | {"discount": 6}], apply_to_products=True)
    world.pump()
    assert world.call("GET", f"/v1/products/{own}", by=admin)["discounts"] == {"bronze": "1", SILVER: "3", GOLD: "6"}


def test_where_a_discount_changes_and_there_are_products_it_has_to_be_said_of_which(world: World, admin: Person):
    assert save(world, admin, gold(5))["products_job"] is None  # there are none
    product(world, admin, "P")
    silent = world.call("PUT", "/v1/tiers", {"tiers": gold(6)}, by=admin)
    assert errors(silent) == [("/apply_to_products", "which_products")]
    assert "false" in silent["errors"][0]["message"]
    save(world, admin, [*gold(5), step("top", 99, 0)])  # no discount changes


def test_a_line_says_who_gives_its_discount(world: World, admin: Person):
    old = product(world, admin, "OLD")
    save(world, admin, gold(5), apply_to_products=False)
    own, new = product(world, admin, "OWN", discounts={GOLD: 2}), product(world, admin, "NEW")
    customer = lead(world, admin, pin=GOLD)
    world.pump()
    assert line(world, admin, customer, name="Lắp đặt", price=10) == ("5", "tier")
    assert line(world, admin, customer, product=own) == ("2", "product")
    assert line(world, admin, customer, product=new) == ("5", "product")
    assert line(world, admin, customer, product=old) == ("0", "product")  # it came for new ones only
    assert line(world, admin, customer, product=own, discount="0.5") == ("0.5", "line")
    assert line(world, admin, lead(world, admin), product=own) == ("0", "none")
    assert world.call("GET", "/v1/tiers", by=admin)["older"] == {GOLD: "0"}
    save(world, admin, gold(7), apply_to_products=True)
    assert world.call("GET", "/v1/tiers", by=admin)["older"] == {}


def test_a_second_save_during_the_job_ends_with_the_newest_everywhere(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("products.applying.STEP", 1)
    old = [product(world, admin, f"P{n}") for n in range(4)]
    save(world, admin, gold(5), apply_to_products=True)
    for record in world.records():
        deliver([record])
    for _ in range(3):
        world.work()
    some = discounts(world, admin, old)
    assert {"5", None} == set(some), "the job is under way"
    save(world, admin, gold(8), apply_to_products=False)
    between = product(world, admin, "BETWEEN")
    save(world, admin, gold(9), apply_to_products=True)
    by_hand = product(world, admin, "HAND", discounts={GOLD: 1})
    world.pump()
    assert discounts(world, admin, [*old, between]) == ["9"] * 5
    assert discounts(world, admin, [by_hand]) == ["1"], "said after all ladders"


def test_what_is_said_by_hand_during_the_job_stays(world: World, admin: Person):
    mine = product(world, admin, "P")
    save(world, admin, gold(5), apply_to_products=True)
    changed = world.call("PATCH", f"/v1/products/{mine}", {"discounts": {GOLD: 44}}, by=admin)
    assert changed.status == 200
    world.pump()
    assert discounts(world, admin, [mine]) == ["44"]


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_and_taken_up_again_it_ends_as_if_it_had_never_stopped(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch, seed: int
):
    monkeypatch.setattr("products.applying.STEP", 2)
    old = [product(world, admin, f"P{n}") for n in range(5)]
    job = save(world, admin, gold(5), apply_to_products=True)["products_job"]
    assert killed_and_taken_up(admin, job, seed, monkeypatch) > 2
    world.pump()
    assert discounts(world, admin, old) == ["5"] * 5
    for one in old:
        told = world.call("GET", f"/v1/products/{one}/history", by=admin)["items"]
        assert [entry["version"] for entry in told] == [2, 1], "each is changed once"


def test_who_changes_a_product_at_the_same_moment_keeps_their_change(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    mine, replacing, turns = product(world, admin, "P"), model.replacing, list[int]()

    def overtaken(*arguments: Any) -> Any:
        writes = replacing(*arguments)
        if not turns:
            turns.append(1)
            assert world.call("PATCH", f"/v1/products/{mine}", {"price": 7}, by=admin).status == 200
        return writes

    save(world, admin, gold(5), apply_to_products=True)
    monkeypatch.setattr(model, "replacing", overtaken)
    world.pump()
    found = world.call("GET", f"/v1/products/{mine}", by=admin)
    assert (found["price"], found["discounts"], found["version"]) == ("7", {GOLD: "5"}, 3)


def test_no_product_is_made_by_a_ladder_that_is_no_more(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    creating, turns = model.creating, list[int]()

    def overtaken(*arguments: Any) -> Any:
        if not turns:
            turns.append(1)
            save(world, admin, gold(5), apply_to_products=True)
            world.pump()
        return creating(*arguments)

    monkeypatch.setattr(model, "creating", overtaken)
    late = world.call("POST", "/v1/products", {"code": "P", "name": "P"}, by=admin)
    assert (late.status, late["code"]) == (409, "in_flight")
    assert discounts(world, admin, [product(world, admin, "P")]) == ["5"]
