"""One step of a merge, from the queue."""

import json
from typing import Any

from merging.work import step


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        order = json.loads(record["body"])
        step(order["tenant"], order["survivor"], order["absorbed"])
