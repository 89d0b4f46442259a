"""Records are counted as the stream tells of them."""

from collections.abc import Mapping
from typing import Any

from counts.folding import Counting
from counts.tally import Tally
from customers import counted
from identity.zones import zone


def days(tenant: str, value: Mapping[str, Any]) -> Tally:
    """What a record is counted as on the company's days."""
    return counted.days(value, zone(tenant)) if counted.has_days(value) else {}


COUNTING = Counting(counted.tally, days)
react, ahead, recount = COUNTING.react, COUNTING.ahead, COUNTING.recount
