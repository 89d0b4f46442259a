"""Messages whose order was lost are ordered again: they are in a list until they are sent, or given up."""

from datetime import datetime

from outbox import model
from outbox.queue import order


def again(tenant: str, before: datetime) -> int:
    """Order what should have been sent by then; returns how much that was. What was just sent does not mind."""
    found = list(model.older_than(tenant, before))
    for message_id in found:
        order(tenant, message_id)
    return len(found)
