"""An export order from the queue."""

import json
import time
from typing import TYPE_CHECKING, Any

from export.making import LAY_DOWN_AT
from export.work import FOREVER, work

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


TURN = 180.0
"""Seconds after which a worker lays a file down and has it ordered again: who waits meanwhile has their turn first."""


def handler(event: dict[str, Any], context: "LambdaContext | None") -> None:
    """Do the orders of a batch (the template sends one at a time); a fault brings the message back."""
    begun = time.monotonic()

    def seconds_left() -> float:
        """Until the function's end, or the turn's."""
        if context is None:
            return FOREVER
        return min(context.get_remaining_time_in_millis() / 1000, LAY_DOWN_AT + TURN - (time.monotonic() - begun))

    for record in event["Records"]:
        order = json.loads(record["body"])
        work((order["pk"], order["sk"]), seconds_left)
