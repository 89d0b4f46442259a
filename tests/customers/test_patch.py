"""Changing a record: what is named is set, what is null is emptied, what is left out stays (C2)."""

from typing import Any

import pytest

from kernel import keys, table
from tests.world import Answer, Person, World

FULL = {
    "name": "Hoà", "company": "Công ty", "tax_code": "01", "website": "x.vn", "address": "Hà Nội", "source": "website",
    "sector": "water", "stage": "new", "expected_revenue": "5", "description": "d", "emails": ["a@x.vn", "b@x.vn"],
    "phones": ["0912345678"], "groups": ["vip"], "priority": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture
def lead(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", FULL, by=boss)["id"])


def change(world: World, by: Person, lead: str, **fields: Any) -> Answer:
    return world.call("PATCH", f"/v1/leads/{lead}", fields, by=by)


@pytest.mark.parametrize(
    "field",
    ["company", "tax_code", "website", "address", "source", "sector", "stage", "expected_revenue", "description"],
)
def test_null_empties_what_is_optional(field: str, shared: World, boss: Person, lead: str):
    changed = change(shared, boss, lead, **{field: None})
    assert (changed.status, changed[field]) == (200, None)
    kept = {name: value for name, value in FULL.items() if name != field}
    assert {name: changed[name] for name in kept} == kept
    assert shared.call("GET", f"/v1/leads/{lead}", by=boss).body == changed.body


@pytest.mark.parametrize("field", ["name", "kind", "phones", "emails", "groups", "priority"])
def test_null_on_what_is_required_is_422(field: str, shared: World, boss: Person, lead: str):
    refused = change(shared, boss, lead, **{field: None})
    assert refused.status == 422
    assert [(e["path"], e["code"]) for e in refused["errors"]] == [(f"/{field}", "missing")]


@pytest.mark.parametrize("field", ["phones", "emails", "groups"])
def test_an_empty_list_empties_a_list(field: str, shared: World, boss: Person, lead: str):
    assert change(shared, boss, lead, **{field: []})[field] == []


def test_who_changed_it_and_when_is_kept(shared: World, boss: Person, lead: str):
    other = shared.employee(boss.department, f"A-{lead}", "admin")
    before = shared.call("GET", f"/v1/leads/{lead}", by=boss)
    after = change(shared, other, lead, priority=2)
    assert (after["updated_by"], after["created_by"], after["version"]) == (other.id, boss.id, 2)
    assert after["updated_at"] > before["updated_at"] == before["created_at"] == after["created_at"]


def test_an_empty_patch_changes_no_field(shared: World, boss: Person, lead: str):
    assert {name: change(shared, boss, lead)[name] for name in FULL} == FULL


def test_the_list_shows_a_change_at_once(shared: World, boss: Person, lead: str):
    change(shared, boss, lead, name="Mới", stage="won", emails=["z@x.vn"], phones=[])
    row = next(r for r in shared.call("GET", "/v1/leads", by=boss, limit=100)["items"] if r["id"] == lead)
    assert (row["name"], row["stage"], row["email"], row["phone"]) == ("Mới", "won", "z@x.vn", None)


def test_a_change_of_what_no_list_shows_leaves_the_card_alone(shared: World, boss: Person, lead: str):
    place = keys.book("acme", "lead", keys.own(boss.id)), lead
    before = shared.item(*place)
    change(shared, boss, lead, description="other")
    after = shared.item(*place)
    assert {k for k in before if before[k] != after[k]} <= {"value", "by_updated"}


def addresses(world: World, lead: str) -> set[str]:
    return {
        i["pk"]["S"].removeprefix("acme#EMAIL#")
        for i in world.items()
        if i["sk"]["S"] == lead and "EMAIL" in i["pk"]["S"]
    }


def test_the_pointers_from_addresses_follow_every_change(shared: World, boss: Person, lead: str):
    assert addresses(shared, lead) == {"a@x.vn", "b@x.vn"}
    for emails in (["b@x.vn", "C@x.vn"], ["c@x.vn"], [], ["a@x.vn"], ["a@x.vn"]):
        assert change(shared, boss, lead, emails=emails).status == 200
        assert addresses(shared, lead) == {email.lower() for email in emails}


def test_a_refused_change_moves_no_pointer(shared: World, boss: Person, lead: str):
    refused = shared.call("PATCH", f"/v1/leads/{lead}", {"emails": ["n@x.vn"]}, by=boss, headers={"if-match": '"9"'})
    assert refused.status == 412
    assert change(shared, boss, lead, emails=["n@x.vn"], source="none").status == 422
    assert addresses(shared, lead) == {"a@x.vn", "b@x.vn"}


def test_two_records_may_share_an_address(shared: World, boss: Person, lead: str):
    other = shared.call("POST", "/v1/leads", {"name": "B", "emails": ["a@x.vn"]}, by=boss)["id"]
    change(shared, boss, lead, emails=[])
    assert (addresses(shared, lead), addresses(shared, other)) == (set(), {"a@x.vn"})


def test_a_change_that_cannot_get_through_says_so(
    shared: World, boss: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*writes: table.Write) -> None:
        raise table.Refused(writes[0])

    monkeypatch.setattr(table, "write", refuse)
    answer = change(shared, boss, lead, priority=3)
    assert (answer.status, answer["code"], answer.headers["Retry-After"]) == (409, "in_flight", "1")
