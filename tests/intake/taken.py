"""What becomes of what was reported: at once for those to whom its way does not matter, or by its whole way."""

import json
from collections import Counter
from hashlib import sha256
from urllib.parse import unquote_plus

from intake import service
from intake.raw import Body
from intake.taking import Outcome
from kernel import clock, keys
from tests.world import Answer, World, client


def at_once(text: str, source: str = "ses", tenant: str | None = None) -> Outcome:
    """What one event becomes, as if its body had just been posted and queued."""
    now = clock.now()
    key = keys.raw_body(tenant, source, f"{now:%Y-%m-%d}", sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    (outcome,) = service.take_in(Body(key, tenant, source, now, text)).elements()
    return outcome


def arrived(world: World, answer: Answer) -> str:
    """What the one event of a body that was posted becomes once it is read; what was answered, if nothing is."""
    assert answer.status == 202, answer.raw
    return str(next(iter(read(world).elements()), answer["outcome"]))


def read(world: World) -> Counter[Outcome]:
    """Let the worker read all bodies that the queue tells of; how many events became what."""
    found: Counter[Outcome] = Counter()
    url = world.queues["INTAKE"]
    while told := client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in told:
            for record in json.loads(message["Body"]).get("Records", []):
                found += service.read(unquote_plus(record["s3"]["object"]["key"]))
            client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found
