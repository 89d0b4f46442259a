"""Tiers as callers see them: reached by money, pinned by hand, moved at once."""

from typing import Any

import pytest

from tests.world import Answer, Person, World

SILVER, GOLD = "01JZX5T0Q8V3M4N5P6R7S8T9A1", "01JZX5T0Q8V3M4N5P6R7S8T9A2"


def step(tier: str, vi: str, en: str, **criterion: Any) -> dict[str, Any]:
    return {"id": tier, "name": {"vi": vi, "en": en}, "colour": "#C0C0C0", "discount": "2.5", **criterion}


STEPS = [step(SILVER, "Bạc", "Silver", min_amount="100"), step(GOLD, "Vàng", "Gold", min_amount="200")]


def save(world: World, by: Person, **ladder: Any) -> Answer:
    return world.call("PUT", "/v1/tiers", {"tiers": STEPS, **ladder}, by=by)


@pytest.fixture
def lead(world: World, admin: Person, staff: Person) -> str:
    assert save(world, admin).status == 200
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà"}, by=staff)
    world.pump()
    return str(made["id"])


def confirmed(world: World, by: Person, lead: str, amount: str, kind: str = "contracts") -> str:
    body = {"customer": lead, "date": "2026-03-02", "amount": amount}
    path = f"/v1/{kind}/{world.call('POST', f'/v1/{kind}', body, by=by)['id']}"
    assert world.call("POST", f"{path}/confirm", by=by).status == 200
    world.pump()
    return path


def standing(world: World, by: Person, lead: str) -> Any:
    found = world.call("GET", f"/v1/tiers/customers/{lead}", by=by).body
    read = world.call("GET", f"/v1/leads/{lead}", by=by)
    (row,) = world.call("GET", f"/v1/{read['relationship']}s", by=by)["items"]
    assert found["tier"] == read["tier"] == row["tier"]
    return found


def test_a_confirmed_contract_moves_a_customer_at_once_and_a_cancelled_one_back(world: World, staff: Person, lead: str):
    assert standing(world, staff, lead)["tier"] is None
    first, second = confirmed(world, staff, lead, "150"), confirmed(world, staff, lead, "50")
    found = standing(world, staff, lead)
    assert (found["tier"], found["name"], found["discount"]) == (GOLD, "Gold", "2.5")
    assert (found["revenue"], found["contracts"], found["payment"]) == ("200", 2, "0")
    assert world.call("POST", f"{second}/cancel", by=staff).status == 200
    world.pump()
    assert standing(world, staff, lead)["tier"] == SILVER
    assert world.call("POST", f"{first}/cancel", by=staff).status == 200
    world.pump()
    assert standing(world, staff, lead)["tier"] is None


def test_on_payment_receipts_count_and_contracts_do_not(world: World, admin: Person, staff: Person, lead: str):
    save(world, admin, basis="payment")
    confirmed(world, staff, lead, "500")
    assert standing(world, staff, lead)["tier"] is None
    confirmed(world, staff, lead, "100", "receipts")
    assert standing(world, staff, lead)["tier"] == SILVER


def test_a_tier_goes_along_when_a_lead_becomes_a_customer(world: World, staff: Person, lead: str):
    confirmed(world, staff, lead, "100")
    assert world.call("POST", f"/v1/leads/{lead}/convert", by=staff).status == 200
    assert standing(world, staff, lead)["tier"] == SILVER
    world.pump()
    assert standing(world, staff, lead)["tier"] == SILVER


def test_a_tier_set_by_hand_stays_until_it_is_unpinned(world: World, staff: Person, lead: str):
    pinned = world.call("PUT", f"/v1/tiers/customers/{lead}", {"tier": GOLD, "reason": "a friend"}, by=staff)
    assert (pinned.status, pinned["tier"], pinned["pinned"]) == (200, GOLD, True)
    world.pump()
    confirmed(world, staff, lead, "100")
    found = standing(world, staff, lead)
    assert (found["tier"], found["pinned"]) == (GOLD, True)
    assert world.call("DELETE", f"/v1/tiers/customers/{lead}", by=staff).status == 200
    world.pump()
    found = standing(world, staff, lead)
    assert (found["tier"], found["pinned"]) == (SILVER, False)


