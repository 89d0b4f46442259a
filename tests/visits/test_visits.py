"""Visits of a site count for whom they belong to, each once, whenever that becomes known (J5, H1, H4)."""

from itertools import permutations

import pytest

from kernel import table
from tests.visits.site import Site, publish
from tests.world import Person, World, deliver


@pytest.fixture
def site(world: World, admin: Person) -> Site:
    return Site(world, admin)


def test_a_visit_that_is_told_in_parts_adds_up_once_each_in_any_order(site: Site):
    parts = [site.event(400_000, "/bang-gia"), site.event(201_000, "/", back=5), site.event(0, "/lien-he", back=9)]
    for number, order in enumerate(permutations(parts)):
        lead = site.lead(web_clients=[f"c{number}"])
        first = [site.tell(part, client=f"c{number}") for part in order]
        again = [site.tell(*parts, client=f"c{number}"), site.tell(*parts, client=f"c{number}")]
        assert (first, again) == (["new"] * 3, ["repeated"] * 2)
        assert site.visits(lead) == [(601, ["/", "/bang-gia", "/lien-he"])]


def test_a_visit_earns_by_its_whole_time_and_each_page_once(site: Site, world: World, admin: Person):
    publish(world, admin)
    lead = site.lead(web_clients=["c1"])
    site.tell(site.event(600_000, "/bang-gia/a"), site.event(0, "/bang-gia/b"))
    assert site.earned(lead) == {"any": 10, "price": 1}
    site.tell(site.event(1_000))
    assert site.earned(lead) == {"long": 100, "any": 10, "price": 1}
    deliver(world.history)
    assert site.earned(lead) == {"long": 100, "any": 10, "price": 1}
    site.tell(site.event(1_000, session="s2"))
    assert site.earned(lead) == {"long": 100, "any": 20, "price": 1}


def test_a_user_is_named_by_id_or_code_and_wins_over_the_browser(site: Site):
    mine, theirs = site.lead(web_clients=["c1"]), site.lead(code="KH-7")
    site.tell(site.event(1000, "/a"), client="c1", user=theirs)
    site.tell(site.event(1000, "/b"), client="c9", user="kh-7")
    site.tell(site.event(1000, "/c"), client="c1", user="somebody-else")
    assert (site.visits(mine), site.visits(theirs)) == ([(1, ["/c"])], [(1, ["/a"]), (1, ["/b"])])


def test_earlier_visits_count_when_the_person_becomes_known_later(site: Site, world: World, admin: Person):
    publish(world, admin)
    lead = site.lead()
    for number in range(60):
        assert site.tell(site.event(1000, "/bang-gia", session=f"s{number}")) == "stranger"
    assert site.tell(site.event(600_001, "/", session="s0")) == "stranger"
    assert site.earned(lead) == {}
    told = world.call("PATCH", f"/v1/leads/{lead}", {"web_clients": ["c0", "c1"]}, by=admin)
    assert told.status == 200
    assert site.earned(lead) == {"long": 100, "any": 600, "price": 60}
    assert site.strangers() == []
    deliver(world.history)
    assert site.tell(site.event(1000, "/bang-gia", session="s7")) == "repeated"
    assert site.earned(lead) == {"long": 100, "any": 600, "price": 60}


def test_who_is_named_before_the_record_has_that_code_is_found_when_it_has(site: Site):
    site.tell(site.event(1000, "/a"), client="c1", user="KH-8")
    site.tell(site.event(1000, "/b"), client="c2", user="KH-8")
    site.tell(site.event(1000, "/c"), client="c2", user="KH-9")
    lead = site.lead(code="KH-8")
    assert [pages for _, pages in site.visits(lead)] == [["/a"], ["/b"]]
    assert site.visits(site.lead(code="kh-9")) == [(1, ["/c"])]
    assert [key for key in site.strangers() if "#U#" not in key] == []


def test_a_client_of_another_company_is_nobody_here(site: Site, world: World):
    rival = world.company("rival")
    Site(world, rival, "rival").lead(web_clients=["c1"])
    lead = site.lead(web_clients=["c2"])
    assert site.tell(site.event(1000), client="c1") == "stranger"
    assert Site(world, rival, "rival").tell(site.event(1000), client="c2", user=lead) == "stranger"
    assert site.visits(lead) == []


def test_what_two_records_have_is_nobodys_until_they_are_one(site: Site, world: World, admin: Person):
    mine, theirs = site.lead(web_clients=["c1"]), site.lead(web_clients=["c1"])
    assert site.tell(site.event(1000, "/a")) == "stranger"
    merged = world.call("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, by=admin)
    assert merged.status == 202, merged.raw
    world.pump()
    assert site.tell(site.event(2000, "/b", session="s2")) == "new"
    assert len(site.visits(mine)) == 2
    assert site.strangers() == []


def test_what_two_had_is_ones_when_the_other_has_it_no_more(site: Site, world: World, admin: Person):
    mine, theirs = site.lead(web_clients=["c1"]), site.lead(web_clients=["c1"])
    assert site.tell(site.event(1000, "/a")) == "stranger"
    assert world.call("PATCH", f"/v1/leads/{theirs}", {"web_clients": []}, by=admin).status == 200
    assert (site.visits(mine), site.visits(theirs)) == ([(1, ["/a"])], [])


def test_visits_follow_a_merge_and_its_undoing_and_none_counts_twice(site: Site, world: World, admin: Person):
    publish(world, admin)
    mine, theirs = site.lead(web_clients=["c1"]), site.lead(web_clients=["c2"])
    site.tell(site.event(300_000, "/bang-gia", back=20), client="c1", user=mine)
    site.tell(site.event(300_000, "/bang-gia", back=20), client="c1", user=theirs)  # the same, told of both
    site.tell(site.event(400_000, back=9), client="c1", user=theirs)
    site.tell(site.event(5_000, "/x"), client="c2")
    assert (site.visits(mine), len(site.visits(theirs))) == ([(300, ["/bang-gia"])], 2)
    assert world.call("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, by=admin).status == 202
    assert site.visits(mine) == [(5, ["/x"]), (700, ["/", "/bang-gia"])]
    assert site.earned(mine) == {"long": 100, "any": 20, "price": 1}
    site.tell(site.event(1_000, "/y", session="later"), client="c2")
    site.tell(site.event(7_000, "/x", back=1), client="c2")
    assert site.visits(mine) == [(1, ["/y"]), (12, ["/x"]), (700, ["/", "/bang-gia"])]
    assert world.call("POST", f"/v1/leads/{mine}/merges/{theirs}/undo", by=admin).status < 300
    assert site.visits(mine) == [(300, ["/bang-gia"])]
    assert site.visits(theirs) == [(1, ["/y"]), (12, ["/x"]), (700, ["/", "/bang-gia"])]
    assert site.earned(theirs) == {"long": 100, "any": 30, "price": 1}


def test_who_becomes_known_at_the_very_moment_misses_nothing(
    site: Site, world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    lead = site.lead()
    real, seen = table.write, list[int]()

    def late(*writes: table.Write) -> None:
        if not seen and "STRANGER#C" in str(writes[0].arguments):
            seen.append(1)
            monkeypatch.setattr(table, "write", real)
            world.call("PATCH", f"/v1/leads/{lead}", {"web_clients": ["c1"]}, by=admin)
            world.pump()  # it finds no visits yet
        real(*writes)

    monkeypatch.setattr(table, "write", late)
    site.tell(site.event(1000))
    assert seen
    assert site.visits(lead) == [(1, ["/"])]
    assert site.strangers() == []
