"""What follows from a change: each reaction by itself, none held up by another."""

import copy
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest

import reactions.stream
from campaigns import recipients
from campaigns.model import tally
from campaigns.statuses import message_id
from imports import model, rules
from intake import model as intake
from intake.model import Origin
from kernel import clock, keys, table
from mailing.rules import Recipient, Signal
from outbox import model as outbox
from outbox.rules import Message
from reactions.stream import REACTIONS
from tests.conftest import opened
from tests.documents.storage import objects, upload
from tests.imports.files import announce
from tests.kept import kept
from tests.printing.papers import made_template
from tests.world import REACTIONS as FILTER
from tests.world import Person, World, backend, deliver
from visits import service as visits

CAMPAIGN = "01JAAAAAAAAAAAAAAAAAAAAAAA"


def set_aside(world: World) -> list[tuple[str, str]]:
    return sorted(
        (item["reader"]["S"], item["item_sk"]["S"]) for item in world.items() if "SETASIDE" in item["pk"]["S"]
    )


def waiting(world: World, queue: str) -> int:
    sqs = boto3.client("sqs")
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
    found = sqs.get_queue_attributes(QueueUrl=world.queues[queue], AttributeNames=names)
    return sum(int(found["Attributes"][name]) for name in names)


def everything(world: World, admin: Person) -> str:
    """Changes for every reaction in one batch: things made, and a document and a template that are gone."""
    visit = b'{"client_id": "c1", "events": [{"name": "page_view", "params": {"page_location": "/a"}}]}'
    assert visits.take(admin.tenant, visit, clock.now()) == "stranger"
    lead = world.call("POST", "/v1/leads", {"name": "A", "web_clients": ["c1"]}, by=admin)["id"]
    tier = {"id": admin.id, "name": {"vi": "B", "en": "S"}, "colour": "#aabbcc", "discount": 5, "min_amount": 1}
    world.call("PUT", "/v1/tiers", {"tiers": [tier]}, by=admin)
    made = world.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-01", "amount": 5}, by=admin)["id"]
    world.call("POST", f"/v1/contracts/{made}/confirm", by=admin)
    world.call("POST", "/v1/exports", {"kind": "leads"}, by=admin)
    awaited = announce(world, admin, b"x", "leads.csv")["id"]
    item = model.find(admin.tenant, admin.id, awaited)
    assert item
    table.write(*model.changing(item, rules.uploaded(item.value, "source", clock.now())))
    world.call("POST", "/v1/bulk", {"action": {"kind": "next_stage"}, "records": [lead]}, by=admin)
    person = {"code": "E1", "name": "E", "email": "e1@acme.example", "department": admin.department}
    clerk = world.call("POST", "/v1/employees", person, by=admin)["id"]
    deal = {"customer": lead, "name": "D", "expected_close": "2099-01-01"}
    assert world.call("POST", "/v1/opportunities", deal, by=admin).status == 201
    handed = {"employees": [clerk], "carry_over": ["opportunities"]}
    assert world.call("POST", f"/v1/customers/{lead}/transfer", handed, by=admin).status == 200
    twin = world.call("POST", "/v1/leads", {"name": "B"}, by=admin)["id"]
    assert world.call("POST", f"/v1/leads/{lead}/merge", {"absorbed": twin}, by=admin).status < 300
    document = upload(world, admin, lead)["id"]
    assert world.call("DELETE", f"/v1/documents/{document}", by=admin).status == 204
    assert world.call("DELETE", f"/v1/print-templates/{made_template(world, admin)}", by=admin).status == 204
    mail = Message(id="m1", kind="reminder", about=lead, created_at=clock.now())
    table.write(*outbox.entering(admin.tenant, mail))
    scan(world, admin, lead)
    move(world, admin)
    wait(world, admin, lead)
    reach(world, admin, lead)
    return str(lead)


def move(world: World, admin: Person) -> None:
    """A snapshot of somebody who came to a tier."""
    result = {"M": {"tier": {"S": "t"}, "since": {"S": clock.stamp(clock.now())}}}
    facts = {"M": {"place:lead#E:x": {"N": "1"}}}
    key = {"pk": {"S": keys.customer(admin.tenant, admin.id)}, "sk": {"S": keys.snapshot("TIER", 2)}}
    world.put({**key, "news": {"N": "2"}, "facts": facts, "result": result})


