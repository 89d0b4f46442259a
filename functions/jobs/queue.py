"""The queue that jobs go through, step by step."""

import json
import math
from datetime import datetime

from kernel import clock, keys, queues
from kernel.table import Key

LONGEST = 900
"""Seconds for which a queue holds a message back at most."""


def send(key: Key, step: int, not_before: datetime | None = None) -> None:
    """Order a step of a job; ordering it twice is harmless."""
    order = json.dumps({"pk": key[0], "sk": key[1], "step": step})
    left = math.ceil((not_before - clock.now()).total_seconds()) if not_before else 0
    delay = min(max(left, 0), LONGEST)
    queues.order("BULK", keys.tenant_of(key[0]), order, delay)
