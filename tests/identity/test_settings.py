"""A company's language, time zone and currency."""

import re
from typing import Any

import pytest

from identity import model
from identity.currencies import CURRENCIES
from tests.world import Answer, Person, World

PLACE = "/v1/settings"
OTHER = {"locale": "en", "time_zone": "Europe/Berlin", "currency": "EUR"}


def save(world: World, by: Person, body: Any, **headers: str) -> Answer:
    return world.call("PUT", PLACE, body, by=by, headers=headers)


def test_a_fresh_company_is_vietnamese(world: World, staff: Person):
    read = world.call("GET", PLACE, by=staff)
    assert read.body == {"locale": "vi", "time_zone": "Asia/Ho_Chi_Minh", "currency": "VND", "version": 0}
    assert read.headers["ETag"] == '"0"'
    assert model.settings(staff.tenant).value.zone.key == "Asia/Ho_Chi_Minh"


def test_an_administrator_sets_them_and_everybody_reads_them(world: World, admin: Person, staff: Person):
    assert save(world, admin, OTHER).body == OTHER | {"version": 1}
    assert world.call("GET", PLACE, by=staff).body == OTHER | {"version": 1}
    refused = save(world, staff, OTHER)
    assert (refused.status, refused["code"]) == (403, "admin_only")
    assert world.call("GET", PLACE, by=world.company("rival"))["version"] == 0


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"locale": "fr"}, "/locale", "choice"),
        ({"locale": None}, "/locale", "choice"),
        ({"time_zone": "Mars/Phobos"}, "/time_zone", "time_zone"),
        ({"time_zone": "asia/ho_chi_minh"}, "/time_zone", "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone", "time_zone"),
        ({"time_zone": "/etc/localtime"}, "/time_zone", "time_zone"),
        ({"time_zone": "Asia"}, "/time_zone", "time_zone"),
        ({"time_zone": "Asia/"}, "/time_zone", "time_zone"),
        ({"time_zone": "GMT+7"}, "/time_zone", "time_zone"),
        ({"time_zone": "+07:00"}, "/time_zone", "time_zone"),
        ({"time_zone": ""}, "/time_zone", "too_short"),
        ({"time_zone": "x" * 65}, "/time_zone", "too_long"),
        ({"time_zone": "Asia\x00/Tokyo"}, "/time_zone", "time_zone"),
        ({"currency": "vnd"}, "/currency", "currency"),
        ({"currency": "XXX"}, "/currency", "currency"),
        ({"currency": "XAU"}, "/currency", "currency"),
        ({"currency": "DEM"}, "/currency", "currency"),
        ({"currency": "₫"}, "/currency", "too_short"),
        ({"currency": 704}, "/currency", "text"),
        ({"name": "Acme"}, "/name", "unknown_field"),
    ],
)
def test_what_cannot_be_set_is_named(body: Any, path: str, code: str, world: World, admin: Person):
    answer = save(world, admin, body)
    assert (answer.status, answer["code"]) == (422, "invalid_request")
    assert [(error["path"], error["code"]) for error in answer["errors"]] == [(path, code)]
    assert world.call("GET", PLACE, by=admin)["version"] == 0


def test_every_mistake_is_told_at_once(world: World, admin: Person):
    answer = save(world, admin, {"time_zone": "X/Y", "currency": "ABC"})
    assert [error["path"] for error in answer["errors"]] == ["/time_zone", "/currency"]


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/Argentina/Ushuaia", "Asia/Saigon"])
def test_a_time_zone_is_one_of_the_database(zone: str, world: World, admin: Person):
    assert save(world, admin, {"time_zone": zone})["time_zone"] == zone


def test_of_two_who_save_at_once_the_later_reads_again(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    assert save(world, admin, OTHER, **{"if-match": '"0"'}).status == 200
    assert save(world, admin, OTHER, **{"if-match": '"0"'})["code"] == "stale"
    first = model.settings(admin.tenant)
    assert save(world, admin, {}).status == 200
    monkeypatch.setattr(model, "settings", lambda *_, **__: first)
    assert save(world, admin, OTHER)["code"] == "in_flight"


def test_the_history_says_what_was_set_before(world: World, admin: Person, staff: Person):
    save(world, admin, OTHER)
    save(world, admin, OTHER)
    save(world, admin, OTHER | {"currency": "USD"})
    third, first = world.call("GET", f"{PLACE}/history", by=admin)["items"]
    assert (third["version"], third["by"]) == (3, admin.id)
    assert third["changes"] == {"currency": {"from": "EUR", "to": "USD"}}
    assert first["changes"]["locale"] == {"from": "vi", "to": "en"}
    assert world.call("GET", f"{PLACE}/history", by=staff)["code"] == "admin_only"


def test_the_currencies_are_codes_of_those_that_are_in_use():
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CURRENCIES)
    assert {"VND", "USD", "EUR", "JPY", "CNY", "KRW", "LAK", "KHR", "THB", "SGD"} <= CURRENCIES
    assert not CURRENCIES & {"XXX", "XTS", "XAU", "CHE", "CLF", "HRK", "SLL", "DEM", "ITL"}
    assert 150 <= len(CURRENCIES) <= 160