def wait(world: World, admin: Person, lead: str) -> None:
    """An event waits for an address that now is somebody's."""
    opened = Signal("open", "m2", None, clock.now(), None, None)
    nobody = Recipient(admin.tenant, None, "waits@x.vn")
    intake.keep_unmatched(nobody, opened, "unknown address", Origin("ses", "x", clock.now()))
    assert world.call("PATCH", f"/v1/leads/{lead}", {"emails": ["waits@x.vn"]}, by=admin).status == 200


def reach(world: World, admin: Person, lead: str) -> None:
    """A campaign's mail to somebody was opened."""
    recipients.enter(admin.tenant, CAMPAIGN, [recipients.Found(lead, "a@x.vn")])
    at = {"at": {"S": clock.stamp(clock.now())}, "received_at": {"S": clock.stamp(clock.now())}}
    message = message_id(CAMPAIGN, lead)
    key = {"pk": {"S": keys.customer(admin.tenant, lead)}, "sk": {"S": f"SIGNAL#open#{message}"}}
    about = {"kind": {"S": "open"}, "message": {"S": message}, "campaign": {"S": "c"}, "verdict": {"S": "human"}}
    world.put({**key, **about, **at})


def scan(world: World, admin: Person, lead: str) -> None:
    """A scanner follows three links at once."""
    at = {"at": {"S": "2026-03-01T00:00:00.000000Z"}, "received_at": {"S": "2026-03-01T00:00:00.000000Z"}}
    about = {"kind": {"S": "click"}, "message": {"S": "m1"}, "verdict": {"S": "unknown"}, **at}
    for link in "abc":
        key = {"pk": {"S": keys.customer(admin.tenant, lead)}, "sk": {"S": f"SIGNAL#click#m1#{link}"}}
        world.put({**key, **about, "link": {"S": f"https://x.vn/{link}"}})


def effects(world: World, admin: Person, lead: str) -> dict[str, bool]:
    """Which reactions have had their effect."""
    users = boto3.client("cognito-idp").list_users(UserPoolId=boto3.client("cognito-idp").list_user_pools(MaxResults=1)
        ["UserPools"][0]["Id"])["Users"]  # fmt: skip
    return {
        "counts": world.item(keys.counts(admin.tenant, "lead", keys.EVERYBODY), "new").get("number") == {"N": "1"},
        "standing": any(f"#COUNTS#standing#{keys.EVERYBODY}" in item["pk"]["S"] for item in world.items()),
        "tiers": world.call("GET", f"/v1/leads/{lead}", by=admin)["tier"] == admin.id,
        "search": any("#FIND#" in item["pk"]["S"] for item in world.items()),
        "attached": len(world.call("GET", "/v1/contracts", by=admin)["items"]) == 1,
        "tracking": any(f"#ATTACHED#opportunities#{keys.EVERYBODY}" in item["pk"]["S"] for item in world.items()),
        "handing": world.call("GET", "/v1/opportunities", by=admin, customer=lead)["items"][0]["owner"] != admin.id,
        "export": waiting(world, "EXPORT") == 1,
        "imports": waiting(world, "IMPORT") == 1,
        "jobs": waiting(world, "BULK") == 2,  # what was asked for, and the moves by the new ladder
        "documents": not [key for key in objects() if key.startswith("files/")],
        "merging": waiting(world, "MERGE") == 1,
        "outbox": waiting(world, "MAIL") == 1,
        "notices": any(f"#MESSAGE#tier_notice-{admin.id}" in item["pk"]["S"] for item in world.items()),
        "printing": not [key for key in objects() if key.startswith("templates/")],
        "verdicts": world.item(keys.customer(admin.tenant, lead), "SIGNAL#click#m1#a")["verdict"] == {"S": "bot"},
        "intake": waiting(world, "INTAKE") == 1,
        "campaigns": tally(admin.tenant, CAMPAIGN) == {"opened": 1},
        "visits": any("SIGNAL#visit#" in item["sk"]["S"] for item in world.items()),
        "login": "e1@acme.example" in {a["Value"] for u in users for a in u["Attributes"]},
    }


