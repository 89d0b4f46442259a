"""Somebody known fills in a form: who owns their record is given it to do, and hears of it (J5, E1)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel import clock, table
from sites import model
from tests.sites.test_forms import Desk, errors
from tests.world import Person, World


@pytest.fixture
def seller(world: World, admin: Person) -> Person:
    return world.employee(admin.department, "S7")


@pytest.fixture
def known(world: World, seller: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Hoà", "phones": ["0912345678"]}, by=seller)
    world.pump()
    return str(made["id"])


def given(world: World, who: Person) -> list[Any]:
    world.pump()
    found: list[Any] = world.call("GET", "/v1/activities", by=who)["items"]
    return found


def test_who_owns_the_record_is_given_it_to_do_and_reminded_at_once(
    world: World, admin: Person, seller: Person, known: str
):
    desk = Desk(world, admin)
    assert desk.send(ho_ten="Hòa", dien_thoai="+84 912 345 678", loi_nhan="Xin báo giá").status == 200
    (one,) = given(world, seller)
    assert (one["customer"], one["assignee"], one["type"]) == (known, seller.id, "call")
    assert (one["subject"], one["status"]) == ("Liên hệ: Hoà", "not_started")
    assert one["description"] == "ho_ten: Hòa\ndien_thoai: +84 912 345 678\nloi_nhan: Xin báo giá"
    now = clock.now()
    assert datetime.fromisoformat(one["reminder_at"]) <= now < datetime.fromisoformat(one["deadline"])
    assert [i["sk"]["S"].endswith(one["id"]) for i in world.items() if i["pk"]["S"].endswith("#REMINDERS")] == [True]


def test_it_is_given_once_a_day_for_each_form_however_much_is_sent(
    world: World, admin: Person, seller: Person, known: str, monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(world, admin)
    for words in ("a", "b", "b", "c"):
        assert desk.send(ho_ten="Hoà", dien_thoai="0912345678", loi_nhan=words).status == 200
    assert len(given(world, seller)) == 1
    assert len(desk.sent(known)) == 3
    other = Desk(world, admin, code="bao-gia", name="Báo giá", activity_type="email")
    assert other.send(ho_ten="Hoà", dien_thoai="0912345678").status == 200
    assert sorted(one["type"] for one in given(world, seller)) == ["call", "email"]
    tomorrow = clock.now() + timedelta(days=1, seconds=2)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert desk.send(ho_ten="Hoà", dien_thoai="0912345678", loi_nhan="d").status == 200
    assert len(given(world, seller)) == 3


@pytest.mark.parametrize(("words", "noted"), [("a", 1), ("b", 2)])
def test_what_is_sent_at_the_very_moment_is_noted_once_and_answered(
    world: World, admin: Person, seller: Person, known: str, monkeypatch: pytest.MonkeyPatch, words: str, noted: int
):
    desk, real, seen = Desk(world, admin), table.write, list[int]()

    def late(*writes: table.Write) -> None:
        if len(writes) > 1 and not seen:
            seen.append(1)
            assert desk.send(ho_ten="Hoà", dien_thoai="0912345678", loi_nhan=words).status == 200
        real(*writes)

    monkeypatch.setattr(table, "write", late)
    assert desk.send(ho_ten="Hoà", dien_thoai="0912345678", loi_nhan="a").status == 200
    assert seen
    assert (len(desk.sent(known)), len(given(world, seller))) == (noted, 1)


def test_who_has_left_is_stood_in_for_and_a_type_that_is_gone_is_another(
    world: World, admin: Person, seller: Person, known: str
):
    desk = Desk(world, admin, activity_type="task")
    assert desk.ask("PATCH", f"/v1/employees/{seller.id}", {"active": False}).status == 200
    assert desk.ask("PATCH", "/v1/catalogs/activity-types/task", {"active": False}).status == 200
    assert desk.send(ho_ten="Hoà", dien_thoai="0912345678").status == 200
    (one,) = given(world, admin)
    assert (one["customer"], one["assignee"], one["type"]) == (known, admin.id, "call")


def test_a_form_may_do_without(world: World, admin: Person, seller: Person, known: str):
    desk = Desk(world, admin, follow_up=False)
    assert desk.send(ho_ten="Hoà", dien_thoai="0912345678").status == 200
    assert len(desk.sent(known)) == 1
    assert given(world, seller) == []
    wrong = desk.ask("PATCH", "/v1/sites/forms/lien-he", {"activity_type": "nothing"})
    assert errors(wrong) == [("/activity_type", "not_in_catalog")]
    assert desk.ask("PATCH", "/v1/sites/forms/lien-he", {"activity_type": None, "follow_up": True}).status == 200


def test_a_mark_of_yesterday_marks_nothing():
    now = int(clock.now().timestamp())
    mark = model.marking("acme", "d", "c", now)
    assert int(mark.arguments["Item"]["expires_at"]["N"]) == now + model.SAME_FOR
