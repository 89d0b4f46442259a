"""Catalogues: kept by administrators, known to every record (B1)."""

from typing import Any

import pytest

from catalogs import model, rules
from catalogs.rules import KINDS
from tests.world import Answer, Person, World

NAME = {"vi": "Hội chợ", "en": "Fair"}
STAGE = {"colour": "#aabbcc", "probability": 10, "outcome": "open"}


def add(world: World, by: Person, kind: str = "sources", **fields: Any) -> Answer:
    return world.call("POST", f"/v1/catalogs/{kind}", {"code": "fair", "name": NAME} | fields, by=by)


def codes(world: World, by: Person, kind: str) -> list[str]:
    return [entry["code"] for entry in world.call("GET", f"/v1/catalogs/{kind}", by=by, limit=100)["items"]]


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
    assert codes(world, other, "labels") == ["hot", "follow", "potential", "paused"]


def test_a_code_that_is_taken_is_named_and_the_entry_stays(world: World, admin: Person):
    for code in ("website", "Website"):
        answer = add(world, admin, code=code)
        assert (answer.status, answer["code"]) == (409, "code_taken")
        assert code in answer["detail"]
    entries = world.call("GET", "/v1/catalogs/sources", by=admin)["items"]
    assert next(e for e in entries if e["code"] == "website")["name"]["en"] == "Website"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("stages", {}, ("/colour", "missing")),
        ("stages", {"colour": "blue"}, ("/colour", "format")),
        ("stages", {"colour": "#aabbcc", "dimension": "region"}, ("/dimension", "unknown_field")),
        ("groups", {}, ("/dimension", "missing")),
        ("groups", {"dimension": "planet"}, ("/dimension", "not_in_catalog")),
        ("groups", {"dimension": "a b"}, ("/dimension", "format")),
        ("partner-groups", {"dimension": "region"}, ("/dimension", "unknown_field")),
        ("labels", {}, ("/colour", "missing")),
        ("labels", {"colour": "#aabbcc", "follow_up": False}, ("/follow_up", "unknown_field")),
        ("opportunity-stages", {"colour": "#aabbcc", "outcome": "open"}, ("/probability", "missing")),
        ("opportunity-stages", STAGE | {"probability": 101}, ("/probability", "too_large")),
        ("opportunity-stages", STAGE | {"probability": -1}, ("/probability", "too_small")),
        ("opportunity-stages", STAGE | {"probability": 12.5}, ("/probability", "integer")),
        ("opportunity-stages", STAGE | {"probability": "10"}, ("/probability", "integer")),
        ("opportunity-stages", STAGE | {"outcome": "maybe"}, ("/outcome", "choice")),
        ("opportunity-stages", STAGE | {"follow_up": "yes"}, ("/follow_up", "boolean")),
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


def test_all_that_is_wrong_with_an_entry_is_told_at_once(world: World, admin: Person):
    answer = add(world, admin, "opportunity-stages", dimension="region")
    assert errors(answer) == [
        ("/colour", "missing"), ("/probability", "missing"), ("/outcome", "missing"), ("/dimension", "unknown_field"),
    ]  # fmt: skip


def test_an_opportunity_stage_may_ask_to_be_followed_up(world: World, admin: Person):
    assert add(world, admin, "opportunity-stages", **STAGE, follow_up=True)["follow_up"] is True
    assert add(world, admin, "opportunity-stages", **STAGE, code="other")["follow_up"] is None
    changed = world.call("PATCH", "/v1/catalogs/opportunity-stages/fair", {"outcome": "won"}, by=admin)
    assert (changed["outcome"], changed["probability"], changed["follow_up"]) == ("won", 10, True)


def test_a_group_keeps_a_dimension_that_has_gone_out_of_use_but_none_takes_it_anew(world: World, admin: Person):
    world.call("PATCH", "/v1/catalogs/dimensions/value", {"active": False}, by=admin)
    assert world.call("PATCH", "/v1/catalogs/groups/vip", {"order": 1}, by=admin).status == 200
    taken = world.call("PATCH", "/v1/catalogs/groups/north", {"dimension": "value"}, by=admin)
    assert errors(taken) == [("/dimension", "not_in_catalog")]


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


