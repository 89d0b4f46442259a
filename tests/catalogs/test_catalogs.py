"""Catalogues: kept by administrators, known to every record (B1)."""

from typing import Any

import pytest

from tests.world import Answer, Person, World

NAME = {"vi": "Hội chợ", "en": "Fair"}


def add(world: World, by: Person, kind: str = "sources", **fields: Any) -> Answer:
    return world.call("POST", f"/v1/catalogs/{kind}", {"code": "fair", "name": NAME} | fields, by=by)


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_new_entry_can_be_chosen_and_one_out_of_use_no_longer(world: World, admin: Person, staff: Person):
    assert add(world, admin).status == 201
    lead = world.call("POST", "/v1/leads", {"name": "A", "source": "fair"}, by=staff)
    assert lead.status == 201
    assert world.call("PATCH", "/v1/catalogs/sources/fair", {"active": False}, by=admin)["version"] == 2
    refused = world.call("POST", "/v1/leads", {"name": "B", "source": "fair"}, by=staff)
    assert errors(refused) == [("/source", "not_in_catalog")]
    kept = world.call("PATCH", f"/v1/leads/{lead['id']}", {"name": "A2"}, by=staff)
    assert (kept.status, kept["source"]) == (200, "fair")


def test_a_record_keeps_what_has_gone_out_of_use_but_does_not_take_it_anew(world: World, admin: Person):
    lead = world.call("POST", "/v1/leads", {"name": "A", "groups": ["vip", "north"]}, by=admin)["id"]
    world.call("PATCH", "/v1/catalogs/groups/vip", {"active": False}, by=admin)
    place = f"/v1/leads/{lead}"
    assert world.call("PATCH", place, {"groups": ["vip", "north", "south"]}, by=admin).status == 200
    assert world.call("PATCH", place, {"groups": ["south"]}, by=admin).status == 200
    assert errors(world.call("PATCH", place, {"groups": ["south", "vip"]}, by=admin)) == [
        ("/groups/1", "not_in_catalog")
    ]


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_only_administrators_keep_catalogues_and_everybody_reads_them(role: Any, world: World, admin: Person):
    other = world.employee(admin.department, "S1", role)
    for answer in (add(world, other), world.call("PATCH", "/v1/catalogs/stages/new", {"order": 9}, by=other)):
        assert (answer.status, answer["code"]) == (403, "admin_only")
    assert [s["code"] for s in world.call("GET", "/v1/catalogs/groups", by=other)["items"]] == [
        "central", "north", "south", "vip",
    ]  # fmt: skip


def test_a_code_that_is_taken_is_named_and_the_entry_stays(world: World, admin: Person):
    answer = add(world, admin, code="website")
    assert (answer.status, answer["code"]) == (409, "code_taken")
    assert "website" in answer["detail"]
    entries = world.call("GET", "/v1/catalogs/sources", by=admin)["items"]
    assert next(e for e in entries if e["code"] == "website")["name"]["en"] == "Website"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("stages", {}, ("/colour", "missing")),
        ("stages", {"colour": "blue"}, ("/colour", "format")),
        ("stages", {"colour": "#aabbcc", "dimension": "region"}, ("/dimension", "unknown_field")),
        ("groups", {}, ("/dimension", "missing")),
        ("sources", {"colour": "#aabbcc"}, ("/colour", "unknown_field")),
        ("sources", {"name": {"vi": "A"}}, ("/name/en", "missing")),
        ("sources", {"name": {"vi": "A", "en": "A", "fr": "A"}}, ("/name/fr", "unknown_field")),
        ("sources", {"name": "A"}, ("/name", "object")),
        ("sources", {"code": "a#b"}, ("/code", "format")),
        ("sources", {"code": "x" * 41}, ("/code", "format")),
        ("sources", {"order": 10_000}, ("/order", "too_large")),
        ("sources", {"active": "yes"}, ("/active", "boolean")),
        ("sources", {"points": 5}, ("/points", "unknown_field")),
    ],
)
def test_an_entry_has_what_its_kind_has(
    kind: str, fields: dict[str, Any], expected: tuple[str, str], world: World, admin: Person
):
    assert errors(add(world, admin, kind, **fields)) == [expected]


@pytest.mark.parametrize("field", ["name", "order", "active", "colour"])
def test_null_on_what_is_required_is_named(field: str, world: World, admin: Person):
    answer = world.call("PATCH", "/v1/catalogs/stages/new", {field: None}, by=admin)
    assert errors(answer) == [(f"/{field}", "missing")]


@pytest.mark.parametrize("kind", ["colours", "STAGES", "stages ", "TENANT", "sources%23x"])
def test_a_catalogue_that_is_none_is_absent(kind: str, world: World, admin: Person):
    for answer in (world.call("GET", f"/v1/catalogs/{kind}", by=admin), add(world, admin, kind)):
        assert answer.status == 404


@pytest.mark.parametrize("code", ["none", "x" * 40, "x" * 3000, "a#b", "é", " "])
def test_an_entry_that_is_none_is_absent(code: str, world: World, admin: Person):
    assert world.call("PATCH", f"/v1/catalogs/stages/{code}", {"order": 1}, by=admin).status == 404


def test_entries_of_another_company_are_not_known(world: World, admin: Person):
    rival = world.company("rival")
    add(world, rival)
    assert errors(world.call("POST", "/v1/leads", {"name": "A", "source": "fair"}, by=admin)) == [
        ("/source", "not_in_catalog")
    ]
    assert world.call("PATCH", "/v1/catalogs/sources/fair", {"order": 1}, by=admin).status == 404


def test_a_catalogue_is_paged(world: World, admin: Person):
    codes: list[str] = []
    cursor = None
    while True:
        page = world.call("GET", "/v1/catalogs/stages", by=admin, limit=2, cursor=cursor)
        codes += [entry["code"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert codes == sorted(["new", "contacted", "interested", "negotiating", "won"])
