"""One step of a recalculation, from the queue."""

import json
from typing import Any

from tiers.queue import Order, send
from tiers.recalculation import recalculate


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        again = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1)) > 1
        recalculate(Order(**json.loads(record["body"])), send, again=again)
