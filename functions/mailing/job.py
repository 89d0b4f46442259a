"""An order to send a message, from the queue."""

import json
from typing import Any

from mailing.sending import send


def handler(event: dict[str, Any], _context: object) -> None:
    """Send the messages of a batch, each by itself; one that failed brings all back, and those sent do not mind."""
    faults: list[Exception] = []
    for record in event["Records"]:
        order = json.loads(record["body"])
        try:
            send(order["tenant"], order["message"])
        except Exception as fault:  # noqa: BLE001 - raised below, after the others
            faults.append(fault)
    if faults:
        raise faults[0]
