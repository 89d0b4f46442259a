"""An export order from the queue."""

import json
from typing import TYPE_CHECKING, Any

from export.work import FOREVER, work

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext | None") -> None:
    """Do the orders of a batch (the template sends one at a time); a fault brings the message back."""

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 if context else FOREVER

    for record in event["Records"]:
        order = json.loads(record["body"])
        work((order["pk"], order["sk"]), seconds_left)
