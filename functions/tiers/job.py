"""One step of a recalculation, from the queue."""

import json
from dataclasses import asdict
from typing import Any

from tiers.queue import send
from tiers.recalculation import Page, recalculate


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        recalculate(Page(**json.loads(record["body"])), lambda page: send(json.dumps(asdict(page))))
