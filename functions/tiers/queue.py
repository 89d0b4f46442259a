"""The queue that a recalculation goes through, step by step."""

import json
from dataclasses import asdict, dataclass

from kernel import queues


@dataclass(frozen=True)
class Order:
    """A step of the run of a day of a company."""

    tenant: str
    run: str
    step: int = 0


def send(order: Order, delay: int = 0) -> None:
    """Order a step, in so many seconds; ordering it twice is harmless."""
    body = json.dumps(asdict(order))
    queues.order("TIER", order.tenant, body, delay)
