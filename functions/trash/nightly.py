"""How a night's purge begins: one step for every tenant."""

import json

from kernel import keys, table
from kernel.table import Range
from trash.queue import send


def begin() -> int:
    """Queue the first step of every tenant; returns how many there are."""
    tenants = [row["sk"]["S"] for row in table.every(Range(keys.tenants()))]
    for tenant in tenants:
        send(tenant, json.dumps({"tenant": tenant}))
    return len(tenants)
