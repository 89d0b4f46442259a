"""The queue that merges go through, step by step."""

import json

from kernel import queues

LATE = 120
"""Seconds after which nobody is at work any more who had looked at the records before: requests take 20 at most."""


def send(tenant: str, survivor: str, absorbed: str, *, over: bool) -> None:
    """Order a step; when all is `over`, a last one for what came late. Ordering twice is harmless."""
    order = json.dumps({"tenant": tenant, "survivor": survivor, "absorbed": absorbed})
    queues.order("MERGE", tenant, order, LATE if over else 0)
