"""An export order from the queue."""

import json
from typing import Any

from export.work import work


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the orders of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        order = json.loads(record["body"])
        work((order["pk"], order["sk"]))
