"""Events of nobody wait for 90 days, and count when somebody has their address; administrators see them (J4)."""

import json
from datetime import timedelta
from typing import Any

import pytest

import intake.job
from intake import model, queue, service, waiting
from kernel import clock, keys
from tests.intake.taken import at_once
from tests.mailing.mailbox import CHROME, HOUR, MINUTE, SCANNER, Mailbox
from tests.world import Person, World, deliver

ADDRESS = "recipient@example.com"
"""Whom the examples of SES are about."""
OPEN, CLICK = 2, 5


def nobodys(world: World, staff: Person) -> Mailbox:
    """What is told of somebody whom nobody knows."""
    return Mailbox(world, staff, "")


def tell(box: Mailbox, kind: str, after: timedelta = HOUR, **more: Any) -> str:
    letter = json.loads(box.letter(kind, after, **more))
    event = json.loads(letter["Message"])
    del event["mail"]["tags"]["customer"]
    return at_once(json.dumps({**letter, "Message": json.dumps(event)}))


def lead(world: World, by: Person, *emails: str) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Hoà", "emails": emails}, by=by)
    return str(made["id"])


def unmatched(world: World) -> list[dict[str, Any]]:
    return [item for item in world.items() if item["pk"]["S"].endswith("#UNMATCHED")]


def score(world: World, who: Person, customer: str) -> int:
    return Mailbox(world, who, customer).score()


def test_what_was_told_before_somebody_appeared_counts_when_they_do(world: World, staff: Person):
    box = nobodys(world, staff)
    told = [tell(box, "open"), tell(box, "open"), tell(box, "click", link="https://x.vn/a"), tell(box, "open", MINUTE)]
    assert told == ["unmatched"] * 4
    assert len(unmatched(world)) == 3
    found = lead(world, staff, ADDRESS.upper())
    assert score(world, staff, found) == OPEN + CLICK
    assert unmatched(world) == []
    deliver(world.history)
    assert score(world, staff, found) == OPEN + CLICK


def test_a_person_who_came_after_a_scanner_counts_as_they_would_have_at_once(world: World, staff: Person):
    box = nobodys(world, staff)
    tell(box, "open", MINUTE, userAgent=SCANNER)
    tell(box, "open", HOUR, userAgent=CHROME)
    found = lead(world, staff, ADDRESS)
    assert score(world, staff, found) == OPEN


def test_an_address_of_a_contact_finds_the_record_before_and_after(world: World, staff: Person):
    box, found = nobodys(world, staff), lead(world, staff)
    tell(box, "open")
    contact = world.call("POST", "/v1/contacts", {"customer": found, "name": "K", "emails": [ADDRESS]}, by=staff)
    assert score(world, staff, found) == OPEN
    assert tell(box, "click", link="https://x.vn/a") == "new"
    assert score(world, staff, found) == OPEN + CLICK
    world.call("PATCH", f"/v1/contacts/{contact['id']}", {"emails": []}, by=staff)
    world.pump()
    assert tell(box, "click", link="https://x.vn/b") == "unmatched"


def test_what_two_have_waits_until_one_has_it_no_more(world: World, staff: Person):
    box, one, other = nobodys(world, staff), lead(world, staff, ADDRESS), lead(world, staff, ADDRESS)
    world.pump()
    assert tell(box, "open") == "unmatched"
    assert unmatched(world)[0]["reason"]["S"] == "several with this address"
    world.call("PATCH", f"/v1/leads/{other}", {"emails": []}, by=staff)
    assert score(world, staff, one) == OPEN
    assert unmatched(world) == []


def test_what_waits_for_another_company_stays_there(world: World, staff: Person):
    tell(nobodys(world, staff), "open")
    rival = world.company("rival")
    assert score(world, rival, lead(world, rival, ADDRESS)) == 0
    assert len(unmatched(world)) == 1


def test_many_are_taken_in_step_by_step(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    box = nobodys(world, staff)
    for number in range(5):
        tell(box, "open", tags={"message": f"m{number}"})
    monkeypatch.setattr(waiting, "AT_ONCE", 2)
    steps: list[str] = []
    work = service.work

    def noting(told: dict[str, Any]) -> None:
        steps.extend(told)
        work(told)

    monkeypatch.setattr(service, "work", noting)
    found = lead(world, staff, ADDRESS)
    assert score(world, staff, found) == 5 * OPEN
    assert [one for one in steps if one == "match"] == ["match"] * 3


def test_who_appears_while_an_event_is_put_aside_gets_it(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    """The stream has looked before the event was there, the event before the address was."""
    found = lead(world, staff, "other@x.vn")
    world.pump()
    keep = model.keep_unmatched

    def meanwhile(*arguments: Any) -> None:
        world.call("PATCH", f"/v1/leads/{found}", {"emails": [ADDRESS]}, by=staff)
        world.pump()
        keep(*arguments)

    monkeypatch.setattr(model, "keep_unmatched", meanwhile)
    assert tell(nobodys(world, staff), "open") == "new"
    assert score(world, staff, found) == OPEN
    assert unmatched(world) == []


def test_an_address_that_nobody_wrote_to_costs_no_order(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "order", lambda *_: pytest.fail("ordered"))
    lead(world, staff, "new@x.vn")
    world.pump()


def test_administrators_see_what_waits_and_what_cannot_be_read_page_by_page(world: World, admin: Person, staff: Person):
    box = nobodys(world, staff)
    tell(box, "open")
    at_once(json.dumps({"events": [{"type": "opened", "at": "?"}]}), "generic", admin.tenant)
    broken = {"eventType": "Open", "mail": {"tags": {"tenant": [admin.tenant]}}}
    at_once(json.dumps({"Message": json.dumps(broken)}))
    first = world.call("GET", "/v1/webhooks/unmatched", by=admin, limit=2)
    assert [(one["address"], one["source"]) for one in first["items"]] == [(None, "ses"), (None, "generic")]
    assert all(one["reason"] and one["text"] for one in first["items"])
    (last,) = world.call("GET", "/v1/webhooks/unmatched", by=admin, limit=2, cursor=first["next_cursor"])["items"]
    assert (last["address"], last["kind"], last["reason"]) == (ADDRESS, "open", "unknown address")
    assert world.call("GET", "/v1/webhooks/unmatched", by=admin, address=ADDRESS.upper())["items"] == [last]
    assert world.call("GET", "/v1/webhooks/unmatched", by=admin, address="recipient@example")["items"] == []
    assert world.call("GET", "/v1/webhooks/unmatched", by=staff)["code"] == "admin_only"
    rival = world.company("rival")
    assert world.call("GET", "/v1/webhooks/unmatched", by=rival)["items"] == []


def test_they_are_kept_for_ninety_days(world: World, staff: Person):
    tell(nobodys(world, staff), "open")
    (kept,) = unmatched(world)
    assert 89 < (int(kept["expires_at"]["N"]) - clock.now().timestamp()) / 86_400 <= 90


def test_an_order_that_is_given_twice_takes_in_once(world: World, staff: Person):
    tell(nobodys(world, staff), "open")
    found = lead(world, staff, ADDRESS)
    order = json.dumps({"match": {"tenant": "acme", "address": ADDRESS}})
    for _ in range(2):
        intake.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)
    assert score(world, staff, found) == OPEN
    signals = [one for one in world.items() if one["sk"]["S"].startswith(keys.SIGNAL)]
    assert len(signals) == 1
