"""A lead becomes a customer: the same record with all that belongs to it (C3)."""

from typing import Any

import pytest

from customers import model
from kernel import keys
from tests.world import Answer, Person, World


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    body = {"name": "Hoà", "source": "referral", "groups": ["vip"], "emails": ["hoa@x.vn"], "code": "KH1"}
    made = world.call("POST", "/v1/leads", body, by=staff)
    world.pump()
    return str(made["id"])


def convert(world: World, by: Person, lead: str, **headers: str) -> Answer:
    return world.call(
        "POST", f"/v1/leads/{lead}/convert", by=by, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def listed(world: World, by: Person, kind: str, **query: Any) -> list[dict[str, Any]]:
    return list(world.call("GET", f"/v1/{kind}", by=by, **query)["items"])


def test_it_moves_to_the_other_list_and_takes_score_stars_and_tier_along(
    world: World, admin: Person, staff: Person, lead: str
):
    tier = into_a_tier(world, admin, staff, lead)
    before = listed(world, staff, "leads")[0]
    assert (before["score"], before["stars"], before["tier"]) == (35, 2, tier)
    done = convert(world, staff, lead)
    assert (done.status, done["relationship"], done["id"], done["code"]) == (200, "customer", lead, "KH1")
    for by in (staff, admin):
        assert listed(world, by, "leads") == []
        (row,) = listed(world, by, "customers")
        assert (row["id"], row["score"], row["stars"], row["tier"]) == (lead, 35, 2, tier)
        assert [r["id"] for r in listed(world, by, "customers", sort="score", stars=2)] == [lead]
    world.pump()
    (row,) = listed(world, staff, "customers")
    assert (row["score"], row["stars"], row["tier"]) == (35, 2, tier)


def into_a_tier(world: World, admin: Person, by: Person, lead: str) -> str:
    """Bring the lead into a tier by a confirmed contract."""
    tier = admin.id  # any ULID is a tier's id
    ladder = {
        "tiers": [{"id": tier, "name": {"vi": "B", "en": "S"}, "colour": "#aabbcc", "discount": 5, "min_amount": 1}]
    }
    assert world.call("PUT", "/v1/tiers", ladder, by=admin).status == 200
    made = world.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-01", "amount": 9}, by=by)
    assert world.call("POST", f"/v1/contracts/{made['id']}/confirm", by=by).status == 200
    world.pump()
    return tier


def test_every_address_of_it_still_answers(world: World, staff: Person, lead: str):
    done = convert(world, staff, lead)
    for kind in ("leads", "customers"):
        again = world.call("GET", f"/v1/{kind}/{lead}", by=staff)
        assert (again.status, again.body) == (200, done.body)


def test_nothing_of_it_is_lost_or_doubled(world: World, staff: Person, lead: str):
    before = [i for i in world.items() if lead in i["pk"]["S"] and i["sk"]["S"] != keys.PROFILE]
    convert(world, staff, lead)
    after = world.items()
    told = {keys.PROFILE, keys.history("", 2)}
    there = [i for i in after if lead in i["pk"]["S"] and i["sk"]["S"] not in told]
    assert [i for i in there if "confirmation-" not in str(i) and "notice-" not in str(i)] == before
    assert len([i for i in after if "feed" in i]) == 1
    assert world.item(keys.email("acme", "hoa@x.vn"), lead)
    assert world.call("POST", "/v1/leads", {"name": "B", "code": "KH1"}, by=staff)["code"] == "code_taken"


def test_twice_is_409(world: World, staff: Person, lead: str):
    assert convert(world, staff, lead).status == 200
    again = convert(world, staff, lead)
    assert (again.status, again["code"]) == (409, "already_customer")


def test_twice_with_the_same_key_is_once(world: World, staff: Person, lead: str):
    first, again = (convert(world, staff, lead, idempotency_key="k") for _ in range(2))
    assert (again.status, again.raw) == (200, first.raw)


def test_a_stale_conversion_is_412(world: World, staff: Person, lead: str):
    answer = convert(world, staff, lead, if_match='"9"')
    assert (answer.status, answer["code"]) == (412, "stale")
    assert [r["id"] for r in listed(world, staff, "leads")] == [lead]


def test_at_the_same_moment_as_another_conversion_one_is_told(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    seen: list[int] = []
    card_of = model.card_of

    def overtaken(*arguments: Any) -> Any:
        card = card_of(*arguments)
        if not seen:
            seen.append(0)
            seen.append(convert(world, staff, lead).status)
        return card

    monkeypatch.setattr(model, "card_of", overtaken)
    late = convert(world, staff, lead)
    assert (seen, late.status, late["code"]) == ([0, 200], 409, "already_customer")
    assert len([i for i in world.items() if "feed" in i]) == 1


def test_a_score_that_changes_meanwhile_is_taken_along(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    seen, begun = list[int](), list[str]()
    card_of = model.card_of

    def overtaken(*arguments: Any) -> Any:
        card = card_of(*arguments)
        if not begun:
            begun.append(lead)
            seen.append(world.call("PATCH", f"/v1/leads/{lead}", {"groups": []}, by=staff).status)
            world.pump()
        return card

    monkeypatch.setattr(model, "card_of", overtaken)
    done = convert(world, staff, lead)
    assert (seen, done.status) == ([200], 200)
    (row,) = listed(world, staff, "customers")
    assert row["score"] == done["score"] == 15
    world.pump()
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["score"] == 15


def test_a_lead_not_scored_yet_is_converted_all_the_same(world: World, staff: Person):
    made = world.call("POST", "/v1/leads", {"name": "A", "source": "referral"}, by=staff)["id"]
    assert convert(world, staff, made).status == 200
    world.pump()
    (row,) = listed(world, staff, "customers")
    assert (row["id"], row["score"]) == (made, 15)


def test_a_partner_is_no_lead_that_becomes_a_customer(world: World, staff: Person):
    partner = world.call("POST", "/v1/partners", {"name": "Đại lý"}, by=staff)["id"]
    answer = world.call("POST", f"/v1/leads/{partner}/convert", by=staff)
    assert (answer.status, answer["code"]) == (409, "wrong_state")
    assert answer["detail"] == "It is a partner; this needs it to be a lead."
