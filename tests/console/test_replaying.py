"""What could not be done is done again after it was mended; what fails again stays where it was."""

import io
import json
from collections import Counter
from typing import Any

import boto3
import pytest

import reactions.stream
import scoring.schedule
import tiers.schedule
from console import replaying
from kernel import keys
from local.failure import Failure
from reactions.stream import REACTIONS
from tests.world import ENVIRONMENT, Person, World, backend, deliver

HANDLERS = {
    "Reactions": reactions.stream.handler, "ScoringNightly": scoring.schedule.handler,
    "TierSchedule": tiers.schedule.handler,
}  # fmt: skip


class _Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


class Lambda:
    """Calls the functions as AWS does: what they raise is told, not raised."""

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        try:
            answer = HANDLERS[FunctionName.rpartition(":")[2]](json.loads(Payload), _Context())
        except Exception as error:  # noqa: BLE001 - as Lambda does
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(repr(error).encode())}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


class Deployed:
    """The world of a test, as a place."""

    name, region = "test", ENVIRONMENT["AWS_REGION"]

    def __init__(self, world: World) -> None:
        self._world = world

    def outputs(self) -> dict[str, str]:
        queue = {"BulkQueueUrl": self._world.queues["BULK"], "BulkDeadUrl": self._world.queues["MERGE"]}
        names = {"TableName": ENVIRONMENT["TABLE_NAME"], "BucketName": ENVIRONMENT["BUCKET_NAME"]}
        return {**names, **queue, **{f"{one}Name": one for one in HANDLERS}}

    def api_url(self) -> str:
        return "https://api.example"

    def client(self, service: str) -> Any:
        return Lambda() if service == "lambda" else boto3.client(service)  # type: ignore[call-overload]


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


def test_what_scoring_put_aside_is_proven_by_the_company(world: World, admin: Person, where: Deployed):
    lead = world.call("POST", "/v1/leads", {"name": "A", "groups": ["vip"]}, by=admin)["id"]
    world.put({
        "pk": {"S": keys.set_aside("acme")}, "sk": {"S": keys.set_aside_record("scoring", "x", "1")},
        "reader": {"S": "scoring"}, "item_pk": {"S": keys.customer("acme", lead)}, "item_sk": {"S": "PROFILE"},
        "reason": {"S": "KeyError"}, "label": {"S": "x"}, "at": {"S": "2026-01-01"},
    })  # fmt: skip
    found = replaying.aside(where, admin.tenant)
    assert [well for _, well in replaying.again(where, found)] == [True]
    assert world.call("GET", f"/v1/leads/{lead}", by=admin)["score"] == 20
    assert replaying.aside(where, admin.tenant) == []


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


def test_a_batch_without_its_records_says_what_to_do(world: World, admin: Person, where: Deployed):
    key = given_up(world, admin, payload=None)
    with pytest.raises(Failure, match="rebuild what it was about"):
        replaying.repeat(where, key)


def test_orders_that_failed_come_back_into_their_queue(where: Deployed):
    sqs, urls = boto3.client("sqs"), where.outputs()
    for number in range(25):
        sqs.send_message(QueueUrl=urls["BulkDeadUrl"], MessageBody=f"{number}", MessageGroupId=f"firm{number % 2}")
    assert replaying.queues(where) == ["Bulk"]
    assert replaying.dead(where, "Bulk") == 25
    left = sqs.get_queue_attributes(QueueUrl=urls["BulkQueueUrl"], AttributeNames=["ApproximateNumberOfMessages"])
    assert left["Attributes"]["ApproximateNumberOfMessages"] == "25"
    assert Counter(one.group_id for one in backend("sqs").queues["BULK"]._messages) == {"firm0": 13, "firm1": 12}
