"""A ladder that is saved moves everybody soon, and a tier that goes says where its customers go."""

from typing import Any

import pytest

from tests.tiers.ladders import BRONZE, GOLD, SILVER, THREE, errors, killed_and_taken_up, lead, save, step, tiers
from tests.world import Answer, Person, World, deliver


@pytest.fixture
def leads(world: World, admin: Person) -> list[str]:
    """In silver, in bronze, in none by what they brought in."""
    save(world, admin)
    made = [lead(world, admin, brought) for brought in (500, 50, 5)]
    world.pump()
    assert tiers(world, admin, made) == [SILVER, BRONZE, None]
    return made


def remove(world: World, by: Person, tier: str, **query: Any) -> Answer:
    return world.call("DELETE", f"/v1/tiers/{tier}", by=by, **query)


def test_an_easier_ladder_moves_customers_at_once_by_a_job(world: World, admin: Person, leads: list[str]):
    saved = save(world, admin, [step(BRONZE, 1), step(SILVER, 40), step(GOLD, 400)])
    world.pump()
    assert tiers(world, admin, leads) == [GOLD, SILVER, BRONZE]
    job = world.call("GET", f"/v1/jobs/{saved['job']}", by=admin)
    assert (job["kind"], job["state"], job["done"], job["skipped"]) == ("tier_moves", "done", 3, 0)
    assert world.call("GET", "/v1/tiers", by=admin).raw == saved.raw
    assert world.call("POST", f"/v1/jobs/{saved['job']}/cancel", by=admin)["code"] == "follows_a_change"


@pytest.mark.usefixtures("leads")
def test_names_colours_and_discounts_move_nobody(world: World, admin: Person):
    moved = save(world, admin, [one | {"discount": 9, "colour": "#000000"} for one in THREE])
    assert moved["job"] is None
    kinds = [job["kind"] for job in world.call("GET", "/v1/jobs", by=admin)["items"]]
    assert kinds == ["tier_moves"], "that of the first ladder"


def test_another_basis_and_automatic_on_move_everybody(world: World, admin: Person, leads: list[str]):
    save(world, admin, basis="payment")
    world.pump()
    assert tiers(world, admin, leads) == [None, None, None]
    save(world, admin, automatic=False)
    world.pump()
    assert tiers(world, admin, leads) == [None, None, None]
    save(world, admin)
    world.pump()
    assert tiers(world, admin, leads) == [SILVER, BRONZE, None]


