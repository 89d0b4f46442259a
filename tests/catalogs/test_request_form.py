"""The request form as administrators keep it (B6, C9)."""

from typing import Any

import pytest

from catalogs import asking
from catalogs.defaults import defaults
from catalogs.forms import named
from tests.world import Answer, Person, World

NAME = {"vi": "Tên", "en": "Name"}
FORM = "/v1/forms/request"


def form(**field: Any) -> dict[str, Any]:
    return {"groups": [{"code": "g", "name": NAME, "fields": [{"code": "f", "name": NAME, "kind": "text"} | field]}]}


def save(world: World, by: Person, body: Any, **headers: str) -> Answer:
    return world.call("PUT", FORM, body, by=by, headers=headers)


def test_a_fresh_company_has_the_default_form_and_its_request_types(world: World, staff: Person):
    read = world.call("GET", FORM, by=staff)
    assert (read.status, read["version"], read.headers["ETag"]) == (200, 0, '"0"')
    assert [group["code"] for group in read["groups"]] == ["common", "emission", "water", "warranty"]
    types = {entry.code for entry in defaults()["request-types"]}
    assert named(asking._own_form()).keys() == types


def test_the_default_form_can_be_sent_back_as_it_came(world: World, admin: Person):
    read = world.call("GET", FORM, by=admin)
    saved = save(world, admin, {"groups": read["groups"]}, **{"if-match": '"0"'})
    assert (saved.status, saved["version"]) == (200, 1)
    assert saved["groups"] == read["groups"] == world.call("GET", FORM, by=admin)["groups"]


def test_only_administrators_save_it(world: World, staff: Person):
    assert save(world, staff, form())["code"] == "admin_only"
    assert world.call("GET", f"{FORM}/history", by=staff)["code"] == "admin_only"


def test_who_has_not_seen_the_present_form_does_not_overwrite_it(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    assert save(world, admin, form(), **{"if-match": '"0"'}).status == 200
    assert save(world, admin, form(), **{"if-match": '"0"'})["code"] == "stale"
    first = asking.form(admin.tenant)
    assert save(world, admin, form(kind="date")).status == 200
    monkeypatch.setattr(asking, "form", lambda *_, **__: first)
    assert save(world, admin, form(kind="number"))["code"] == "in_flight"


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "/groups", "missing"),
        ({"groups": {}}, "/groups", "list"),
        (form(kind="colour"), "/groups/0/fields/0/kind", "choice"),
        (form(name={"vi": "A"}), "/groups/0/fields/0/name/en", "missing"),
        (form(code="a b"), "/groups/0/fields/0/code", "format"),
        (form(types=["water", "water"]), "/groups/0/fields/0/types", "duplicate"),
        (form(types=["fire"]), "/groups/0/fields/0/types/0", "not_in_catalog"),
        (form(kind="select"), "/groups/0/fields/0/options", "too_few"),
        (form(options=[{"code": "a", "name": NAME}]), "/groups/0/fields/0/options", "only_for_selects"),
        (form(required="yes"), "/groups/0/fields/0/required", "boolean"),
        (form(hint="?"), "/groups/0/fields/0/hint", "unknown_field"),
    ],
)
def test_a_form_that_cannot_be_is_refused_with_the_place(body: Any, path: str, code: str, world: World, admin: Person):
    answer = save(world, admin, body)
    assert (answer.status, answer["code"]) == (422, "invalid_request")
    assert [(error["path"], error["code"]) for error in answer["errors"]] == [(path, code)]
    assert world.call("GET", FORM, by=admin)["version"] == 0


def test_the_history_of_the_form_has_both_forms(world: World, admin: Person):
    save(world, admin, form())
    save(world, admin, form(kind="date"))
    save(world, admin, form(kind="date"))
    changed, first = world.call("GET", f"{FORM}/history", by=admin)["items"]
    assert (changed["version"], first["version"]) == (2, 1)
    before, after = changed["changes"]["groups"]["from"], changed["changes"]["groups"]["to"]
    assert (before[0]["fields"][0]["kind"], after[0]["fields"][0]["kind"]) == ("text", "date")


def test_the_form_of_one_company_is_not_another_ones(world: World, admin: Person):
    rival = world.company("rival")
    save(world, admin, form())
    assert world.call("GET", FORM, by=rival)["version"] == 0


def test_the_form_can_be_sent_back_after_a_request_type_that_it_names_is_gone(world: World, admin: Person):
    assert world.call("DELETE", "/v1/catalogs/request-types/water", by=admin).status == 200
    groups = world.call("GET", FORM, by=admin)["groups"]
    assert save(world, admin, {"groups": groups}).status == 200
    assert save(world, admin, form(types=["water"])).status == 200
    assert save(world, admin, form()).status == 200
    assert save(world, admin, form(types=["water"]))["errors"][0]["code"] == "not_in_catalog"