@dataclass(frozen=True)
class Happened:
    """All of `everything`, which takes long, and what moto holds of it."""

    lead: str
    records: list[Any]
    tables: Any
    buckets: Any
    pools: Any


@pytest.fixture(scope="module")
def once() -> Happened:
    with pytest.MonkeyPatch.context() as patch, opened(patch, founded=True) as world:
        admin = kept(founded=True).admin
        assert admin
        lead, records = everything(world, admin), world.records()
        found = (backend("dynamodb").tables, backend("s3", "aws").buckets, backend("cognito-idp").user_pools)
        return Happened(lead, records, *copy.deepcopy(found))


@pytest.fixture
def happened(once: Happened, world: World, admin: Person, request: pytest.FixtureRequest) -> Happened:
    """It has, in this world. Files are not copied: where they matter, it happens anew."""
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("broken") in {
        "documents",
        "printing",
    }:
        return replace(once, lead=everything(world, admin), records=world.records())
    backend("dynamodb").tables = copy.deepcopy(once.tables)
    backend("s3", "aws").buckets = copy.deepcopy(once.buckets)
    backend("cognito-idp").user_pools = copy.deepcopy(once.pools)
    world.records()
    return replace(once, records=copy.deepcopy(once.records))


def test_the_filter_of_the_event_source_lets_through_what_the_reactions_are_about():
    assert set(FILTER) == {prefix for prefixes, _ in REACTIONS.values() for prefix in prefixes}


def test_one_batch_serves_every_reaction(world: World, admin: Person, happened: Happened):
    lead = happened.lead
    deliver(happened.records)
    assert effects(world, admin, lead) == dict.fromkeys(REACTIONS, True)
    assert set_aside(world) == []


PLACES = sorted(REACTIONS)


@pytest.mark.parametrize("broken", PLACES)
def test_a_reaction_that_fails_for_now_stops_no_other_and_is_repeated(
    broken: str, world: World, admin: Person, happened: Happened, monkeypatch: pytest.MonkeyPatch
):
    lead, records = happened.lead, happened.records

    def down(*_: object, **__: object) -> Any:
        raise ConnectionError

    prefixes, _ = REACTIONS[broken]
    with monkeypatch.context() as patched:
        patched.setattr(reactions.stream, "REACTIONS", {**REACTIONS, broken: (prefixes, down)})
        with pytest.raises(ConnectionError):
            deliver(records)
    assert effects(world, admin, lead) == {name: name != broken for name in REACTIONS}
    assert set_aside(world) == []
    deliver(records)
    done = effects(world, admin, lead)
    for queue in (
        "export",
        "imports",
        "jobs",
        "merging",
        "outbox",
        "intake",
    ):  # ordered a second time otherwise, which is harmless
        assert done.pop(queue) is (broken == queue)
    assert all(done.values())


@pytest.mark.parametrize("broken", PLACES)
def test_a_reaction_that_can_never_succeed_is_set_aside_with_its_name_and_stops_no_other(
    broken: str, world: World, admin: Person, happened: Happened, monkeypatch: pytest.MonkeyPatch
):
    lead, records = happened.lead, happened.records

    def poisoned(*_: object, **__: object) -> Any:
        raise ValueError("never")

    prefixes, _ = REACTIONS[broken]
    monkeypatch.setattr(reactions.stream, "REACTIONS", {**REACTIONS, broken: (prefixes, poisoned)})
    deliver(records)
    assert effects(world, admin, lead) == {name: name != broken for name in REACTIONS}
    kept = set_aside(world)
    assert kept
    assert {reader for reader, _ in kept} == {broken}
    deliver(records)
    assert set_aside(world) == kept


@pytest.mark.parametrize("record", [{}, {"dynamodb": {}}, {"dynamodb": {"Keys": {"sk": {"S": "PROFILE"}}}},
    {"dynamodb": {"Keys": {"pk": {"S": "acme#C#x"}, "sk": {"S": "EXPORT#x"}}, "SequenceNumber": "x"}}])  # fmt: skip
def test_a_record_that_is_none_is_no_ones_poison(
    record: dict[str, Any], world: World, admin: Person, happened: Happened
):
    lead = happened.lead
    deliver(happened.records)
    reactions.stream.handler({"Records": [record]}, None)
    assert effects(world, admin, lead) == dict.fromkeys(REACTIONS, True)