def test_two_ladders_one_soon_after_the_other_end_in_the_last_everywhere(
    world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tiers.moving.STEP", 1)
    first = save(world, admin, [step(BRONZE, 1), step(SILVER, 2), step(GOLD, 3)])["job"]
    for record in world.records():
        deliver([record])
    world.work()
    world.work()
    save(world, admin, [step(BRONZE, 1), step(SILVER, 3), step(GOLD, 400)])
    world.pump()
    assert tiers(world, admin, leads) == [GOLD, SILVER, SILVER]
    assert world.call("GET", f"/v1/jobs/{first}", by=admin)["state"] == "done"


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_and_taken_up_again_everybody_is_where_they_belong_and_counted_once(
    world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch, seed: int
):
    monkeypatch.setattr("tiers.moving.STEP", 2)
    job = save(world, admin, [step(BRONZE, 1), step(SILVER, 40), step(GOLD, 400)])["job"]
    assert killed_and_taken_up(admin, job, seed, monkeypatch) > 2
    assert tiers(world, admin, leads) == [GOLD, SILVER, BRONZE]
    ended = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (ended["done"], ended["skipped"]) == (3, 0)


def test_who_was_left_by_a_worker_that_died_between_decision_and_list_is_shown(
    world: World, admin: Person, leads: list[str]
):
    (card,) = [one for one in world.items() if one["sk"]["S"] == leads[0] and "feed" in one]
    world.put({**card, "tier": {"S": GOLD}, "tier_number": {"N": "0"}})
    save(world, admin, [*THREE[:2], step(GOLD, 999)])
    world.pump()
    assert tiers(world, admin, leads) == [SILVER, BRONZE, None]


# --- a tier goes ---
def test_a_tier_in_use_is_not_deleted_without_a_word_of_its_customers(world: World, admin: Person, leads: list[str]):
    assert world.call("PUT", f"/v1/tiers/customers/{leads[2]}", {"tier": SILVER, "reason": "r"}, by=admin).status == 200
    world.pump()
    for refused in (
        remove(world, admin, SILVER),
        world.call("PUT", "/v1/tiers", {"tiers": [THREE[0], THREE[2]]}, by=admin),
    ):
        assert (refused.status, refused["code"]) == (409, "tier_in_use")
        assert "2 customers are in the tier silver, and 1 are pinned" in refused["detail"]
    gone = remove(world, admin, SILVER, replace_with=BRONZE)
    assert (gone.status, [one["id"] for one in gone["tiers"]]) == (200, [BRONZE, GOLD])
    world.pump()
    assert tiers(world, admin, leads) == [BRONZE, BRONZE, BRONZE]
    pinned = world.call("GET", f"/v1/tiers/customers/{leads[2]}", by=admin)
    assert (pinned["tier"], pinned["pinned"]) == (BRONZE, True)
    told = world.call("GET", f"/v1/leads/{leads[2]}/history", by=admin)["items"]
    assert {"from": SILVER, "to": BRONZE} in [one["changes"].get("pinned_tier") for one in told]
    assert remove(world, admin, GOLD).status == 200, "nobody is in it"
    assert remove(world, admin, GOLD).status == 404


def test_who_pins_to_a_tier_just_as_it_goes_is_where_its_customers_went(
    world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tiers.saving.LATE", 600)  # nobody is pinned anew meanwhile
    assert remove(world, admin, SILVER, replace_with=GOLD).status == 200
    (profile,) = [one for one in world.items() if one["pk"]["S"].endswith(leads[1]) and one["sk"]["S"] == "PROFILE"]
    value = profile["value"]["M"] | {"pinned_tier": {"S": SILVER}}
    world.put({**profile, "value": {"M": value}})
    world.pump()
    assert tiers(world, admin, leads) == [BRONZE, GOLD, None], "the pin holds, the others are where their money says"
    assert remove(world, admin, GOLD, replace_with=BRONZE).status == 200
    world.pump()
    assert tiers(world, admin, leads) == [BRONZE, BRONZE, None]


def test_where_nobody_moves_by_themselves_all_go_where_is_said(world: World, admin: Person, leads: list[str]):
    save(world, admin, automatic=False)
    assert remove(world, admin, SILVER, replace_with=GOLD).status == 200
    assert remove(world, admin, BRONZE, customers="without_tier").status == 200
    world.pump()
    assert tiers(world, admin, leads) == [GOLD, None, None]
    save(world, admin, automatic=False)  # as it was, but nobody comes back
    world.pump()
    assert tiers(world, admin, leads) == [GOLD, None, None]


def test_who_is_pinned_to_a_tier_that_goes_to_none_is_pinned_no_more(world: World, admin: Person, leads: list[str]):
    path = f"/v1/tiers/customers/{leads[1]}"
    assert world.call("PUT", path, {"tier": GOLD, "reason": "r"}, by=admin).status == 200
    world.pump()
    assert remove(world, admin, GOLD, customers="without_tier").status == 200
    world.pump()
    now = world.call("GET", path, by=admin)
    assert (now["tier"], now["pinned"]) == (BRONZE, False), "the money decides again"


def test_the_last_tier_in_use_goes_only_with_a_word(world: World, admin: Person, leads: list[str]):
    save(world, admin, [THREE[0]], replace_with={SILVER: BRONZE})
    world.pump()
    for refused in (remove(world, admin, BRONZE), world.call("PUT", "/v1/tiers", {"tiers": []}, by=admin)):
        assert (refused.status, refused["code"]) == (409, "last_tier_in_use")
        assert "2 customers are in it" in refused["detail"]
    assert save(world, admin, [], replace_with={BRONZE: None})["tiers"] == []
    world.pump()
    assert tiers(world, admin, leads) == [None, None, None]


@pytest.mark.usefixtures("leads")
def test_of_a_large_company_at_least_so_many_are_told(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tiers.leaving.PAGE", 1)
    monkeypatch.setattr("tiers.leaving.PAGES", 2)
    assert "1+ customers are in the tier bronze" in remove(world, admin, BRONZE)["detail"]
    assert remove(world, admin, GOLD)["code"] == "tier_in_use", "nobody has looked at all"
    assert remove(world, admin, GOLD, replace_with=SILVER).status == 200


@pytest.mark.usefixtures("leads")
def test_what_is_said_of_those_that_go_makes_sense(world: World, admin: Person):
    def put(**replace_with: str | None) -> list[tuple[str, str]]:
        body = {"tiers": [THREE[0], THREE[2]], "replace_with": replace_with}
        return errors(world.call("PUT", "/v1/tiers", body, by=admin))

    assert put(silver="platinum") == [("/replace_with/silver", "not_in_catalog")]
    assert put(silver="silver") == [("/replace_with/silver", "not_in_catalog")]
    assert put(silver=GOLD, gold=BRONZE) == [("/replace_with/gold", "stays")]
    assert put(platinum=GOLD) == [("/replace_with/platinum", "stays")]
    assert errors(remove(world, admin, SILVER, replace_with="x")) == [("/replace_with", "not_in_catalog")]
    assert errors(remove(world, admin, SILVER, replace_with=GOLD, customers="without_tier")) == [
        ("/customers", "not_with")
    ]
    clerk = world.employee(admin.department, "S2")
    assert remove(world, clerk, SILVER, replace_with=GOLD).status == 403
    stale = world.call("DELETE", f"/v1/tiers/{SILVER}", by=admin, headers={"if-match": '"7"'})
    assert stale["code"] == "stale"
