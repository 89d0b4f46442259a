"""Bodies that are still in the bucket are read again, after a reader was mended: a day at a time, a page at a time."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from intake import queue, raw
from kernel import keys, telemetry

AT_ONCE = 250
"""So many bodies are ordered by one step."""
KEPT = 30
"""Days for which the bucket keeps bodies (its lifecycle rule)."""


def step(what: Mapping[str, Any]) -> None:
    """Order the next bodies of a day to be read, then the next step. What was read already does not count twice.

    `tenant` ("_" for what SES told), `source`, `day` and `until` (days on which they were signed), `after` a key.
    """
    day, until, after = date.fromisoformat(what["day"]), date.fromisoformat(what["until"]), what.get("after")
    found = list(raw.below(keys.raw_bodies(what["tenant"], what["source"], what["day"]), after, AT_ONCE))
    queue.orders("raw", ({"key": key, "again": True} for key in found))
    telemetry.info("bodies read again", tenant=what["tenant"], source=what["source"], day=what["day"], count=len(found))
    if len(found) == AT_ONCE:
        queue.order("replay", {**what, "after": found[-1]})
    elif day < until:
        queue.order("replay", {**what, "day": f"{day + timedelta(days=1)}", "after": None})
