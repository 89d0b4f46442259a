"""ETag and If-Match: nobody overwrites what they have not seen (N4)."""

from typing import Any

import pytest

from customers import model
from tests.world import Answer, Person, World


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture
def lead(shared: World, boss: Person) -> str:
    made = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)
    assert shared.call("PATCH", f"/v1/leads/{made['id']}", {"name": "B"}, by=boss).headers["ETag"] == '"2"'
    return str(made["id"])


def patch(world: World, by: Person, lead: str, tag: str) -> Answer:
    return world.call("PATCH", f"/v1/leads/{lead}", {"priority": 1}, by=by, headers={"if-match": tag})


@pytest.mark.parametrize("tag", ['"2"', "*", " * ", ' "2" ', 'W/"2"', "2"])
def test_the_present_version_however_a_client_writes_it_is_a_match(tag: str, shared: World, boss: Person, lead: str):
    changed = patch(shared, boss, lead, tag)
    assert (changed.status, changed["version"], changed.headers["ETag"]) == (200, 3, '"3"'), changed.raw


@pytest.mark.parametrize(
    "tag", ['"1"', '"3"', 'W/"1"', "", '""', '"x"', '"1", "2"', '"-2"', '"2.0"', '"²"', "1,3",
            '"9999999999999999999999"', ",", "W/", '"2" "2"', "x" * 9000]
)  # fmt: skip
def test_any_other_tag_is_412_and_changes_nothing(tag: str, shared: World, boss: Person, lead: str):
    refused = patch(shared, boss, lead, tag)
    assert (refused.status, refused["code"]) == (412, "stale")
    assert "version 2" in refused["detail"]
    assert shared.call("GET", f"/v1/leads/{lead}", by=boss)["priority"] == 0


def test_a_tag_for_what_is_not_there_is_404(shared: World, boss: Person):
    for tag in ("*", '"1"'):
        assert patch(shared, boss, boss.id, tag).status == 404


def test_every_changeable_record_wears_its_version_and_heeds_it(shared: World, boss: Person, lead: str):
    shared.pump()
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract, receipt = (shared.call("POST", f"/v1/{kind}", money, by=boss)["id"] for kind in ("contracts", "receipts"))
    department = shared.call("POST", "/v1/departments", {"code": "X", "name": "X"}, by=boss)["id"]
    empty: dict[str, Any] = {}
    changes: list[tuple[str, str, Any]] = [
        ("POST", f"/v1/contracts/{contract}/confirm", None),
        ("POST", f"/v1/receipts/{receipt}/cancel", None),
        ("PATCH", f"/v1/customers/{lead}", {"name": "C"}),
        ("POST", f"/v1/leads/{lead}/convert", None),
        ("PATCH", f"/v1/employees/{boss.id}", {"name": "Bình"}),
        ("PATCH", f"/v1/departments/{department}", {"name": "Y"}),
        ("PATCH", "/v1/catalogs/stages/new", {"order": 7}),
        ("PUT", "/v1/forms/request", {"groups": []}),
        ("PATCH", "/v1/voucher-books/HD", {"padding": 5}),
        ("PUT", "/v1/settings", empty),
        ("PUT", "/v1/tiers", empty),
        ("PUT", "/v1/scoring/rulebook", empty),
    ]
    for method, path, body in changes:
        place = path.removesuffix("/confirm").removesuffix("/cancel").removesuffix("/convert")
        read = shared.call("GET", place, by=boss) if "/d" not in place and "/catalogs" not in place else None
        version = read["version"] if read else 1
        assert read is None or read.headers["ETag"] == f'"{version}"', path
        stale = shared.call(method, path, body, by=boss, headers={"if-match": f'"{version + 1}"'})
        assert (stale.status, stale["code"]) == (412, "stale"), path
        done = shared.call(method, path, body, by=boss, headers={"if-match": f'"{version}"'})
        assert (done.status, done.headers["ETag"]) == (200, f'"{version + 1}"'), done.raw


def overtake(world: World, by: Person, lead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody else rename the lead right after the next look at it."""
    load, seen = model.load, list[str]()

    def overtaken(*arguments: Any, **more: Any) -> Any:
        item = load(*arguments, **more)
        if not seen:
            seen.append("once")
            assert world.call("PATCH", f"/v1/leads/{lead}", {"name": "Faster"}, by=by).status == 200
        return item

    monkeypatch.setattr(model, "load", overtaken)


def test_who_loses_the_race_between_reading_and_writing_gets_412(
    shared: World, boss: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    overtake(shared, boss, lead, monkeypatch)
    assert patch(shared, boss, lead, '"2"').status == 412
    assert shared.call("GET", f"/v1/leads/{lead}", by=boss)["name"] == "Faster"


def test_without_a_tag_both_changes_survive_the_race(
    shared: World, boss: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    overtake(shared, boss, lead, monkeypatch)
    assert shared.call("PATCH", f"/v1/leads/{lead}", {"priority": 3}, by=boss).status == 200
    now = shared.call("GET", f"/v1/leads/{lead}", by=boss)
    assert (now["name"], now["priority"], now["version"]) == ("Faster", 3, 4)
