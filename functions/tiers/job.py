"""One step of a recalculation, from the queue; or for an operator the proof of everybody's tier: `{"tenant": …}`."""

import json
from typing import Any

from tiers.queue import Order, send
from tiers.recalculation import recalculate

_ENOUGH = 30_000
"""Milliseconds that must be left to begin another step of a proof."""


def handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's context, and JSON
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    if "Records" not in event:
        from tiers import proving  # noqa: PLC0415 - only an operator has everything proven

        return proving.go(event, lambda: bool(context.get_remaining_time_in_millis() > _ENOUGH))
    for record in event["Records"]:
        again = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1)) > 1
        recalculate(Order(**json.loads(record["body"])), send, again=again)
    return None
