"""What could not be done is done again after it was mended; what fails again stays where it was."""

import json
from collections import Counter
from typing import Any

import boto3
import pytest

import reactions.stream
from console import replaying
from kernel import keys, table
from local.failure import Failure
from reactions.stream import REACTIONS
from tests.console.deployed import HANDLERS, Deployed
from tests.world import ENVIRONMENT, Person, World, backend, deliver


@pytest.fixture
def where(world: World) -> Deployed:
    return Deployed(world)


def never(*_: object, **__: object) -> Any:
    raise ValueError("never")


def lead_that_search_missed(world: World, admin: Person, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(reactions.stream, "REACTIONS", {**REACTIONS, "search": (REACTIONS["search"][0], never)})
    made: str = world.call("POST", "/v1/leads", {"name": "Thép Hoà Phát"}, by=admin)["id"]
    deliver(world.records())
    return made


def finds(world: World, admin: Person) -> int:
    return len(world.call("GET", "/v1/search", q="hoa phat", by=admin)["items"])


def test_a_change_that_was_put_aside_is_made_up_for_once_its_reader_is_mended(
    world: World, admin: Person, where: Deployed
):
    with pytest.MonkeyPatch.context() as patch:
        lead = lead_that_search_missed(world, admin, patch)
    (one,) = replaying.aside(where, admin.tenant)
    assert (one.reader, one.reason, one.place) == ("search", "ValueError", (keys.customer("acme", lead), keys.PROFILE))
    assert finds(world, admin) == 0
    assert list(replaying.again(where, [one])) == [(one, True)]
    assert finds(world, admin) == 1
    assert replaying.aside(where, admin.tenant) == []


def test_a_change_that_fails_again_stays_aside(world: World, admin: Person, where: Deployed):
    with pytest.MonkeyPatch.context() as patch:
        lead_that_search_missed(world, admin, patch)
        (one,) = replaying.aside(where, admin.tenant)
        assert list(replaying.again(where, [one])) == [(one, False)]
        assert [left.place for left in replaying.aside(where, admin.tenant)] == [one.place]


def test_a_change_stays_aside_when_its_reader_cannot_be_called(
    world: World, admin: Person, where: Deployed, monkeypatch: pytest.MonkeyPatch
):
    with pytest.MonkeyPatch.context() as patch:
        lead_that_search_missed(world, admin, patch)
    (one,) = replaying.aside(where, admin.tenant)
    monkeypatch.setitem(HANDLERS, "Reactions", never)
    assert list(replaying.again(where, [one])) == [(one, False)]
    assert replaying.aside(where, admin.tenant) == [one]


@pytest.mark.parametrize(
    ("reader", "function", "sk"), [("scoring", "ScoringNightly", "QUOTE#x"), ("tiers", "TierRecalc", "CONTRACT#x")]
)
def test_what_a_fold_put_aside_is_derived_anew_for_its_record_and_stays_while_it_cannot_be_read(
    world: World, admin: Person, where: Deployed, monkeypatch: pytest.MonkeyPatch, reader: str, function: str, sk: str
):
    lead = world.call("POST", "/v1/leads", {"name": "A", "groups": ["vip"]}, by=admin)["id"]
    home = keys.customer("acme", lead)
    world.put({"pk": {"S": home}, "sk": {"S": sk}, "value": {"S": "unreadable"}})
    world.pump()
    (one,) = [one for one in replaying.aside(where, admin.tenant) if one.reader == reader]
    assert list(replaying.again(where, [one])) == [(one, False)]
    (still,) = [one for one in replaying.aside(where, admin.tenant) if one.reader == reader]
    assert still.place == one.place == (home, sk)
    table.write(table.delete((home, sk)))
    with monkeypatch.context() as patch:
        patch.setitem(HANDLERS, function, never)
        assert list(replaying.again(where, [still])) == [(still, False)]
    assert list(replaying.again(where, [still])) == [(still, True)]
    assert not [one for one in replaying.aside(where, admin.tenant) if one.reader == reader]
    assert world.call("GET", f"/v1/scores/{lead}", by=admin)["score"] == 20


def given_up(world: World, admin: Person, **more: Any) -> str:
    """A batch in the bucket, as Lambda writes it."""
    world.call("POST", "/v1/leads", {"name": "Thép Hoà Phát"}, by=admin)
    told = {
        "requestContext": {"functionArn": "arn:aws:lambda:ap-southeast-1:1:function:Reactions"}, "version": "1.0",
        "payload": json.dumps({"Records": world.records()}, default=str), **more,
    }  # fmt: skip
    key = "aws/lambda/5f1c/shardId-0/2026/11/22/2026-11-22T10.00.00-1.json"
    boto3.client("s3").put_object(Bucket=ENVIRONMENT["BUCKET_NAME"], Key=key, Body=json.dumps(told))
    return key


def test_a_batch_that_was_given_up_is_handed_over_again_and_thrown_away(world: World, admin: Person, where: Deployed):
    key = given_up(world, admin)
    assert replaying.failures(where) == [key]
    assert replaying.repeat(where, key) > 1
    assert finds(world, admin) == 1
    assert replaying.failures(where) == []


def test_a_batch_that_fails_again_stays(world: World, admin: Person, where: Deployed, monkeypatch: pytest.MonkeyPatch):
    key = given_up(world, admin)
    monkeypatch.setitem(HANDLERS, "Reactions", never)
    with pytest.raises(Failure, match="Reactions failed"):
        replaying.repeat(where, key)
    assert replaying.failures(where) == [key]


@pytest.mark.parametrize(
    ("body", "why"), [
        ({"payload": None}, "rebuild what it was about"), ({"payload": "{}"}, "rebuild what it was about"),
        ({"payload": "{"}, "is no batch of Lambda's"), ({"requestContext": None}, "is no batch of Lambda's"),
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_handed_over_is_kept_and_why_is_said(
    world: World, admin: Person, where: Deployed, body: dict[str, Any], why: str
):
    key = given_up(world, admin, **body)
    with pytest.raises(Failure, match=why):
        replaying.repeat(where, key)
    assert replaying.failures(where) == [key]


def test_orders_that_failed_come_back_into_their_queue(where: Deployed):
    sqs, urls = boto3.client("sqs"), where.outputs()
    for number in range(25):
        sqs.send_message(QueueUrl=urls["BulkDeadUrl"], MessageBody=f"{number}", MessageGroupId=f"firm{number % 2}")
    assert replaying.queues(where) == ["Bulk", "MailEvents", "Schedule"]
    assert replaying.waiting(where, "Bulk") == 25
    assert replaying.dead(where, "Bulk") == (25, [])
    assert Counter(one.group_id for one in backend("sqs").queues["BULK"]._messages) == {"firm0": 13, "firm1": 12}
    assert replaying.waiting(where, "Bulk") == 0


def test_what_sns_could_not_deliver_is_read_as_if_it_had(where: Deployed):
    sqs, urls = boto3.client("sqs"), where.outputs()
    sqs.send_message(QueueUrl=urls["MailEventsDeadUrl"], MessageBody='{"Type": "Notification"}')
    assert replaying.dead(where, "MailEvents") == (1, [])
    (told,) = sqs.receive_message(QueueUrl=urls["IntakeQueueUrl"])["Messages"]
    assert told["Body"] == '{"Type": "Notification"}'


def test_what_a_schedule_could_not_call_is_called_and_what_does_not_say_so_is_kept(
    world: World, admin: Person, where: Deployed
):
    sqs, url = boto3.client("sqs"), where.outputs()["ScheduleDeadUrl"]
    world.call("POST", "/v1/leads", {"name": "A", "groups": ["vip"]}, by=admin)
    world.records()
    called: Any = {"TARGET_ARN": {"DataType": "String", "StringValue": "arn:aws:lambda:a:1:function:ScoringNightly"}}
    sqs.send_message(QueueUrl=url, MessageBody="{}", MessageAttributes=called)
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    sqs.send_message(QueueUrl=url, MessageBody="what", MessageAttributes=called)
    done, kept = replaying.dead(where, "Schedule")
    assert done == 1
    assert len(kept) == 2
    assert all(why.endswith("does not say what it was to call") for why in kept)
    assert world.call("GET", "/v1/leads", by=admin)["items"][0]["score"] == 20
    left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"])
    assert left["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "2"
