"""Who sees an opportunity: who sees those of its customer, and who holds it (A4-A6)."""

import pytest

from kernel import clock
from tests.opportunities.deals import Deals
from tests.world import Person, deliver


def seers(firm: Deals, deal: str) -> set[str]:
    """Who reads it; the same as who lists it."""
    people = {name: getattr(firm, name) for name in ("admin", "owner", "neighbour", "stranger", "boss")}
    readers = {name for name, who in people.items() if firm.read(deal, who).status == 200}
    firm.world.pump()
    listers = {name for name, who in people.items() if deal in firm.walked("opportunities", who)}
    assert readers == listers
    return readers


def test_it_is_seen_with_its_customers_category(firm: Deals):
    deal = firm.deal()["id"]
    assert seers(firm, deal) == {"admin", "owner"}
    firm.share("profile", "quotes", employee=firm.stranger)
    assert seers(firm, deal) == {"admin", "owner"}
    firm.share("opportunities", employee=firm.stranger)
    assert seers(firm, deal) == {"admin", "owner", "stranger", "boss"}


def test_who_holds_it_sees_it_and_so_does_their_manager_but_nothing_else_of_the_customer(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    assert seers(firm, deal) == {"admin", "owner", "stranger", "boss"}
    assert firm.call("GET", f"/v1/leads/{firm.lead}", by=firm.stranger).status == 404
    assert firm.patch(deal, firm.stranger, name="B").status == 200
    assert firm.walked("opportunities", firm.stranger, customer=firm.lead) == [deal]
    assert firm.walked("opportunities", firm.neighbour, customer=firm.lead) == []
    firm.patch(deal, owner=firm.owner.id)
    assert seers(firm, deal) == {"admin", "owner"}


def test_a_new_owner_of_the_customer_sees_what_was_before_only_if_it_was_carried_over(firm: Deals):
    old = firm.deal(owner=firm.neighbour.id)["id"]
    body = {"employees": [firm.stranger.id]}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body).status == 200
    new = firm.deal(firm.stranger)["id"]
    assert seers(firm, old) == {"admin", "neighbour"}
    assert seers(firm, new) == {"admin", "stranger", "boss"}
    carried = {"employees": [firm.owner.id], "carry_over": ["opportunities"]}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", carried, firm.admin).status == 200
    assert seers(firm, old) == {"admin", "neighbour", "owner"}


