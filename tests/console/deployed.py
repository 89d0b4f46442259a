"""A test's world as a place that the command line knows: functions are called as Lambda does."""

import io
import json
from typing import Any

import boto3

import intake.job
import reactions.stream
import scoring.schedule
import tiers.job
import tiers.schedule
from tests.world import ENVIRONMENT, World

HANDLERS = {
    "Reactions": reactions.stream.handler, "ScoringNightly": scoring.schedule.handler,
    "TierSchedule": tiers.schedule.handler, "TierRecalc": tiers.job.handler, "IntakeWorker": intake.job.handler,
}  # fmt: skip


DEAD = ("Bulk", "MailEvents", "Schedule")


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
        of, sqs = self._world.queues, boto3.client("sqs")
        dead = {f"{one}DeadUrl": sqs.create_queue(QueueName=f"dead-{one}")["QueueUrl"] for one in DEAD}
        queue = {"BulkQueueUrl": of["BULK"], "IntakeQueueUrl": of["INTAKE"], **dead}
        names = {"TableName": ENVIRONMENT["TABLE_NAME"], "BucketName": ENVIRONMENT["BUCKET_NAME"]}
        return {**names, **queue, **{f"{one}Name": one for one in HANDLERS}}

    def api_url(self) -> str:
        return "https://api.example"

    def client(self, service: str) -> Any:
        return Lambda() if service == "lambda" else boto3.client(service)  # type: ignore[call-overload]
