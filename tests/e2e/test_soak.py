"""Mail events by the hundred, shuffled and repeated, on the deployed template: scores as worked out by hand (H4)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest

from kernel import clock
from local import sns
from local.caller import Caller, eventually, lenient
from local.company import Company
from local.deployment import CERTIFICATES
from local.stack import Stack
from tests.soak.plainly import HOME, with_by_hand, worked_out

pytestmark = pytest.mark.e2e

LEADS, MAILS, AT_ONCE = 3, 16, 4
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
NAMES = {"vi": "Quy tắc", "en": "Rule"}
RULES: list[dict[str, Any]] = [
    {"id": "opened", "kind": "email_opened", "points": 3, "cap": 40},
    {"id": "clicked", "kind": "email_clicked", "points": 5, "half_life_days": 60},
    {"id": "lately", "kind": "email_opened", "points": 7, "valid_days": 150},
    {"id": "vip", "kind": "group", "group": "vip", "points": 11},
    {"id": "bids", "kind": "quote_value", "bands": [{"at_least": 10, "points": 10}, {"at_least": 81, "points": 30}]},
    {"id": "deals", "kind": "opportunity_stage", "stage": "quoted", "points": 9},
]
BOOK = {"rules": [{**one, "name": NAMES} for one in RULES], "thresholds": [0, 50, 100, 150, 200]}


class Event(NamedTuple):
    """An opening of a mail, or a click on one of its two links."""

    kind: str
    message: str
    link: str | None
    at: datetime


def events(random: Random) -> Iterator[Event]:
    """Of each mail one or two things, minutes apart, so that nobody takes the reader for a machine."""
    for number in range(MAILS):
        at = BEGIN + timedelta(hours=random.randrange(5000))
        link = f"https://acme.example/{random.randrange(2)}"
        both = [Event("open", f"m{number}", None, at), Event("click", f"m{number}", link, at + timedelta(minutes=9))]
        yield from random.choice([both, both[:1], both[1:]])


def test_a_storm_of_deliveries_ends_in_the_scores_that_are_worked_out_by_hand(
    stack: Stack, rival: Company, nobody: Caller
):
    random, call = Random(5), rival.staff[0].call  # noqa: S311 - always the same storm
    rival.admin.call("PUT", "/v1/scoring/rulebook", BOOK)
    sender = sns.new(stack.outputs()["MailEventsTopicArn"])
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
    leads = [str(call("POST", "/v1/leads", {"name": f"Bão {n}"})["id"]) for n in range(LEADS)]
    told = {lead: list(events(random)) for lead in leads}
    storm = [(lead, one) for lead, some in told.items() for one in some for _ in range(random.choice([1, 1, 2, 5]))]
    random.shuffle(storm)

    def deliver(one: tuple[str, Event]) -> str:
        lead, event = one
        return str(nobody("POST", "/v1/webhooks/ses", sns.encode(sender.notification(_body(lead, event))))["outcome"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = pool.map(deliver, storm)
        items = {lead: _work(call, lead, place) for place, lead in enumerate(leads)}
    assert set(outcomes) == {
        "accepted"
    }  # each is a notification of its own; what it says is told apart when it is read
    for lead in leads:
        items[lead] |= {f"SIGNAL#{place}": _signal(one) for place, one in enumerate(told[lead])}
        look = lenient(lambda lead=lead: call("GET", f"/v1/scores/{lead}"))  # type: ignore[misc]
        eventually("the score", look, lambda found, lead=lead: bool(found) and _same(found, items[lead]))  # type: ignore[misc]


def _body(lead: str, event: Event) -> str:
    where: dict[str, Any] = {"tenant": "rival", "customer": lead, "message": event.message, "to": "a@khach.example"}
    if event.link:
        return sns.click_event(**where, at=event.at, link=event.link)
    return sns.open_event(**where, at=event.at)


def _work(call: Caller, lead: str, place: int) -> dict[str, Any]:
    """Meanwhile people work at it, back and forth; returns what is so in the end."""
    call("PATCH", f"/v1/leads/{lead}", {"groups": ["vip"]})
    bid = call("POST", "/v1/quotes", {"customer": lead, "date": "2026-11-02", "amount": 81})["id"]
    call("POST", f"/v1/quotes/{bid}/confirm")
    deal = {"name": "Trạm", "customer": lead, "expected_close": "2099-01-01", "stage": "quoted"}
    path = f"/v1/opportunities/{call('POST', '/v1/opportunities', deal)['id']}/stage"
    for stage in ("negotiating", "quoted"):
        call("POST", path, {"stage": stage})
    if place:
        call("PATCH", f"/v1/leads/{lead}", {"groups": []})
        call("POST", f"/v1/quotes/{bid}/cancel")
    quote = {"state": "cancelled" if place else "confirmed", "amount": 81, "date": "2026-11-02"}
    groups = [] if place else ["vip"]
    return {"PROFILE": {"value": {"groups": groups}}, "OPPORTUNITY#": {"value": {"stage": "quoted"}},
            "QUOTE#": {"value": quote}}  # fmt: skip


def _signal(event: Event) -> dict[str, Any]:
    return {"kind": event.kind, "message": event.message, "link": event.link, "at": clock.stamp(event.at)}


def _same(found: dict[str, Any], items: dict[str, Any]) -> bool:
    """Score and contributions are what all the different events come to on that day, whatever came how often."""
    day = datetime.fromisoformat(found["computed_at"]).astimezone(HOME).date().toordinal()
    worked = worked_out(items, with_by_hand(BOOK), day)
    given = [
        tuple(one[name] for name in ("rule", "count", "earned", "worth", "points")) for one in found["contributions"]
    ]
    wanted = [(one.rule, one.number, one.earned, one.worth, one.points) for one in worked.given]
    return (found["score"], found["stars"], given) == (worked.total, worked.stars, wanted)
