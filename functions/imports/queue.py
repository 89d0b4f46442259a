"""The queue that imports go through, step by step."""

import json

from kernel import keys, queues
from kernel.table import Key


def send(key: Key, step: int, delay: int = 0) -> None:
    """Order a step of an import, perhaps some seconds later; ordering it twice is harmless."""
    order = json.dumps({"pk": key[0], "sk": key[1], "step": step})
    queues.order("IMPORT", keys.tenant_of(key[0]), order, delay)
