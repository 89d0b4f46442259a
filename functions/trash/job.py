"""One step of a purge, from the queue."""

import json
from dataclasses import asdict
from typing import Any

from trash.purging import Step, step
from trash.queue import send


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        following = step(Step(**json.loads(record["body"])))
        if following is not None:
            send(following.tenant, json.dumps(asdict(following)))
