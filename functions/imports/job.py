"""A step of an import, from the queue."""

import json
from typing import Any

from imports.work import work

RECEIVED_AT_MOST = 5
"""As the queue's redrive policy has it: after that the order is put away, so the import has to say so now."""


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        order = json.loads(record["body"])
        received = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
        work((order["pk"], order["sk"]), order["step"], last=received >= RECEIVED_AT_MOST)
