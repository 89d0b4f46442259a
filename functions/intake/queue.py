"""The queue of the worker that reads what providers report. The bucket tells it of bodies; the rest is ordered here."""

import json
from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any, Literal

from kernel import aws, config, table

type Order = Literal["match", "raw", "replay", "welcome"]
"""Take in what waits for an address; read a body, or the rest of it; have the bodies of a day read again; take visits
from a stranger who is known by now."""
_AT_ONCE = 10


def order(kind: Order, what: Mapping[str, Any]) -> None:
    """Give one order; giving it twice is harmless."""
    aws.sqs().send_message(QueueUrl=config.queue_url("INTAKE"), MessageBody=json.dumps({kind: what}))


def orders(kind: Order, many: Iterable[Mapping[str, Any]]) -> None:
    """Give many orders. Raises what may pass; some are given then, and giving them again is harmless."""
    for some in batched(many, _AT_ONCE, strict=False):
        entries: Any = [{"Id": str(at), "MessageBody": json.dumps({kind: what})} for at, what in enumerate(some)]
        answer = aws.sqs().send_message_batch(QueueUrl=config.queue_url("INTAKE"), Entries=entries)
        if answer.get("Failed"):
            raise table.Transient("orders were refused")
