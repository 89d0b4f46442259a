"""From the table to the queue: the first step of every new job is ordered from a worker."""

from collections.abc import Sequence

from jobs.queue import send
from kernel.fold import Change


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order each job that has been made; ordering twice is harmless."""
    for change in changes:
        if change.before is None and change.after is not None:
            send((pk, change.sk), 0)
