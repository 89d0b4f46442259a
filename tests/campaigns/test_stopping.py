"""A campaign is paused, goes on, and is cancelled: what was not sent is not sent, and nobody gets it twice (J2)."""

import json
import random
from types import SimpleNamespace
from typing import Any

import pytest

import bulk.job
import mailing.job
from campaigns import fanning
from kernel import table
from outbox import model as outbox
from tests.campaigns.office import Office


def step(office: Office, number: int) -> None:
    """One step of the newest campaign's job, by hand: nothing else happens."""
    jobs = [one for one in office.world.items() if one["sk"]["S"].startswith("JOB#")]
    job = max(jobs, key=lambda one: str(one["sk"]["S"]))
    order = json.dumps({"pk": job["pk"]["S"], "sk": job["sk"]["S"], "step": number})
    bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def send(office: Office, campaign: str, customer: str) -> tuple[str, str | None]:
    """What becomes of a recipient's message when its turn comes."""
    message = f"campaign-{campaign}-{customer}"
    order = json.dumps({"tenant": office.who.tenant, "message": message})
    mailing.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)
    item = outbox.find(office.who.tenant, message)
    assert item is not None
    return item.value.state, item.value.reason


def under_way(office: Office, steps: int) -> str:
    """A campaign that was started, after so many steps and nothing else."""
    campaign = office.draft()
    assert office.do(campaign, "start").status == 200
    for number in range(steps):
        step(office, number)
    return campaign


def test_a_pause_stops_what_is_in_the_outbox_and_it_goes_on_from_there(office: Office):
    lan, hoa = office.people("lan@x.vn", "hoa@x.vn")
    campaign = under_way(office, 2)
    assert send(office, campaign, lan) == ("sent", None)
    assert office.do(campaign, "pause").status == 200
    assert send(office, campaign, hoa) == ("void", "paused")
    office.world.pump()
    assert office.statuses(campaign) == {lan: ("sent", None), hoa: ("queued", None)}
    assert (office.do(campaign, "pause").status, office.do(campaign, "start").status) == (409, 409)
    assert office.do(campaign, "resume").status == 200
    office.world.pump()
    assert office.statuses(campaign) == {lan: ("sent", None), hoa: ("sent", None)}
    assert len(office.mails()) == 2
    assert office.counted(campaign) == {"sent": 2}
    assert office.read(campaign)["state"] == "sent"


def test_a_pause_while_the_audience_is_settled_stops_no_settling(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fanning, "PAGE", 1)
    office.people("a@x.vn", "b@x.vn", "c@x.vn")
    campaign = under_way(office, 1)
    assert office.do(campaign, "pause").status == 200
    office.world.pump()
    assert office.counted(campaign) == {"queued": 3}
    assert (office.read(campaign)["listed"], office.mails()) == (True, [])
    assert office.do(campaign, "resume").status == 200
    office.world.pump()
    assert office.counted(campaign) == {"sent": 3}


def test_a_cancelled_campaign_sends_no_more_and_says_to_whom_it_did_not_go(office: Office):
    lan, hoa, _ = office.people("lan@x.vn", "hoa@x.vn", None)
    campaign = under_way(office, 2)
    assert send(office, campaign, lan) == ("sent", None)
    assert office.do(campaign, "cancel").status == 200
    assert send(office, campaign, hoa) == ("void", "cancelled")
    office.world.pump()
    assert office.statuses(campaign)[hoa] == ("skipped", "cancelled")
    assert office.counted(campaign) == {"sent": 1, "skipped": 2}
    assert office.do(campaign, "resume").status == 409
    assert len(office.mails()) == 1


def test_whom_no_message_was_written_for_is_told_off_too(office: Office):
    lan, _ = office.people("lan@x.vn", "hoa@x.vn")
    campaign = under_way(office, 1)
    assert office.do(campaign, "cancel").status == 200
    office.world.pump()
    assert office.statuses(campaign)[lan] == ("skipped", "cancelled")
    assert (office.counted(campaign), office.mails()) == ({"skipped": 2}, [])


