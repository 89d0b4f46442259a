"""Anybody may write anybody's address into a form: so it has us write to so many a day, in nobody's words (J1, J5)."""

from datetime import timedelta

import pytest

from kernel import clock
from tests.sites.test_forms import Desk
from tests.world import Person, World


def introduced(world: World) -> int:
    return sum(
        one["value"]["M"]["kind"]["S"] == "introduction" for one in world.items() if "#MESSAGE#" in one["pk"]["S"]
    )


def test_a_form_has_so_many_introduced_a_day_and_makes_leads_of_the_others(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(world, admin, introductions_per_day=2)
    for number in range(4):
        assert desk.send(ho_ten=f"K{number}", email=f"k{number}@x.vn").status == 200
    assert desk.send(ho_ten="Không email").status == 200
    assert (introduced(world), len(desk.leads())) == (2, 5)
    shown = desk.ask("GET", "/v1/sites/forms/lien-he")
    assert (shown["taken"], shown["unintroduced"]) == (5, 2)
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert desk.send(ho_ten="Mai", email="mai@x.vn").status == 200
    assert introduced(world) == 3
    assert [one for one in world.items() if one["sk"]["S"] == "INTRODUCED" and "expires_at" not in one] == []


@pytest.mark.parametrize("name", ["Nhận quà tại https://lua.example", "WWW.lua.example", "Xem http://x"])
def test_who_is_called_by_a_web_address_is_a_lead_and_is_not_written_to(world: World, admin: Person, name: str):
    desk = Desk(world, admin)
    assert desk.send(ho_ten=name, email="nan-nhan@x.vn").status == 200
    assert (introduced(world), len(desk.leads())) == (0, 1)
    assert desk.ask("GET", "/v1/sites/forms/lien-he")["unintroduced"] == 1


def test_a_company_that_is_called_like_its_site_is_introduced(world: World, admin: Person):
    desk = Desk(world, admin, introductions_per_day=1)
    assert desk.send(ho_ten="Batdongsan.com.vn", email="bds@x.vn").status == 200
    assert introduced(world) == 1


def test_a_form_may_introduce_nobody(world: World, admin: Person):
    desk = Desk(world, admin, introductions_per_day=0)
    assert desk.send(ho_ten="Lan", email="lan@x.vn").status == 200
    assert (introduced(world), len(desk.leads())) == (0, 1)
