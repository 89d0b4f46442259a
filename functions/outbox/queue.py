"""The queue that messages go through."""

import json
import math
from datetime import datetime

from kernel import aws, clock, config, queues

LONGEST = 900
"""Seconds for which a queue holds a message back at most."""


def ahead() -> int:
    """About how many messages wait for a sender."""
    of = aws.sqs().get_queue_attributes(
        QueueUrl=config.queue_url("MAIL"), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(of["Attributes"]["ApproximateNumberOfMessages"])


def order(tenant: str, message_id: str, not_before: datetime | None = None) -> None:
    """Order that a message be sent; ordering it twice is harmless."""
    body = json.dumps({"tenant": tenant, "message": message_id})
    left = math.ceil((not_before - clock.now()).total_seconds()) if not_before else 0
    delay = min(max(left, 0), LONGEST)
    queues.order("MAIL", tenant, body, delay)
