"""Each company's own night: when it begins, and that it begins once."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import keys, table, telemetry
from tests.tiers.nights import NIGHT, hour, orders, work_off
from tests.world import Person, World
from tiers import nightly
from watch import looking


def zone(world: World, by: Person, name: str) -> None:
    settings = {"locale": "vi", "time_zone": name, "currency": "VND"}
    assert world.call("PUT", "/v1/settings", settings, by=by).status == 200


def test_a_night_begins_where_it_is_night(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    other = world.company("globex")
    zone(world, other, "America/New_York")
    hour(monkeypatch, NIGHT - timedelta(hours=1))
    assert orders() == []
    hour(monkeypatch)
    assert orders() == [{"tenant": admin.tenant, "run": "2027-01-11", "step": 0}]
    hour(monkeypatch, NIGHT + timedelta(hours=12))
    assert orders()[1:] == [{"tenant": "globex", "run": "2027-01-11", "step": 0}]


@pytest.mark.usefixtures("admin")
def test_a_night_that_is_fired_twice_begins_once(world: World, monkeypatch: pytest.MonkeyPatch):
    for hours in (0, 0, 1, 4, 8, 22):
        hour(monkeypatch, NIGHT + timedelta(hours=hours))
    assert len(orders()) == 1
    work_off(world)
    hour(monkeypatch, NIGHT + timedelta(hours=22))
    assert orders() == []
    hour(monkeypatch, NIGHT + timedelta(hours=24))
    assert [one["run"] for one in orders()] == ["2027-01-12"]


def test_a_company_whose_night_cannot_begin_keeps_nobody_from_theirs(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    world.company("globex")
    real: Any = vars(nightly)["zone_of"]

    def zone_of(tenant: str) -> Any:
        if tenant == "globex":
            raise ConnectionError
        return real(tenant)

    with monkeypatch.context() as patch:
        patch.setattr(nightly, "zone_of", zone_of)
        with pytest.raises(ConnectionError):
            hour(patch)
    assert [one["tenant"] for one in orders()] == [admin.tenant]
    hour(monkeypatch)
    assert {one["tenant"] for one in orders()} == {admin.tenant, "globex"}


def test_a_time_zone_that_is_none_is_refused_and_one_that_is_no_more_is_home(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    body = {"locale": "vi", "time_zone": "Mars/Olympus", "currency": "VND"}
    refused = world.call("PUT", "/v1/settings", body, by=admin)
    assert (refused.status, refused["errors"][0]["path"]) == (422, "/time_zone")
    zone(world, admin, "Asia/Tokyo")
    item = world.item(keys.settings(admin.tenant), keys.GENERAL)
    item["value"]["M"]["time_zone"] = {"S": "Mars/Olympus"}
    world.put(item)
    hour(monkeypatch)
    work_off(world)
    (run,) = [one for one in world.items() if one["sk"]["S"].startswith(keys.RECALCULATION)]
    assert (run["zone"]["S"], "ended" in run) == ("Asia/Ho_Chi_Minh", True)


def test_a_night_whose_first_order_was_lost_is_ordered_by_the_watch(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    def lost(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(nightly, "send", lost)
        with pytest.raises(ConnectionError):
            hour(patch)
    assert orders() == []
    assert looking.look() == 0
    hour(monkeypatch, NIGHT + timedelta(minutes=11))
    assert looking.look() == 1
    work_off(world)
    assert looking.look() == 0
    assert not list(table.every(table.Range(keys.underway(admin.tenant))))


@pytest.mark.usefixtures("admin")
def test_somebody_hears_of_a_night_that_does_not_end(world: World, monkeypatch: pytest.MonkeyPatch):
    counted: list[tuple[Any, ...]] = []
    monkeypatch.setattr(telemetry, "count", lambda *told, **_: counted.append(told))
    hour(monkeypatch)
    hour(monkeypatch, NIGHT + timedelta(hours=5))
    assert counted == []
    hour(monkeypatch, NIGHT + timedelta(hours=7))
    assert counted == [("RecalculationsLate", 1)]
    work_off(world)
    counted.clear()
    hour(monkeypatch, NIGHT + timedelta(hours=8))
    assert counted == []
