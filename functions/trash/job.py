"""One step of a purge, from the queue."""

from typing import Any

from trash import purging
from trash.queue import send
from trash.schemas import Step


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        following = purging.step(Step.model_validate_json(record["body"]))
        if following is not None:
            send(following.model_dump_json())
