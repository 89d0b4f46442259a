"""From the table to the queue: every new job is ordered from a worker, and every one that is tried again."""

from collections.abc import Sequence

from jobs.queue import send
from kernel.fold import Change, Image


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order each job that has been made, or has come back from failing; ordering twice is harmless."""
    for change in changes:
        if change.after is not None and (change.before is None or _failed(change.before) > _failed(change.after)):
            send((pk, change.sk), int(change.after["value"]["step"]))


def _failed(image: Image) -> bool:
    return bool(image["value"]["state"] == "failed")
