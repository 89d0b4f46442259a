"""One step of a recalculation, from the queue."""

from typing import Any

from tiers import service
from tiers.queue import send
from tiers.schemas import Page


def handler(event: dict[str, Any], _context: object) -> None:
    """Do the steps of a batch (the template sends one at a time); a fault brings the message back."""
    for record in event["Records"]:
        service.recalculate(Page.model_validate_json(record["body"]), lambda page: send(page.model_dump_json()))
