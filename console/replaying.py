"""What could not be done is done again, after its cause was mended: three places where such work is kept.

- *aside*: changes that a reader of the stream could never handle. They are in the table, 90 days.
- *failures*: whole batches that Lambda gave up after a day of tries, as it wrote them to the bucket
  (https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: with all records in `payload`).
- *dead*: orders that a queue's worker failed five times over.

All readers and workers take what they know already for a repetition, so that doing something again is harmless.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from console.functions import call, invoke
from console.places import Place
from local.failure import Failure

type Raw = dict[str, dict[str, Any]]

_BY_PROOF: Mapping[str, str] = {"scoring": "ScoringNightly", "tiers": "TierSchedule"}
"""Readers that keep a watermark pass over a change of before it: what they derived is proven instead."""
_GIVEN_UP = "aws/lambda/"
"""Where Lambda puts batches that it gives up."""
_DEAD = "DeadUrl"


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
        ExpressionAttributeValues={":pk": {"S": f"{tenant}#SETASIDE"}}, ConsistentRead=True,
    )  # fmt: skip
    return [Aside.of(raw) for page in pages for raw in page["Items"]]


def again(where: Place, found: list[Aside]) -> Iterator[tuple[Aside, bool]]:
    """Each, and whether it went well this time; what did is aside no more.

    What is proven instead went well when its function took the order: that of tiers only begins a run. A reader says
    what it cannot handle by putting it aside: so the row goes first, and is put back when the call fails.
    """
    proven: set[tuple[str, str]] = set()
    for one in found:
        function = _BY_PROOF.get(one.reader)
        if function is None:
            yield one, _handled(where, one)
            continue
        if (function, one.tenant) not in proven:
            prove(where, function, one.tenant)
            proven.add((function, one.tenant))
        where.client("dynamodb").delete_item(TableName=where.outputs()["TableName"], Key=one.key)
        yield one, True


def prove(where: Place, function: str, tenant: str) -> dict[str, Any]:
    """Everything of a company that a function can prove, and repair: how much that was."""
    order: dict[str, Any] = {"tenant": tenant}
    while True:
        answer: dict[str, Any] = call(where, function, order) or {}
        if answer.get("done", True):
            return answer
        order = answer


def _handled(where: Place, one: Aside) -> bool:
    """Whether its reader takes the item as it is now."""
    dynamodb, table = where.client("dynamodb"), where.outputs()["TableName"]
    row = dynamodb.get_item(TableName=table, Key=one.key, ConsistentRead=True).get("Item")
    if row is None:
        return True
    dynamodb.delete_item(TableName=table, Key=one.key)
    try:
        call(where, "Reactions", {"Records": [_record(where, one, row)]})
    except Failure:
        dynamodb.put_item(TableName=table, Item=row)
        return False
    return "Item" not in dynamodb.get_item(TableName=table, Key=one.key, ConsistentRead=True)


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
    told = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    payload = told.get("payload")
    event = json.loads(payload) if isinstance(payload, str) else payload
    if not event:
        raise Failure(f"{key} names a batch without its records: rebuild what it was about")
    invoke(where, told["requestContext"]["functionArn"], event)
    s3.delete_object(Bucket=bucket, Key=key)
    return len(event["Records"])


def queues(where: Place) -> list[str]:
    """Those that have a queue for orders that failed."""
    return sorted(name.removesuffix(_DEAD) for name in where.outputs() if name.endswith(_DEAD))


def dead(where: Place, queue: str) -> int:
    """Bring the orders that a queue's worker failed back into its queue; how many."""
    sqs, outputs = where.client("sqs"), where.outputs()
    moved = 0
    while True:
        found = sqs.receive_message(
            QueueUrl=outputs[f"{queue}DeadUrl"],
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
            VisibilityTimeout=60,
            MessageSystemAttributeNames=["MessageGroupId"],
        ).get("Messages", [])
        for message in found:
            whose = message.get("Attributes", {})  # the company in whose name it was ordered (docs/adr/0023)
            sqs.send_message(QueueUrl=outputs[f"{queue}QueueUrl"], MessageBody=message["Body"], **whose)
            sqs.delete_message(QueueUrl=outputs[f"{queue}DeadUrl"], ReceiptHandle=message["ReceiptHandle"])
        moved += len(found)
        if not found:
            return moved
