"""Possible duplicates (C10): shown to who is about to make one, whoever has the other."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from search import model
from tests.search.test_search import people as people_fixture
from tests.world import Person, World

people = people_fixture
FIELDS: dict[str, Any] = {
    "name": "Công ty Đông Á", "phones": ["0123 234 5678"], "emails": ["a.b@dong-a.vn"], "tax_code": "0101234567-001",
    "address": "1 Lê Lợi, Huế",
}  # fmt: skip


@pytest.fixture
def lead(world: World, people: dict[str, Person]) -> str:
    made = world.call("POST", "/v1/leads", FIELDS, by=people["owner"])["id"]
    world.pump()
    return str(made)


def check(world: World, by: Person, **fields: Any) -> Any:
    answer = world.call("POST", "/v1/duplicates", {"name": "Khác", **fields}, by=by)
    assert answer.status == 200, answer.raw
    return answer["items"]


@pytest.mark.parametrize(
    ("fields", "matched"),
    [
        ({"phones": ["+84 832 345 678"]}, ["phone"]), ({"phones": ["01232345678"]}, ["phone"]),
        ({"emails": ["A.B@Dong-A.vn"]}, ["email"]), ({"emails": ["ab@dong-a.vn"]}, []),
        ({"tax_code": "0101234567001"}, ["tax_code"]), ({"tax_code": "0101234567"}, []),
        ({"name": "CÔNG TY  ĐÔNG Á", "address": "1, Le Loi - Hue"}, ["name_and_address"]),
        ({"name": "Công ty Đông Á"}, []), ({"address": "1 Lê Lợi, Huế"}, []), ({"phones": ["0832345679"]}, []),
        ({"phones": ["0987654321", "0832345678"], "emails": ["a.b@dong-a.vn"]}, ["phone", "email"]),
        (FIELDS, ["phone", "email", "tax_code", "name_and_address"]),
    ],
)  # fmt: skip
def test_the_same_phone_email_tax_code_or_name_and_address_is_a_possible_duplicate(
    fields: dict[str, Any], matched: list[str], world: World, people: dict[str, Person], lead: str
):
    found = check(world, people["owner"], **fields)
    assert [one["matched"] for one in found] == ([matched] if matched else [])
    assert [one["card"]["id"] for one in found] == ([lead] if matched else [])


def test_who_makes_a_record_is_shown_at_once_which_may_be_the_same(world: World, people: dict[str, Person], lead: str):
    twin = {"name": "Twin", "phones": ["0987654321", "0832345678"], "contact": {"name": "K"}}
    made = world.call("POST", "/v1/leads", twin, by=people["colleague"])
    assert (made.status, made["more_duplicates"]) == (201, False)
    assert made["duplicates"] == [{"matched": ["phone"], "owner_name": "S1", "card": None}]
    assert lead not in made.raw
    made = world.call("POST", "/v1/leads", {"name": "B", "tax_code": "0101234567001"}, by=people["owner"])
    assert [(one["matched"], one["card"]["id"]) for one in made["duplicates"]] == [(["tax_code"], lead)]
    assert world.call("POST", "/v1/leads", {"name": "Công ty Đông Á"}, by=people["owner"])["duplicates"] == []


def test_what_was_made_this_moment_is_found_before_the_stream_has_told_of_it(
    world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
):
    made = world.call("POST", "/v1/leads", FIELDS, by=people["owner"])["id"]
    assert world.call("POST", "/v1/leads", {"name": "B", "phones": ["0987654321"]}, by=people["owner"]).status == 201
    twin = world.call("POST", "/v1/leads", {"name": "Twin", "phones": ["0832345678"]}, by=people["colleague"])
    assert twin["duplicates"] == [{"matched": ["phone"], "owner_name": "S1", "card": None}]
    own = world.call("GET", f"/v1/duplicates/{made}", by=people["owner"])["items"]
    assert [one["matched"] for one in own] == [["phone"]]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + model.LAG)
    assert check(world, people["owner"], phones=["0832345678"]) == []  # nobody is that far behind


def test_of_a_record_that_is_not_theirs_people_learn_only_whose_it_is(
    world: World, people: dict[str, Person], lead: str
):
    for name in ("colleague", "friend", "boss"):
        found = check(world, people[name], phones=["0832345678"])
        assert found == [{"matched": ["phone"], "owner_name": "S1", "card": None}]
        assert lead not in str(found)
    for name in ("admin", "manager", "owner"):
        (one,) = check(world, people[name], phones=["0832345678"])
        (row,) = world.call("GET", "/v1/leads", by=people[name])["items"]
        assert one["card"] == row


def test_a_record_is_compared_with_the_others_and_not_with_itself(world: World, people: dict[str, Person], lead: str):
    def of(one: str, by: str) -> Any:
        return world.call("GET", f"/v1/duplicates/{one}", by=people[by])

    assert of(lead, "owner")["items"] == []
    twin = world.call("POST", "/v1/leads", {"name": "Twin", "phones": ["84832345678"]}, by=people["friend"])["id"]
    world.pump()
    assert of(lead, "owner")["items"] == [{"matched": ["phone"], "owner_name": "S3", "card": None}]
    assert [one["card"]["id"] for one in of(twin, "admin")["items"]] == [lead]
    assert of(lead, "friend").status == 404


def test_what_was_deleted_or_is_called_otherwise_now_is_none(world: World, people: dict[str, Person], lead: str):
    owner = people["owner"]
    assert world.call("PATCH", f"/v1/leads/{lead}", {"phones": []}, by=owner).status == 200
    assert check(world, owner, phones=["0832345678"]) == []  # before the index knows
    version = world.call("GET", f"/v1/leads/{lead}", by=owner)["version"]
    headers = {"if-match": f'"{version}"'}
    assert world.call("DELETE", f"/v1/leads/{lead}", by=owner, headers=headers).status == 200
    assert check(world, owner, **FIELDS) == []
    world.pump()
    assert check(world, owner, **FIELDS) == []


def test_another_companys_records_are_no_duplicates(world: World, people: dict[str, Person], lead: str):
    assert people
    assert lead
    rival = world.company("rival")
    world.pump()
    assert check(world, rival, **FIELDS) == []


def test_the_most_alike_comes_first(world: World, people: dict[str, Person], lead: str):
    other = world.call("POST", "/v1/leads", {"name": "Other", "phones": ["0832345678"]}, by=people["owner"])["id"]
    world.pump()
    found = check(world, people["owner"], phones=["0832345678"], tax_code="0101234567-001")
    assert [one["card"]["id"] for one in found] == [lead, other]


def test_when_there_are_more_than_are_looked_at_that_is_said(
    world: World, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(model, "LAG", timedelta())

    def alike() -> tuple[int, bool]:
        found = world.call("POST", "/v1/duplicates", {"name": "B", "phones": ["0987654321"]}, by=people["owner"])
        return len(found["items"]), found["more"]

    for _ in range(10):
        world.call("POST", "/v1/leads", {"name": "A", "phones": ["0987654321"]}, by=people["owner"])
    world.pump()
    assert alike() == (10, False)
    world.call("POST", "/v1/leads", {"name": "A", "phones": ["0987654321"]}, by=people["owner"])
    world.pump()
    assert alike() == (10, True)


def test_looking_for_duplicates_changes_nothing(world: World, people: dict[str, Person], lead: str):
    before = world.items()
    check(world, people["owner"], **FIELDS)
    assert world.items() == before
    assert lead


def test_the_body_that_will_make_the_lead_is_taken_as_it_is(world: World, people: dict[str, Person], lead: str):
    (one,) = check(world, people["owner"], **FIELDS, code="KH-1", contact={"name": "Lan"})
    assert one["card"]["id"] == lead
    answer = world.call("POST", "/v1/duplicates", {**FIELDS, "emails": ["no address"]}, by=people["owner"])
    assert (answer.status, answer["errors"][0]["code"]) == (422, "email")
