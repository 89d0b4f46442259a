"""The queue that imports go through, step by step."""

import json

from kernel import aws, config
from kernel.table import Key


def send(key: Key, step: int, delay: int = 0) -> None:
    """Order a step of an import, perhaps some seconds later; ordering it twice is harmless."""
    order = json.dumps({"pk": key[0], "sk": key[1], "step": step})
    aws.sqs().send_message(QueueUrl=config.queue_url("IMPORT"), MessageBody=order, DelaySeconds=delay)