def test_a_catalogue_is_read_in_its_order_page_by_page(world: World, admin: Person):
    world.call("PATCH", "/v1/catalogs/stages/won", {"order": 0}, by=admin)
    world.call("PATCH", "/v1/catalogs/stages/negotiating", {"order": 2}, by=admin)
    found: list[str] = []
    cursor = None
    while True:
        page = world.call("GET", "/v1/catalogs/stages", by=admin, limit=2, cursor=cursor)
        assert len(page["items"]) <= 2
        found += [entry["code"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == ["won", "new", "contacted", "negotiating", "interested"]


def test_a_cursor_of_one_catalogue_is_worth_nothing_in_another(world: World, admin: Person):
    cursor = world.call("GET", "/v1/catalogs/stages", by=admin, limit=2)["next_cursor"]
    for kind, by in (("sources", admin), ("stages", world.company("rival"))):
        answer = world.call("GET", f"/v1/catalogs/{kind}", by=by, cursor=cursor)
        assert (answer.status, answer["code"]) == (400, "invalid_cursor")


def test_a_catalogue_is_full_one_day(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "LARGEST", len(codes(world, admin, "sources")) + 1)
    assert add(world, admin).status == 201
    answer = add(world, admin, code="fair2")
    assert (answer.status, answer["code"]) == (409, "catalogue_full")


def test_the_catalogues_say_what_their_entries_have(world: World, staff: Person):
    found = {one["kind"]: one for one in world.call("GET", "/v1/catalogs", by=staff)["items"]}
    assert found.keys() == KINDS.keys()
    assert found["opportunity-stages"] == {
        "kind": "opportunity-stages", "name": {"vi": "Giai đoạn cơ hội", "en": "Opportunity stages"},
        "attributes": [
            {"name": "colour", "required": True}, {"name": "probability", "required": True},
            {"name": "outcome", "required": True}, {"name": "follow_up", "required": False},
        ],
    }  # fmt: skip
    assert found["sources"]["attributes"] == []


def test_the_history_of_an_entry_says_who_changed_what(world: World, admin: Person, staff: Person):
    add(world, admin)
    world.call("PATCH", "/v1/catalogs/sources/fair", {"order": 5, "active": False}, by=admin)
    world.call("PATCH", "/v1/catalogs/sources/fair", {"order": 5}, by=admin)
    answer = world.call("GET", "/v1/catalogs/sources/fair/history", by=admin)
    changed, created = answer["items"]
    assert (changed["version"], changed["action"], changed["by"]) == (2, "changed", admin.id)
    assert changed["changes"] == {"order": {"from": 11, "to": 5}, "active": {"from": True, "to": False}}
    assert (created["version"], created["action"]) == (1, "created")
    assert created["changes"]["name"] == {"from": None, "to": NAME}
    assert world.call("GET", "/v1/catalogs/sources/none/history", by=admin).status == 404
    assert world.call("GET", "/v1/catalogs/sources/fair/history", by=staff)["code"] == "admin_only"
    assert codes(world, admin, "sources").count("fair") == 1


def test_of_two_changes_at_once_one_is_told_to_try_again(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    read = model.entry(admin.tenant, "sources", "phone")
    assert world.call("PATCH", "/v1/catalogs/sources/phone", {"order": 8}, by=admin).status == 200
    monkeypatch.setattr(model, "entry", lambda *_: read)
    late = world.call("PATCH", "/v1/catalogs/sources/phone", {"order": 9}, by=admin)
    assert (late.status, late["code"]) == (409, "in_flight")


def test_a_new_entry_comes_last_if_its_place_is_not_said(world: World, admin: Person):
    def added(code: str, **more: Any) -> int:
        body = {"code": code, "name": {"vi": code, "en": code}, **more}
        return int(world.call("POST", "/v1/catalogs/sources", body, by=admin)["order"])

    before = [entry["order"] for entry in world.call("GET", "/v1/catalogs/sources", by=admin)["items"]]
    assert (added("a"), added("b"), added("c", order=0)) == (max(before) + 1, max(before) + 2, 0)
    codes = [entry["code"] for entry in world.call("GET", "/v1/catalogs/sources", by=admin)["items"]]
    assert (codes[0], codes[-2:]) == ("c", ["a", "b"])
    assert (added("z", order=9999), added("y")) == (9999, 9999)
