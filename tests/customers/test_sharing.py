"""Sharing a record: who joins, who keeps it, who loses it, and what each of them then sees (A5)."""

from typing import Any

import pytest

from customers.rules import MOST_SHARES
from tests.world import Answer, Person, World


@pytest.fixture
def people(world: World, admin: Person) -> dict[str, Person]:
    north, south = world.department(code="N"), world.department(code="S")
    made = {
        "owner": world.employee(north, "S1"), "neighbour": world.employee(north, "S2"),
        "friend": world.employee(south, "S3"), "other": world.employee(south, "S4"),
        "their_manager": world.employee(admin.department, "M1", "manager"), "admin": admin,
    }  # fmt: skip
    world.call("PATCH", f"/v1/departments/{south}", {"manager": made["their_manager"].id}, by=admin)
    return made


@pytest.fixture
def lead(world: World, people: dict[str, Person]) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Hoà", "groups": ["vip"]}, by=people["owner"])["id"]
    world.pump()
    return str(made)


def share(world: World, by: Person, lead: str, **body: Any) -> Answer:
    return world.call("POST", f"/v1/customers/{lead}/share", body, by=by)


def seeing(world: World, people: dict[str, Person], lead: str) -> set[str]:
    """Who finds the record, in every order of every list and by its address alike."""
    found = set()
    for name, who in people.items():
        there = world.call("GET", f"/v1/leads/{lead}", by=who).status == 200
        for sort in ("newest", "score", "name", "updated", "expected_value"):
            listed = [row["id"] for row in world.call("GET", "/v1/leads", by=who, sort=sort)["items"]]
            assert listed == ([lead] if there else []), (name, sort)
        if there:
            found.add(name)
    return found


ALWAYS = {"owner", "admin"}


def test_who_is_given_a_record_finds_it_and_so_does_their_manager(world: World, people: dict[str, Person], lead: str):
    assert seeing(world, people, lead) == ALWAYS
    assert share(world, people["owner"], lead, employees=[people["friend"].id]).status == 200
    assert seeing(world, people, lead) == ALWAYS | {"friend", "their_manager"}


def test_a_department_is_all_who_work_there(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, departments=[people["friend"].department])
    assert seeing(world, people, lead) == ALWAYS | {"friend", "other", "their_manager"}


def test_added_people_join_and_categories_add_up(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id], categories=["contracts"])
    share(world, people["owner"], lead, employees=[people["neighbour"].id])
    again = share(world, people["owner"], lead, employees=[people["friend"].id], categories=["profile", "quotes"])
    given = {one["employee"]: one["categories"] for one in again["items"]}
    assert given[people["friend"].id] == ["profile", "quotes", "contracts"]
    assert len(given[people["neighbour"].id]) == 8
    assert seeing(world, people, lead) == ALWAYS | {"friend", "their_manager", "neighbour"}


def test_replaced_people_alone_keep_it(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id, people["neighbour"].id])
    share(world, people["owner"], lead, mode="replace", employees=[people["neighbour"].id])
    assert seeing(world, people, lead) == ALWAYS | {"neighbour"}
    assert share(world, people["owner"], lead, mode="replace")["items"] == []
    assert seeing(world, people, lead) == ALWAYS


def test_removed_people_alone_lose_it_or_only_a_category_of_it(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id, people["neighbour"].id])
    share(world, people["owner"], lead, mode="remove", employees=[people["friend"].id])
    assert seeing(world, people, lead) == ALWAYS | {"neighbour"}
    left = share(world, people["owner"], lead, mode="remove", employees=[people["neighbour"].id],
                 categories=["profile"])["items"]  # fmt: skip
    assert "profile" not in left[0]["categories"]
    assert seeing(world, people, lead) == ALWAYS


def test_a_category_that_was_not_shared_is_not_there(world: World, people: dict[str, Person], lead: str):
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract = world.call("POST", "/v1/contracts", money, by=people["owner"])["id"]
    receipt = world.call("POST", "/v1/receipts", money, by=people["owner"])["id"]
    friend = people["friend"]
    share(world, people["owner"], lead, employees=[friend.id], categories=["receipts"])
    assert world.call("GET", f"/v1/receipts/{receipt}", by=friend).status == 200
    assert world.call("GET", "/v1/receipts", by=friend, customer=lead).status == 200
    for path in (f"/v1/leads/{lead}", f"/v1/contracts/{contract}", f"/v1/scores/{lead}", f"/v1/tiers/customers/{lead}"):
        assert world.call("GET", path, by=friend).status == 404, path
    assert world.call("GET", "/v1/contracts", by=friend, customer=lead).status == 404
    assert world.call("POST", "/v1/contracts", money, by=friend).status == 422
    assert world.call("GET", "/v1/leads", by=friend)["items"] == []


