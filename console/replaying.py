"""What could not be done is done again, after its cause was mended: three places where such work is kept.

- *aside*: changes that a reader of the stream could never handle. They are in the table, 90 days.
- *failures*: whole batches that Lambda gave up after a day of tries, as it wrote them to the bucket
  (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: with all records in `payload`).
- *dead*: orders that a queue's worker failed five times over, what SNS could not deliver, schedules that could not be.

All readers and workers take what they know already for a repetition, so that doing something again is harmless. What
cannot be done again stays where it is, and why is said.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from console.functions import call, invoke
from console.places import Place
from kernel import keys
from local.failure import Failure

type Raw = dict[str, dict[str, Any]]

_BY_REBUILD: Mapping[str, str] = {"scoring": "ScoringNightly", "tiers": "TierRecalc"}
"""Readers that keep a watermark pass over a change of before it: what they derived is derived anew instead."""
_GIVEN_UP = "aws/lambda/"
"""Where Lambda puts batches that it gives up."""
_DEAD = "DeadUrl"
_BACK_INTO = {"MailEvents": "Intake"}
"""Queues of another name, into which dead letters go back: SNS delivers what SES tells into that of the intake."""
_OF_SCHEDULES = "Schedule"
_CALLED = "TARGET_ARN"
"""What a schedule was to call, as EventBridge Scheduler says beside its dead letter, whose body is what it was to get
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html)."""


@dataclass(frozen=True)
class Aside:
    """A change that was put aside."""

    key: Raw
    tenant: str
    reader: str
    place: tuple[str, str]
    reason: str
    at: str

    @classmethod
    def of(cls, raw: Raw) -> "Aside":
        """From the table."""
        place = raw["item_pk"]["S"], raw["item_sk"]["S"]
        tenant = raw["pk"]["S"].partition("#")[0]
        key = {name: raw[name] for name in ("pk", "sk")}
        return cls(key, tenant, raw["reader"]["S"], place, raw["reason"]["S"], raw["at"]["S"])


def aside(where: Place, tenant: str) -> list[Aside]:
    """What was put aside of a company ("_": of none)."""
    dynamodb, table = where.client("dynamodb"), where.outputs()["TableName"]
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table, KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.set_aside(None if tenant == keys.NOBODY else tenant)}},
        ConsistentRead=True,
    )  # fmt: skip
    return [Aside.of(raw) for page in pages for raw in page["Items"]]


def again(where: Place, found: list[Aside]) -> Iterator[tuple[Aside, bool]]:
    """Each, and whether it went well this time; what did is aside no more.

    A reader says what it cannot handle by putting it aside: so the row goes first, and is put back when the call fails.
    """
    for one in found:
        yield one, _rebuilt(where, one) if one.reader in _BY_REBUILD else _handled(where, one)


def _rebuilt(where: Place, one: Aside) -> bool:
    """Whether all that is kept of its record can be read now, and what follows is derived from it."""
    home = keys.owner_of(one.place[0])
    row = _taken(where, one)
    if row is None:
        return True
    try:
        if home is not None:
            call(where, _BY_REBUILD[one.reader], {"tenant": home[0], "record": home[1]})
    except Failure:
        _put_back(where, row)
        return False
    return not any((other.reader, other.place) == (one.reader, one.place) for other in aside(where, one.tenant))


def _handled(where: Place, one: Aside) -> bool:
    """Whether its reader takes the item as it is now."""
    row = _taken(where, one)
    if row is None:
        return True
    try:
        call(where, "Reactions", {"Records": [_record(where, one, row)]})
    except Failure:
        _put_back(where, row)
        return False
    return "Item" not in where.client("dynamodb").get_item(
        TableName=where.outputs()["TableName"], Key=one.key, ConsistentRead=True
    )


def _taken(where: Place, one: Aside) -> Raw | None:
    """What says that it is aside, which is no more; None if somebody else was faster."""
    row: Raw | None = where.client("dynamodb").delete_item(
        TableName=where.outputs()["TableName"], Key=one.key, ReturnValues="ALL_OLD"
    ).get("Attributes")  # fmt: skip
    return row


def _put_back(where: Place, row: Raw) -> None:
    where.client("dynamodb").put_item(TableName=where.outputs()["TableName"], Item=row)


def _record(where: Place, one: Aside, row: Raw) -> dict[str, Any]:
    """A stream record that says what the item is now."""
    dynamodb, table = where.client("dynamodb"), where.outputs()["TableName"]
    key = {"pk": {"S": one.place[0]}, "sk": {"S": one.place[1]}}
    now = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    _, label, sequence = row["sk"]["S"].split("#", 2)
    told: dict[str, Any] = {
        "Keys": key, "SequenceNumber": sequence, "ApproximateCreationDateTime": datetime.now(UTC).timestamp(),
    }  # fmt: skip
    return {
        "eventName": "MODIFY" if now else "REMOVE", "eventSource": "aws:dynamodb", "eventSourceARN": f"stream/{label}",
        "dynamodb": told | ({"NewImage": now} if now else {}),
    }  # fmt: skip


def failures(where: Place) -> list[str]:
    """The keys of the batches that were given up."""
    pages = where.client("s3").get_paginator("list_objects_v2").paginate(
        Bucket=where.outputs()["BucketName"], Prefix=_GIVEN_UP
    )  # fmt: skip
    return [one["Key"] for page in pages for one in page.get("Contents", ())]


def repeat(where: Place, key: str) -> int:
    """Hand a batch to the function that gave it up; how many records. It is thrown away once that went well."""
    s3, bucket = where.client("s3"), where.outputs()["BucketName"]
    function, event = _batch(key, s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    invoke(where, function, event)
    s3.delete_object(Bucket=bucket, Key=key)
    return len(event["Records"])


def _batch(key: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """(function, its event) of what Lambda wrote. Failure when that cannot be handed over: it is kept."""
    try:
        told = json.loads(body)
        payload = told.get("payload")
        event = json.loads(payload) if isinstance(payload, str) else payload
        function = str(told["requestContext"]["functionArn"])
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Failure(f"{key} is no batch of Lambda's") from None
    if not event or not event.get("Records"):
        raise Failure(f"{key} names a batch without its records: rebuild what it was about")
    return function, event


def queues(where: Place) -> list[str]:
    """Those that have a queue for orders that failed."""
    return sorted(name.removesuffix(_DEAD) for name in where.outputs() if name.endswith(_DEAD))


def waiting(where: Place, queue: str) -> int:
    """About how many orders of a queue have failed."""
    told = where.client("sqs").get_queue_attributes(
        QueueUrl=where.outputs()[f"{queue}{_DEAD}"], AttributeNames=["ApproximateNumberOfMessages"]
    )  # fmt: skip
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


def dead(where: Place, queue: str) -> tuple[int, list[str]]:
    """Have the orders that a queue's worker failed done again: how many, and why others cannot be and stay."""
    sqs, url = where.client("sqs"), where.outputs()[f"{queue}{_DEAD}"]
    done, kept = 0, dict[str, str]()
    while True:
        found = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=60,
            MessageAttributeNames=["All"], MessageSystemAttributeNames=["MessageGroupId"],
        ).get("Messages", [])  # fmt: skip
        fresh = [message for message in found if message["MessageId"] not in kept]
        for message in fresh:
            try:
                _sent_again(where, queue, message)
            except Failure as failure:
                kept[message["MessageId"]] = str(failure)
                continue
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            done += 1
        if not fresh:
            return done, list(kept.values())


def _sent_again(where: Place, queue: str, message: Mapping[str, Any]) -> None:
    """An order goes back into its queue; what a schedule was to call is called. Failure when that cannot be."""
    if queue != _OF_SCHEDULES:
        url = where.outputs()[f"{_BACK_INTO.get(queue, queue)}QueueUrl"]
        whose = message.get("Attributes", {})  # the company in whose name it was ordered (docs/adr/0023)
        where.client("sqs").send_message(QueueUrl=url, MessageBody=message["Body"], **whose)
        return
    function = message.get("MessageAttributes", {}).get(_CALLED, {}).get("StringValue")
    try:
        event = json.loads(message["Body"] or "{}")
    except ValueError:
        event = None
    if function is None or not isinstance(event, dict):
        raise Failure(f"{message['MessageId']} does not say what it was to call")
    invoke(where, function, event)
