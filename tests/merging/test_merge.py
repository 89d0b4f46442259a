"""Merging keeps everything of both, each once, and can be undone for 30 days (C10)."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock
from merging import queue, starting, work
from tests.merging.conftest import Office
from tests.world import Person, World


def later(patch: pytest.MonkeyPatch, days: float) -> None:
    patch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(days=days))


def test_a_merge_of_50_and_3_and_3_does_not_give_200(office: Office, admin: Person):
    book = {
        "thresholds": [0, 10, 20, 30, 40],
        "rules": [
            {"id": "vip", "kind": "group", "group": "vip", "points": 50, "name": {"vi": "V", "en": "V"}},
            {"id": "open", "kind": "email_opened", "points": 3, "name": {"vi": "M", "en": "O"}},
        ],
    }
    office.world.call("PUT", "/v1/scoring/rulebook", book, by=admin)
    first, second, third = office.lead(groups=["vip"]), office.lead(groups=["vip"]), office.lead(groups=["vip"])
    for lead, message in ((second, "m1"), (third, "m2"), (first, "m1"), (third, "m1")):
        office.mail(lead, message)
    office.world.pump()
    office.merge(first, second)
    office.merge(first, third)
    assert office.read(first)["score"] == 50 + 3 + 3
    assert office.done("GET", f"/v1/scores/{first}")["score"] == 56


def test_the_survivor_keeps_its_own_and_takes_what_it_lacks(office: Office):
    mine = office.lead("A", phones=["0912345678"], groups=["vip"], source="website", priority=0)
    theirs = office.lead("B", phones=["0987654321"], emails=["b@x.vn"], groups=["vip", "south"], source="referral",
        company="B Ltd", priority=2, expected_revenue="70.5", expected_close="2026-12-01")  # fmt: skip
    office.done("POST", f"/v1/leads/{theirs}/convert")
    office.merge(mine, theirs)
    now = office.read(mine)
    assert (now["name"], now["source"], now["company"], now["priority"]) == ("A", "website", "B Ltd", 2)
    assert (now["phones"], now["emails"]) == (["0912345678", "0987654321"], ["b@x.vn"])
    assert (now["groups"], now["relationship"]) == (["vip", "south"], "customer")
    assert (now["expected_revenue"], now["expected_close"]) == ("70.5", "2026-12-01")
    assert (office.listed("/v1/leads"), office.listed("/v1/customers")) == ([], [mine])
    assert office.read(theirs)["id"] == mine


def test_all_that_is_attached_comes_along_and_is_found_by_its_id(office: Office):
    mine, theirs = office.lead(), office.lead()
    contracts = [office.contract(one) for one in (mine, theirs, theirs)]
    office.mail(theirs, "m1")
    office.merge(mine, theirs)
    assert sorted(office.contracts(mine)) == sorted(contracts) == sorted(office.contracts(theirs))
    assert {office.done("GET", f"/v1/contracts/{one}")["customer"] for one in contracts} == {mine}
    assert office.done("POST", f"/v1/contracts/{contracts[1]}/confirm")["state"] == "confirmed"
    assert office.signals(mine) == ["m1"]
    assert office.contract(theirs) in office.contracts(mine)


def test_undoing_gives_each_what_is_its_own_also_what_came_since(office: Office):
    mine = office.lead("A", groups=["vip"], source="website")
    theirs = office.lead("B", groups=["south"], company="B Ltd", emails=["b@x.vn"])
    my, their = office.contract(mine), office.contract(theirs)
    office.mail(theirs, "m1")
    office.mail(mine, "m1")
    office.world.pump()
    before = {lead: office.read(lead) for lead in (mine, theirs)}
    office.merge(mine, theirs)
    assert office.mail(theirs, "m2") == office.mail(mine, "m3") == office.mail(None, "m4", to="b@x.vn") == "new"
    office.done("POST", f"/v1/contracts/{their}/confirm")
    office.world.pump()
    assert office.signals(mine) == ["m1", "m2", "m3", "m4"]
    office.undo(mine, theirs)
    assert (office.contracts(mine), office.contracts(theirs)) == ([my], [their])
    assert (office.signals(mine), office.signals(theirs)) == (["m1", "m3"], ["m1", "m2", "m4"])
    assert office.done("GET", f"/v1/contracts/{their}").body["customer"] == theirs
    assert sorted(office.listed()) == sorted([mine, theirs])
    since = {mine: 2, theirs: 4}
    for lead, was in before.items():
        now = office.read(lead)
        varying = {"version", "updated_at", "score"}
        assert {k: v for k, v in now.items() if k not in varying} == {k: v for k, v in was.items() if k not in varying}
        assert now["score"] == was["score"] + since[lead]


def test_what_somebody_changed_since_stays_when_a_merge_is_undone(office: Office):
    mine, theirs = office.lead(), office.lead(company="B", website="b.vn", phones=["0987654321"], groups=["vip"])
    office.merge(mine, theirs)
    office.done("PATCH", f"/v1/leads/{mine}", {"company": "C", "groups": ["vip", "north"], "phones": []})
    office.undo(mine, theirs)
    now = office.read(mine)
    assert (now["company"], now["website"], now["groups"], now["phones"]) == ("C", None, ["north"], [])


def test_an_earlier_merge_is_undone_after_a_later_one_which_then_gives_what_both_gave(office: Office):
    mine = office.lead("A")
    early = office.lead("B", company="B", groups=["vip", "north"])
    late = office.lead("C", company="C", groups=["vip", "south"])
    for lead, message in ((early, "m1"), (late, "m1"), (late, "m2"), (early, "m3")):
        office.mail(lead, message)
    office.merge(mine, early)
    office.merge(mine, late)
    office.undo(mine, early)
    now = office.read(mine)
    assert (now["company"], now["groups"], office.signals(mine)) == ("C", ["vip", "south"], ["m1", "m2"])
    assert office.signals(early) == ["m1", "m3"]
    office.undo(mine, late)
    now = office.read(mine)
    assert (now["company"], now["groups"], office.signals(mine)) == (None, [], [])
    assert office.signals(late) == ["m1", "m2"]


def test_merges_one_into_the_other_are_undone_from_the_last(office: Office):
    first, second, third = office.lead("A"), office.lead("B"), office.lead("C")
    contract = office.contract(third)
    office.merge(second, third)
    office.merge(first, second)
    office.mail(third, "m1")
    assert (office.read(third)["id"], office.contracts(third), office.signals(first)) == (first, [contract], ["m1"])
    refused = office.ask("POST", f"/v1/leads/{second}/merges/{third}/undo")
    assert (refused.status, refused["code"]) == (409, "merged_away")
    assert office.read(first)["code"] in refused["detail"]
    office.undo(first, second)
    assert (office.contracts(first), office.contracts(second), office.signals(second)) == ([], [contract], ["m1"])
    office.undo(second, third)
    assert (office.contracts(second), office.contracts(third), office.signals(third)) == ([], [contract], ["m1"])


def test_a_signal_that_both_get_counts_once_and_after_undoing_for_each(office: Office):
    mine, theirs = office.lead(), office.lead()
    office.mail(theirs, "m1")
    office.merge(mine, theirs)
    assert [office.mail(mine, "m1"), office.mail(theirs, "m1"), office.mail(mine, "m1")] == [
        "new", "repeated", "repeated",
    ]  # fmt: skip
    assert [office.mail(mine, "m2"), office.mail(theirs, "m2"), office.mail(theirs, "m2")] == ["new", "new", "repeated"]
    office.world.pump()
    assert office.signals(mine) == ["m1", "m2"]
    assert office.read(mine)["score"] == 4
    office.undo(mine, theirs)
    assert office.signals(mine) == office.signals(theirs) == ["m1", "m2"]
    assert office.read(mine)["score"] == office.read(theirs)["score"] == 4


def test_mail_to_an_address_that_both_had_finds_the_one_that_they_are(office: Office):
    mine, theirs = office.lead(emails=["a@x.vn"]), office.lead(emails=["a@x.vn"])
    assert office.mail(None, "m1", to="a@x.vn") == "unmatched"
    office.merge(mine, theirs)
    assert office.mail(None, "m2", to="a@x.vn") == "new"
    assert sorted(office.signals(mine)) == ["m1", "m2"]  # they are one: what waited for one of them has found them


def test_the_survivor_stays_what_it_is_and_the_other_relationship_is_told(office: Office):
    partner = str(office.done("POST", "/v1/partners", {"name": "Đối tác", "source": "found"})["id"])
    lead, customer = office.lead(source="referral"), office.lead()
    office.done("POST", f"/v1/leads/{customer}/convert")
    office.merge(lead, partner)
    assert (office.read(lead)["relationship"], office.read(lead)["source"]) == ("lead", "referral")
    (told,) = office.done("GET", f"/v1/leads/{lead}/merges")["items"]
    assert (told["differed"]["relationship"], told["differed"]["source"]) == ("partner", "found")
    office.merge(lead, customer)
    assert office.read(lead)["relationship"] == "customer"
    again = str(office.done("POST", "/v1/partners", {"name": "P"})["id"])
    office.merge(again, lead)
    assert office.read(again)["relationship"] == "partner"


def test_what_cannot_be_merged_is_refused_clearly(office: Office, admin: Person):
    mine, theirs, gone = office.lead(), office.lead(), office.lead()
    foreign = str(office.world.call("POST", "/v1/leads", {"name": "X"}, by=admin)["id"])
    office.world.call("DELETE", f"/v1/leads/{gone}", by=office.who, headers={"if-match": '"1"'})

    def refused(survivor: str, absorbed: str, **more: int) -> tuple[int, str]:
        answer = office.ask("POST", f"/v1/leads/{survivor}/merge", {"absorbed": absorbed, **more})
        return answer.status, answer["code"]

    assert refused(mine, mine) == (422, "invalid_request")
    assert refused(mine, gone) == refused(gone, mine) == refused(mine, foreign) == (404, "not_found")
    assert refused(mine, theirs, version=7) == (412, "stale")
    office.merge(mine, theirs)
    assert refused(mine, theirs) == refused(theirs, mine) == (409, "already_merged")
    assert refused(theirs, theirs) == (422, "invalid_request")
    other = office.ask("POST", f"/v1/leads/{mine}/merges/{gone}/undo")
    assert (other.status, other["code"]) == (404, "not_found")
    office.undo(mine, theirs)
    again = office.ask("POST", f"/v1/leads/{mine}/merges/{theirs}/undo")
    assert (again.status, again["code"]) == (409, "wrong_state")
    office.merge(theirs, mine)
    assert office.listed() == [theirs]


def test_after_thirty_days_a_merge_stays(office: Office, monkeypatch: pytest.MonkeyPatch):
    mine, theirs = office.lead(), office.lead()
    office.merge(mine, theirs)
    (told,) = office.merges(mine)
    assert (told["state"], told["absorbed"], told["moved"], told["name"]) == ("done", theirs, 0, "A")
    later(monkeypatch, 30)
    answer = office.ask("POST", f"/v1/leads/{mine}/merges/{theirs}/undo")
    assert (answer.status, answer["code"]) == (409, "undo_over")


def test_what_does_not_fit_is_told_and_kept(office: Office):
    mine = office.lead(phones=[f"09120000{number:02}" for number in range(8)])
    theirs = office.lead(phones=[f"09870000{number:02}" for number in range(4)])
    office.merge(mine, theirs)
    assert len(office.read(mine)["phones"]) == 10
    assert office.merges(mine)[0]["left"] == {"phones": ["0987000002", "0987000003"]}
    office.undo(mine, theirs)
    assert [len(office.read(lead)["phones"]) for lead in (mine, theirs)] == [8, 4]


def test_a_large_merge_goes_step_by_step_and_nothing_is_missing_or_doubled_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(work, "PAGE", 3)
    monkeypatch.setattr(starting, "_AT_HAND", 3)
    mine, theirs = office.lead(), office.lead()
    contracts = sorted([office.contract(one) for one in (mine, *[theirs] * 8)])
    office.done("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    for _ in range(20):
        if office.merges(mine)[0]["state"] == "done":
            break
        found = [office.contracts(mine), office.contracts(theirs)]
        assert sorted(found[0] + found[1]) == contracts
        assert [office.listed().count(one) for one in (mine, theirs)] == [1, 1]
        assert office.ask("PATCH", f"/v1/leads/{theirs}", {"name": "B"})["code"] == "merge_running"
        assert office.ask("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})["code"] == "merge_running"
        headers = {"if-match": f'"{office.read(mine)["version"]}"'}
        answer = office.world.call("DELETE", f"/v1/leads/{mine}", by=office.who, headers=headers)
        assert answer["code"] == "merge_running"
        work.step(office.who.tenant, mine, theirs, 3)
    office.world.pump()
    assert sorted(office.contracts(mine)) == contracts
    assert office.listed() == [mine]


def test_what_is_put_to_a_record_just_as_it_was_merged_follows(office: Office):
    mine, theirs = office.lead(), office.lead()
    office.merge(mine, theirs)
    late = {"pk": {"S": f"acme#C#{theirs}"}, "sk": {"S": "SIGNAL#open#late"}, "kind": {"S": "open"},
        "message": {"S": "late"}, "at": {"S": "2026-03-01T00:00:00.000000Z"},
        "received_at": {"S": "2026-03-01T00:00:00.000000Z"}}  # fmt: skip
    office.world.put(late)
    assert queue.LATE > 20 + 10
    work.step("acme", mine, theirs)
    office.world.pump()
    assert office.signals(mine) == ["late"]
    assert office.read(mine)["score"] == 2


def test_the_tier_follows_too_and_comes_back(office: Office, admin: Person):
    tier = {"id": admin.id, "name": {"vi": "B", "en": "S"}, "colour": "#aabbcc", "discount": 5, "min_amount": "100"}
    office.world.call("PUT", "/v1/tiers", {"tiers": [tier]}, by=admin)
    mine, theirs = office.lead(), office.lead()
    for lead in (mine, theirs):
        office.done("POST", f"/v1/contracts/{office.contract(lead, '60')}/confirm")
    office.world.pump()
    office.merge(mine, theirs)
    assert office.read(mine)["tier"] == admin.id
    office.undo(mine, theirs)
    assert office.read(mine)["tier"] is office.read(theirs)["tier"] is None


def test_a_colleague_with_a_share_sees_the_survivor_and_may_not_merge(office: Office, admin: Person):
    friend = Office(office.world, office.world.employee(admin.department, "S2"))
    mine, theirs = office.lead(), office.lead()
    office.done("POST", f"/v1/customers/{theirs}/share", {"employees": [friend.who.id], "categories": ["profile"]})
    refused = friend.ask("POST", f"/v1/leads/{theirs}/merge", {"absorbed": mine})
    assert (refused.status, refused["code"]) == (403, "not_yours_to_change")
    office.merge(mine, theirs)
    assert (friend.listed(), friend.read(theirs)["id"]) == ([mine], mine)
    assert friend.ask("GET", "/v1/contracts", customer=mine).status == 404
    office.undo(mine, theirs)
    assert friend.listed() == [theirs]
    assert friend.ask("GET", f"/v1/leads/{mine}").status == 404


def test_the_histories_tell_of_it(office: Office):
    mine, theirs = office.lead(), office.lead(company="B")
    office.merge(mine, theirs)
    told = office.done("GET", f"/v1/leads/{mine}/history")["items"]
    (merged,) = (entry for entry in told if entry["action"] == "merged")
    assert {"id": theirs, "name": "A"}.items() <= merged["changes"]["merged"]["to"].items()
    assert (merged["title"], told[-1]["action"]) == ({"vi": "Gộp", "en": "Merged"}, "created")
    assert {"from": None, "to": "B"} in [entry["changes"].get("company") for entry in told]
    office.undo(mine, theirs)
    told = office.done("GET", f"/v1/leads/{theirs}/history")["items"]
    assert {"merged", "unmerged"} <= {entry["action"] for entry in told}


def test_what_was_merged_goes_for_good_with_the_survivor(office: Office, world: World, monkeypatch: pytest.MonkeyPatch):
    import trash.schedule  # noqa: PLC0415 - only here

    mine, theirs = office.lead(emails=["a@x.vn"]), office.lead(emails=["b@x.vn"])
    office.contract(theirs)
    office.mail(mine, "m1")
    office.mail(theirs, "m1")
    office.merge(mine, theirs)
    headers = {"if-match": f'"{office.read(mine)["version"]}"'}
    assert world.call("DELETE", f"/v1/leads/{theirs}", by=office.who, headers=headers).status == 200
    for days in (31, 33, 35, 37):
        later(monkeypatch, days)
        trash.schedule.handler({}, None)
        world.pump()
    assert [item for item in world.items() if mine in str(item) or theirs in str(item)] == []


def test_a_merge_shows_nobody_what_came_before_their_record_was_handed_over(
    office: Office, admin: Person, world: World
):
    before = Office(world, world.employee(admin.department, "S9"))
    theirs, mine = before.lead("T"), office.lead("M")
    hidden = before.contract(theirs)
    before.done("POST", f"/v1/customers/{theirs}/transfer", {"employees": [office.who.id]})
    refused = office.ask("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    assert (refused.status, refused["code"]) == (409, "merge_would_show")
    office.merge(theirs, mine)
    assert office.contracts(theirs) == []
    office.undo(theirs, mine)
    Office(world, admin).merge(mine, theirs)
    assert office.contracts(mine) == [hidden]


def test_a_merge_hides_from_nobody_what_they_see_of_the_record_that_goes(office: Office, admin: Person, world: World):
    before = Office(world, world.employee(admin.department, "S9"))
    handed, full, other = before.lead("T"), office.lead("M"), office.lead("O")
    kept = office.contract(full)
    office.mail(other, "m1")
    before.done("POST", f"/v1/customers/{handed}/transfer", {"employees": [office.who.id]})
    for merger in (office, Office(world, admin)):
        for absorbed in (full, other):
            refused = merger.ask("POST", f"/v1/leads/{handed}/merge", {"absorbed": absorbed})
            assert (refused.status, refused["code"]) == (409, "merge_would_hide")
    office.merge(full, handed)  # what was kept from them of the other is nothing
    assert office.contracts(full) == [kept]


def test_a_merge_shows_no_friend_what_was_kept_from_them(office: Office, admin: Person, world: World):
    friend = Office(world, world.employee(admin.department, "S8"))
    mine, theirs = office.lead("M"), office.lead("T")
    hidden = office.contract(theirs)
    for lead, by in ((mine, office), (theirs, office)):
        by.done("POST", f"/v1/customers/{lead}/share", {"employees": [friend.who.id]})
    for to in (admin.id, friend.who.id, office.who.id):  # the friend's share of it is from now on, the owner's not
        ticked = [] if to == friend.who.id else ["contracts"]
        body = {"employees": [to], "carry_over": ticked}
        Office(world, admin).done("POST", f"/v1/customers/{theirs}/transfer", body)
        if to == friend.who.id:
            friend.done("POST", f"/v1/customers/{theirs}/share", {"departments": [admin.department]})
    assert (office.contracts(theirs), friend.contracts(theirs)) == ([hidden], [])
    refused = office.ask("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    assert (refused.status, refused["code"]) == (409, "merge_would_show")


def test_with_whom_else_it_was_shared_is_told_to_who_may_change_it_only(office: Office, admin: Person, world: World):
    people = [world.employee(admin.department, f"P{number}").id for number in range(21)]
    friend = Office(world, Person("acme", people[0], admin.department))
    mine, theirs = office.lead("M"), office.lead("T")
    for lead, whom in ((mine, people[:20]), (theirs, people[20:])):
        office.done("POST", f"/v1/customers/{lead}/share", {"employees": whom, "categories": ["profile"]})
    office.merge(mine, theirs)
    assert [len(one.merges(mine)[0]["left"]) for one in (office, friend)] == [1, 0]


def test_what_is_given_by_a_merge_is_given_as_far_back_as_it_was(office: Office, admin: Person, world: World):
    friend = Office(world, world.employee(admin.department, "S8"))
    before = Office(world, world.employee(admin.department, "S9"))
    theirs, mine = before.lead("T"), before.lead("M")
    hidden = before.contract(theirs)
    for lead in (theirs, mine):
        before.done("POST", f"/v1/customers/{lead}/transfer", {"employees": [office.who.id]})
    shown = office.contract(theirs)
    office.done("POST", f"/v1/customers/{theirs}/share", {"employees": [friend.who.id]})
    Office(world, admin).merge(mine, theirs)
    assert friend.contracts(mine) == [shown]
    assert friend.ask("GET", f"/v1/contracts/{hidden}").status == 404
