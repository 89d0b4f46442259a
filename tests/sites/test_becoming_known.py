"""Who fills in a form is known by their browser from then on, and for the time before (J5, H3)."""

import pytest

from kernel import clock
from tests.sites.test_forms import Desk
from tests.visits.site import Site, publish
from tests.world import Person, World, deliver
from visits import service

EARNED = {"long": 200, "any": 20, "price": 2}


@pytest.fixture
def desk(world: World, admin: Person) -> Desk:
    return Desk(world, admin)


def test_visits_before_the_form_count_for_who_filled_it_in(desk: Desk, world: World, admin: Person):
    body = b'{"client_id": "123.456", "events": [{"name": "page_view", "params": {"page_location": "/bang-gia"}}]}'
    assert service.take("acme", body, clock.now()) == "stranger"
    listed = desk.ask("GET", "/v1/sites/strangers")["items"]
    assert [(one["client"], one["path"]) for one in listed] == [("123.456", "/bang-gia")]
    assert desk.send(ho_ten="Lan", cid="123.456").status == 200
    (lead,) = desk.leads()
    signals = world.call("GET", f"/v1/scores/{lead['id']}/signals", by=admin)["items"]
    assert [(one["kind"], one["paths"]) for one in signals] == [("visit", ["/bang-gia"])]
    assert desk.ask("GET", "/v1/sites/strangers")["items"] == []


@pytest.mark.parametrize("between", [True, False], ids=["one_after_the_other", "both_at_once"])
def test_a_browser_that_two_filled_in_forms_with_counts_once_before_and_after_they_are_merged(
    desk: Desk, world: World, admin: Person, between: bool
):
    site = Site(world, admin)
    publish(world, admin)
    told = [site.event(700_000, "/bang-gia", session=name) for name in ("s1", "s2")]
    assert service.take("acme", site.body(*told, client="123.456"), site.now) == "stranger"
    for name in ("Lan", "Mai"):
        assert desk.send(ho_ten=name, email=f"{name}@x.vn", cid="GA1.1.123.456").status == 200
        if between:
            world.pump()
    leads = {lead["name"]: lead["id"] for lead in desk.leads()}
    lan, mai = leads["Lan"], leads["Mai"]
    assert (site.earned(lan), site.earned(mai)) == (EARNED if between else {}, {})
    assert desk.ask("POST", f"/v1/leads/{lan}/merge", {"absorbed": mai}).status == 202
    assert (site.earned(lan), site.strangers()) == (EARNED, [])
    assert service.take("acme", site.body(*told, client="GA1.1.123.456"), site.now) == "repeated"
    deliver(world.history)
    assert (site.earned(lan), len(site.visits(lan))) == (EARNED, 2)
    assert desk.ask("POST", f"/v1/leads/{lan}/merges/{mai}/undo").status < 300
    world.pump()
    assert [site.earned(one) for one in (lan, mai) if site.earned(one)] == [EARNED]