def test_who_is_deleted_suppressed_or_elsewhere_meanwhile_is_skipped_and_why(office: Office):
    gone, moved, bad, left = office.people("gone@x.vn", "moved@x.vn", "bad@x.vn", "left@x.vn")
    office.tell("bounce", "0" * 26, "0" * 26, bounceType="Permanent", to="bad@x.vn")
    first = office.draft("first")
    office.do(first, "start")
    office.world.pump()
    office.unsubscribe(first, left)
    campaign = under_way(office, 2)
    version = office.call("GET", f"/v1/leads/{gone}")["version"]
    deleted = office.world.call("DELETE", f"/v1/leads/{gone}", by=office.who, headers={"if-match": f'"{version}"'})
    assert deleted.status == 200
    office.call("PATCH", f"/v1/leads/{moved}", {"emails": ["new@x.vn"]})
    office.world.pump()
    assert office.statuses(campaign) == {
        gone: ("skipped", "deleted"), moved: ("skipped", "address_changed"), bad: ("skipped", "suppressed"),
        left: ("skipped", "unsubscribed"),
    }  # fmt: skip
    assert office.counted(campaign) == {"skipped": 4}


def test_killed_at_random_points_and_done_again_everybody_is_one_recipient_and_gets_one_mail(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    """240 records on a page of 25, a tenth with somebody else's address; every call to the table may be the last."""
    monkeypatch.setattr(fanning, "PAGE", 25)
    monkeypatch.setattr("campaigns.recipients.AT_ONCE", 7)
    monkeypatch.setattr("campaigns.fanning._AT_ONCE", 6)
    cards = office.cards(240, same=24)
    campaign, dice, kills = office.draft(), random.Random(7), 0  # noqa: S311 - dice, not a secret
    office.world.records()
    assert office.do(campaign, "start").status == 200
    asked = office.pages(monkeypatch)
    for number in range(40):
        for _ in range(20):
            try:
                with office.killed(dice.randrange(1, 30)):
                    step(office, number)
            except RuntimeError:
                kills += 1
                continue
            break
        if office.job_is_over():
            break
    assert kills > 10
    rows = office.rows(campaign)
    assert set(rows) == set(cards)
    assert office.counted(campaign) == {"queued": 216, "skipped": 24}
    written = [one for one in office.world.items() if one["pk"]["S"].startswith("acme#MESSAGE#campaign-")]
    assert len(written) == 216
    assert len(set(asked)) == 10
    assert office.job()["done"]["N"] == "240"
    assert asked == sorted(asked, reverse=True), "the list is walked once: a page may be done again, none before it"


@pytest.mark.parametrize("people", [60, 180])
def test_a_list_is_read_once_in_pages_that_do_not_grow_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, people: int
):
    """Of the list a query for each page, which reads one row more; of recipients one for each page of messages."""
    monkeypatch.setattr(fanning, "PAGE", 20)
    office.cards(people, same=0)
    campaign, asked = office.draft(), list[tuple[str, int, int]]()
    office.world.records()
    assert office.do(campaign, "start").status == 200
    inner = table.page

    def page(where: table.Range, *, limit: int, start: Any = None) -> table.Page:
        found = inner(where, limit=limit, start=start)
        what = where.index or "other"
        asked.append((what, limit, len(found.items)))
        return found

    monkeypatch.setattr(table, "page", page)
    for number in range(people // 10 + 1):
        step(office, number)
    read = [(limit, rows) for what, limit, rows in asked if what == "newest"]
    assert read == [(21, 21)] * (people // 20 - 1) + [(21, 20)]
    sent = [rows for what, _, rows in asked if what == "by_stage"]
    assert (sum(sent), len(sent)) == (people, people // 19 + 1)  # each begins with the last row of the one before
    assert max(rows for _, _, rows in asked) == 21
    written = [one for one in office.world.items() if one["pk"]["S"].startswith("acme#MESSAGE#campaign-")]
    assert len(written) == people


def test_it_is_looked_ever_more_rarely_whether_all_are_sent(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fanning, "SOON", 5)
    monkeypatch.setattr(fanning, "LATE", 120)
    office.people("lan@x.vn")
    campaign, what = under_way(office, 1), {"run": 1}
    cursor, rests = "send#", []
    for _ in range(7):
        job: Any = SimpleNamespace(cursor=cursor, done=0)
        swept = fanning.step(office.who.tenant, what | {"campaign": campaign}, job)
        cursor = str(swept.after)
        rests.append(swept.rest)
    assert rests == [5, 10, 20, 40, 80, 120, 120]


def test_due_once_however_often_the_minute_comes(office: Office):
    office.people("lan@x.vn")
    campaign = office.draft()
    assert office.schedule(campaign, hours=2).status == 200
    office.minute()
    assert office.read(campaign)["state"] == "scheduled"
    for _ in range(2):
        office.minute(later_hours=3)
    office.world.pump()
    assert (office.read(campaign)["state"], len(office.mails())) == ("sent", 1)
    jobs = [one for one in office.world.items() if one["sk"]["S"].startswith("JOB#")]
    assert len(jobs) == 1