def test_a_tier_is_shown_with_the_profile_and_its_money_only_with_the_documents(
    world: World, people: dict[str, Person], lead: str
):
    friend, money = people["friend"], {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract = world.call("POST", "/v1/contracts", money, by=people["owner"])["id"]
    world.call("POST", f"/v1/contracts/{contract}/confirm", by=people["owner"])
    world.pump()
    share(world, people["owner"], lead, employees=[friend.id], categories=["profile", "receipts"])
    shown = world.call("GET", f"/v1/tiers/customers/{lead}", by=friend)
    assert (shown["revenue"], shown["contracts"], shown["payment"]) == (None, None, "0")
    shown = world.call("GET", f"/v1/tiers/customers/{lead}", by=people["owner"])
    assert (shown["revenue"], shown["contracts"], shown["payment"]) == ("5", 1, "0")


def test_who_was_given_a_record_may_not_change_share_or_hand_it_on(world: World, people: dict[str, Person], lead: str):
    friend = people["friend"]
    share(world, people["owner"], lead, employees=[friend.id])
    for method, path, body in (
        ("PATCH", f"/v1/leads/{lead}", {"name": "B"}),
        ("POST", f"/v1/leads/{lead}/convert", None),
        ("POST", f"/v1/leads/{lead}/lost", {"reason": "price"}),
        ("POST", f"/v1/customers/{lead}/share", {"employees": [people["other"].id]}),
        ("POST", f"/v1/customers/{lead}/transfer", {"employees": [friend.id]}),
        ("POST", f"/v1/customers/{lead}/code", {"code": "X"}),
        ("GET", f"/v1/customers/{lead}/shares", None),
    ):
        answer = world.call(method, path, body, by=friend)
        assert (answer.status, answer["code"]) == (403, "not_yours_to_change"), path
    copied = world.call("POST", f"/v1/customers/{lead}/copy", {}, by=friend)
    assert (copied.status, copied["owner"]) == (201, friend.id)


def test_everybody_sees_the_score_at_once_wherever_it_is_shown(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id])
    world.pump()
    world.call("PATCH", f"/v1/leads/{lead}", {"groups": ["vip", "north"], "source": "referral"}, by=people["owner"])
    world.pump()
    scores = {
        name: world.call("GET", "/v1/leads", by=people[name], sort="score")["items"][0]["score"]
        for name in ("owner", "friend", "their_manager", "admin")
    }
    assert len(set(scores.values())) == 1
    assert scores["friend"] == world.call("GET", f"/v1/scores/{lead}", by=people["admin"])["score"] > 0


def test_a_share_goes_along_when_a_lead_becomes_a_customer(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id])
    world.call("POST", f"/v1/leads/{lead}/convert", by=people["owner"])
    world.pump()
    rows = world.call("GET", "/v1/customers", by=people["friend"])["items"]
    assert [row["id"] for row in rows] == [lead]
    assert world.call("GET", "/v1/leads", by=people["friend"])["items"] == []


def test_each_change_of_who_sees_it_is_in_its_history(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id])
    share(world, people["admin"], lead, mode="remove", employees=[people["friend"].id])
    told = [i for i in world.items() if i["pk"]["S"] == f"acme#C#{lead}" and i["sk"]["S"].startswith("~HISTORY")]
    assert [one["by"]["S"] for one in told] == [people["owner"].id, people["admin"].id]
    assert all(set(one["changes"]["M"]) == {"shares"} for one in told)


def test_who_asks_again_under_the_same_key_is_told_with_whom_it_is_shared(
    world: World, people: dict[str, Person], lead: str
):
    """It once was the record itself that was remembered for them."""
    once = {"idempotency-key": "once"}
    body, by = {"employees": [people["friend"].id]}, people["owner"]
    answers = [world.call("POST", f"/v1/customers/{lead}/share", body, by=by, headers=once) for _ in range(2)]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert answers[1].raw == answers[0].raw
    assert [one["employee"] for one in answers[1]["items"]] == [people["friend"].id]


def test_sharing_twice_alike_changes_nothing(world: World, people: dict[str, Person], lead: str):
    first = share(world, people["owner"], lead, employees=[people["friend"].id])
    before = world.items()
    again = share(world, people["owner"], lead, employees=[people["friend"].id])
    assert (again.body, world.items()) == (first.body, before)


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "/employees", "missing"),
        ({"mode": "take"}, "/mode", "choice"),
        ({"employees": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/employees/0", "no_such_employee"),
        ({"departments": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/departments/0", "no_such_department"),
        ({"employees": ["me"]}, "/employees/0", "format"),
        ({"categories": []}, "/categories", "too_few"),
        ({"categories": ["score", "profile"]}, "/categories/0", "choice"),
        ({"people": []}, "/people", "unknown_field"),
    ],
)
def test_what_cannot_be_shared_is_named(
    body: dict[str, Any], path: str, code: str, world: World, people: dict[str, Person], lead: str
):
    answer = share(world, people["owner"], lead, **body)
    assert answer.status == 422
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [(path, code)]


def test_sharing_with_oneself_is_refused(world: World, people: dict[str, Person], lead: str):
    answer = share(world, people["owner"], lead, employees=[people["owner"].id])
    assert (answer.status, answer["code"]) == (422, "shared_with_owner")


def test_who_has_left_cannot_be_given_a_record_but_can_lose_it(world: World, people: dict[str, Person], lead: str):
    share(world, people["owner"], lead, employees=[people["friend"].id])
    world.call("PATCH", f"/v1/employees/{people['friend'].id}", {"active": False}, by=people["admin"])
    assert share(world, people["owner"], lead, employees=[people["friend"].id]).status == 422
    assert share(world, people["owner"], lead, mode="remove", employees=[people["friend"].id])["items"] == []


def test_a_record_is_shared_with_so_many_and_no_more(world: World, people: dict[str, Person], lead: str):
    many = [world.department(code=f"X{n}") for n in range(MOST_SHARES)]
    assert share(world, people["owner"], lead, departments=many).status == 200
    converted = world.call("POST", f"/v1/leads/{lead}/convert", by=people["owner"], headers={"idempotency-key": "k"})
    assert converted.status == 200
    answer = share(world, people["owner"], lead, employees=[people["friend"].id])
    assert (answer.status, answer["code"]) == (422, "too_many_shares")
