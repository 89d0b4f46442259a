"""For how long what was deleted can be had back, and when it goes. Pure, and without validators: a purge asks it."""

from datetime import datetime, timedelta

RECOVERABLE = timedelta(days=30)
"""So long a deleted record can be recovered."""
_GRACE = timedelta(hours=1)
"""A recovery that was asked for at the last moment has come to its end by then."""
SETTLED = timedelta(days=1)
"""So long after its record nothing comes into a collection any more: streams and requests are done with it."""


def overdue(now: datetime) -> datetime:
    """What was deleted before this moment goes for good."""
    return now - RECOVERABLE - _GRACE
