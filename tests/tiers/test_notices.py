"""An owner hears of a customer who moves: once for each move, and only while it is true."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock, keys, table
from outbox.queue import order
from outbox.settings import EmailSettings, saving, settings
from tests.mailing.sent import Sent, sent
from tests.tiers.nights import hour, work_off
from tests.tiers.test_tiers import GOLD, confirmed, save
from tests.world import Person, World, backend, deliver


@pytest.fixture
def lead(world: World, admin: Person, staff: Person) -> str:
    assert save(world, admin).status == 200
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà"}, by=staff)
    world.pump()
    return str(made["id"])


def fresh() -> list[Sent]:
    """What was sent since the last look."""
    found = sent()
    backend("ses").sent_messages.clear()
    return found


def messages(world: World) -> list[tuple[str, str | None]]:
    """(state, reason) of the notices, the oldest first."""
    found = [one["value"]["M"] for one in world.items() if one["sk"]["S"] == keys.MESSAGE]
    found.sort(key=lambda one: one["created_at"]["S"])
    return [(one["state"]["S"], one.get("reason", {}).get("S")) for one in found]


def test_an_owner_hears_of_each_move_once_with_its_reason(world: World, staff: Person, lead: str):
    first = confirmed(world, staff, lead, "120")
    (mail,) = fresh()
    assert (mail.to, mail.subject) == (["s1@acme.example"], "Nguyễn Hoà: hạng Bạc")
    assert "Hạng trước: không có" in mail.html
    assert "Doanh thu theo hợp đồng 120 ≥ 100" in mail.html
    confirmed(world, staff, lead, "10")
    assert fresh() == []
    deliver(world.history)
    world.pump()
    assert fresh() == []
    assert world.call("POST", f"{first}/cancel", by=staff).status == 200
    world.pump()
    assert [one.subject for one in fresh()] == ["Nguyễn Hoà: không còn hạng"]
    confirmed(world, staff, lead, "120")
    assert [one.subject for one in fresh()] == ["Nguyễn Hoà: hạng Bạc"]


def test_who_owns_the_customer_by_then_hears_of_it(world: World, admin: Person, staff: Person, lead: str):
    body = {"customer": lead, "date": "2026-03-02", "amount": "120"}
    contract = world.call("POST", "/v1/contracts", body, by=staff)["id"]
    world.pump()
    assert world.call("POST", f"/v1/contracts/{contract}/confirm", by=staff).status == 200
    other = world.employee(admin.department, "S2")
    to = {"employees": [other.id], "carry_over": []}
    assert world.call("POST", f"/v1/customers/{lead}/transfer", to, by=staff).status == 200
    world.pump()
    (mail,) = fresh()
    assert mail.to == ["s2@acme.example"]
    assert "120" not in mail.html, "contracts of before were not carried over"


def test_a_notice_of_a_tier_that_is_no_more_is_void(world: World, staff: Person, lead: str):
    confirmed(world, staff, lead, "120")
    fresh()
    held: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outbox.relay.order", lambda *order: held.append(order))
        world.call("PUT", f"/v1/tiers/customers/{lead}", {"tier": GOLD, "reason": "x"}, by=staff)
        world.pump()
        world.call("DELETE", f"/v1/tiers/customers/{lead}", by=staff)
        world.pump()
    for one in held:
        order(*one)
    world.pump()
    assert [one.subject for one in fresh()] == ["Nguyễn Hoà: hạng Bạc"]
    assert messages(world) == [("sent", None), ("void", "moved"), ("sent", None)]


def test_nobody_hears_of_anything_where_it_is_switched_off(world: World, staff: Person, lead: str):
    table.write(saving(settings("acme"), EmailSettings(tier_notice=False)))
    confirmed(world, staff, lead, "120")
    assert (fresh(), messages(world)) == ([], [])


def test_a_record_that_was_merged_tells_nobody_and_the_one_that_is_left_does(world: World, staff: Person, lead: str):
    other = str(world.call("POST", "/v1/leads", {"name": "Hoà Nguyễn"}, by=staff)["id"])
    confirmed(world, staff, other, "120")
    fresh()
    answer = world.call("POST", f"/v1/leads/{lead}/merge", {"absorbed": other}, by=staff)
    assert answer.status == 202, answer.raw
    world.pump()
    assert [one.subject for one in fresh()] == ["Nguyễn Hoà: hạng Bạc"]


def test_a_move_that_the_stream_never_told_of_is_told_by_the_night(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr("tiers.noticing._enter", lambda *_: None)
        confirmed(world, staff, lead, "120")
    moment = clock.now() + timedelta(hours=1)
    while moment.hour != 18:
        moment += timedelta(hours=1)
    hour(monkeypatch, moment)
    work_off(world)
    world.pump()
    assert [one.subject for one in fresh()] == ["Nguyễn Hoà: hạng Bạc"]
    hour(monkeypatch, moment + timedelta(days=1))
    work_off(world)
    world.pump()
    assert fresh() == []