def test_a_pin_is_for_the_version_that_was_seen(world: World, staff: Person, lead: str):
    path, body, seen = f"/v1/tiers/customers/{lead}", {"tier": GOLD, "reason": "a friend"}, {"if-match": '"1"'}
    assert world.call("PUT", path, body, by=staff, headers=seen).status == 200
    for method, sent in (("PUT", body | {"reason": "again"}), ("DELETE", None)):
        assert world.call(method, path, sent, by=staff, headers=seen)["code"] == "stale"


def test_a_tier_that_is_not_on_the_ladder_cannot_be_pinned(world: World, staff: Person, lead: str):
    other = "01JZX5T0Q8V3M4N5P6R7S8T9A9"
    refused = world.call("PUT", f"/v1/tiers/customers/{lead}", {"tier": other, "reason": "x"}, by=staff)
    assert (refused.status, refused["errors"][0]["path"]) == (422, "/tier")


def test_without_automatic_a_contract_moves_nobody(world: World, admin: Person, staff: Person, lead: str):
    save(world, admin, automatic=False)
    confirmed(world, staff, lead, "500")
    found = standing(world, staff, lead)
    assert (found["tier"], found["revenue"]) == (None, "500")


def test_names_come_in_the_callers_language(world: World, staff: Person, lead: str):
    confirmed(world, staff, lead, "100")
    path = f"/v1/tiers/customers/{lead}"
    assert world.call("GET", path, by=staff, headers={"accept-language": "vi"})["name"] == "Bạc"


def test_only_an_administrator_saves_the_ladder_and_not_over_one_they_have_not_seen(world: World, admin: Person):
    clerk = world.employee(admin.department, "S2")
    assert save(world, clerk).status == 403
    assert save(world, admin)["version"] == 1
    stale = world.call("PUT", "/v1/tiers", {"tiers": []}, by=admin, headers={"if-match": '"0"'})
    assert (stale.status, stale["code"]) == (412, "stale")
    assert len(world.call("GET", "/v1/tiers", by=clerk)["tiers"]) == 2


def test_the_tier_of_a_customer_one_does_not_see_is_not_there(world: World, admin: Person, lead: str):
    other = world.employee(admin.department, "S2")
    path = f"/v1/tiers/customers/{lead}"
    assert world.call("GET", path, by=other).status == 404
    assert world.call("PUT", path, {"tier": GOLD, "reason": "x"}, by=other).status == 404
    assert world.call("DELETE", path, by=other).status == 404


@pytest.mark.parametrize(
    ("ladder", "path"),
    [
        ({"tiers": [STEPS[0] | {"min_contracts": 1}]}, "/tiers/0"),
        ({"tiers": [STEPS[0] | {"discount": "100"}]}, "/tiers/0/discount"),
        ({"tiers": [STEPS[0] | {"name": {"en": "Silver"}}]}, "/tiers/0/name/vi"),
        ({"tiers": STEPS, "basis": "profit"}, "/basis"),
        ({"tiers": STEPS, "automatic": "yes"}, "/automatic"),
        ({"tiers": STEPS, "version": 3}, "/version"),
    ],
    ids=["two criteria", "all off", "one language", "profit", "yes", "unknown"],
)
def test_a_malformed_ladder_is_refused_by_field(world: World, admin: Person, ladder: dict[str, Any], path: str):
    refused = world.call("PUT", "/v1/tiers", ladder, by=admin)
    assert refused.status == 422
    assert refused["errors"][0]["path"].startswith(path if path != "/tiers/0" else "/"), refused.raw