def test_with_a_deleted_customer_it_is_gone_for_who_holds_it_too_and_comes_back(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    assert seers(firm, deal) == set()
    assert firm.post().status == 422
    firm.change(deleted_at=None, deleted_by=None)
    assert seers(firm, deal) == {"admin", "owner", "stranger", "boss"}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_to_everybody_else_it_does_not_exist(firm: Deals, method: str):
    deal = firm.deal()["id"]
    strangers: list[Person] = [firm.neighbour, firm.stranger, firm.boss]
    for who in strangers:
        theirs = firm.call(method, f"/v1/opportunities/{deal}", {} if method == "PATCH" else None, who)
        nobodys = firm.call(method, f"/v1/opportunities/{firm.lead}", {} if method == "PATCH" else None, who)
        assert (theirs.status, theirs.raw) == (nobodys.status, nobodys.raw) == (404, nobodys.raw)


def test_what_the_old_owner_has_open_goes_with_the_customer_if_it_is_carried_over(firm: Deals):
    open_, won = firm.deal(stage="quoted")["id"], firm.deal(stage="won")["id"]
    others = firm.deal(owner=firm.neighbour.id)["id"]
    body = {"employees": [firm.stranger.id], "carry_over": ["opportunities"]}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    firm.world.pump()
    held = {one: firm.read(one, firm.admin) for one in (open_, won, others)}
    assert (held[open_]["owner"], held[open_]["department"]) == (firm.stranger.id, firm.stranger.department)
    assert (held[won]["owner"], held[others]["owner"]) == (firm.owner.id, firm.neighbour.id)
    told = firm.call("GET", f"/v1/opportunities/{open_}/history", by=firm.stranger)["items"][0]
    assert (told["version"], told["by"], set(told["changes"])) == (2, firm.admin.id, {"owner", "department"})
    assert seers(firm, open_) == {"admin", "stranger", "boss"}
    again = firm.patch(open_, firm.admin, owner=firm.owner.id)
    deliver(firm.world.history)
    assert firm.read(open_, firm.admin)["version"] == again["version"]


def test_what_is_not_carried_over_stays_with_who_works_on_it(firm: Deals):
    deal = firm.deal()["id"]
    body = {"employees": [firm.stranger.id]}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    assert seers(firm, deal) == {"admin", "owner"}
    assert firm.read(deal)["version"] == 1


def test_an_answer_is_not_given_again_to_who_no_longer_holds_it(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    path, key = f"/v1/opportunities/{deal}/stage", {"idempotency-key": deal}
    first = firm.call("POST", path, {"stage": "quoted"}, firm.stranger, headers=key)
    again = firm.call("POST", path, {"stage": "quoted"}, firm.stranger, headers=key)
    assert (first.status, first.body) == (again.status, again.body)
    firm.patch(deal, owner=firm.owner.id)
    assert firm.call("POST", path, {"stage": "quoted"}, firm.stranger, headers=key).status == 404


def test_what_only_the_profile_says_is_not_taken_over_for_who_does_not_see_it(firm: Deals):
    secrets = {"emails": ["kin@khach.example"], "phones": ["0912000111"], "address": "1 Phố Kín", "source": "phone"}
    assert firm.call("PATCH", f"/v1/leads/{firm.lead}", secrets).status == 200
    firm.share("opportunities", employee=firm.stranger)
    theirs = firm.call("POST", "/v1/opportunities/quick", {"customer": firm.lead, "name": "A"}, firm.stranger)
    assert theirs.status == 201, theirs.raw
    assert all(theirs[name] is None for name in ("email", "phone", "address", "source"))
    assert theirs["owner"] == firm.owner.id
    ours = firm.call("POST", "/v1/opportunities/quick", {"customer": firm.lead, "name": "A"})
    assert (ours["email"], ours["source"]) == ("kin@khach.example", "phone")


def test_who_was_only_given_a_share_does_not_make_an_opportunity_their_own(firm: Deals):
    deal = firm.deal()["id"]
    firm.share("opportunities", employee=firm.stranger)
    taken = firm.patch(deal, firm.stranger, owner=firm.stranger.id)
    assert (taken.status, taken["code"]) == (403, "not_yours_to_change")
    assert firm.patch(deal, firm.stranger, name="C").status == 200
    assert firm.patch(deal, owner=firm.neighbour.id).status == 200
    assert firm.patch(deal, firm.neighbour, owner=firm.stranger.id).status == 200
    assert firm.patch(deal, firm.boss, owner=firm.boss.id).status == 200


def test_what_the_mover_does_not_see_does_not_move_and_is_not_named(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    quote = {"customer": firm.lead, "opportunity": deal, "date": "2026-03-01", "amount": 5, "number": "Q-KIN-1"}
    made = firm.call("POST", "/v1/quotes", quote)
    assert made.status == 201, made.raw
    theirs = firm.call("POST", "/v1/leads", {"name": "B"}, firm.stranger)["id"]
    moved = firm.patch(deal, firm.stranger, customer=theirs)
    assert (moved.status, moved["code"]) == (403, "not_yours_to_change")
    assert "Q-KIN-1" not in moved.raw
    firm.share("quotes", employee=firm.stranger)
    assert firm.patch(deal, firm.stranger, customer=theirs).status == 200


def test_a_manager_lists_what_their_people_hold_of_a_customer_that_they_do_not_see(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    firm.world.pump()
    assert firm.walked("opportunities", firm.boss, customer=firm.lead) == [deal]
    assert firm.walked("opportunities", firm.stranger, customer=firm.lead) == [deal]


def test_what_somebody_holds_is_listed_with_its_customer_though_they_see_only_what_is_newer(firm: Deals):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    body = {"employees": [firm.stranger.id], "carry_over": []}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    newer = firm.deal(firm.stranger)["id"]
    assert firm.found(firm.stranger, customer=firm.lead) == [newer, deal]
