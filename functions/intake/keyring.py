"""The live keys of a company's source, as the door needs them: remembered for a minute, and looked up without a model.

A request of a company that has been heard makes one call, its first two: the keys, and the body that is kept. Who signs
with a key made a moment ago is looked up once more, so a new key holds at once; a retired one up to a minute longer.
"""

import time
from typing import Any

from intake import sealing
from kernel import aws, config, keys

KEPT = 60
"""Seconds."""
_MOST = 500
"""So many sources a process remembers."""

_known: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}


def known(tenant: str, source: str) -> tuple[str, ...] | None:
    """The keys as they were within the last minute; None: look."""
    at, found = _known.get((tenant, source), (float("-inf"), ()))
    return found if time.monotonic() - at < KEPT else None


def looked_up(tenant: str, source: str) -> tuple[str, ...]:
    """The keys as they are now; none for a company that has none, or is none."""
    key: Any = {"pk": {"S": keys.webhooks(tenant)}, "sk": {"S": keys.source(source)}}
    item: Any = aws.dynamodb().get_item(TableName=config.table_name(), Key=key).get("Item", {})
    stored = item.get("value", {}).get("M", {}).get("keys", {}).get("L", [])
    found = tuple(sealing.opened(one["M"]["sealed"]["S"], place(tenant, source, one["M"]["id"]["S"])) for one in stored)
    while len(_known) >= _MOST:
        del _known[next(iter(_known))]
    _known[tenant, source] = (time.monotonic(), found)
    return found


def place(tenant: str, source: str, key_id: str) -> str:
    """Where a key belongs, and opens."""
    return f"{tenant}/{source}/{key_id}"


def forget() -> None:
    """Look again, all of it."""
    _known.clear()
