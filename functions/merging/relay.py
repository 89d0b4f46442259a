"""From the table to the queue: whenever the record of a merge changes, there is a next step."""

from collections.abc import Sequence

from kernel import keys
from kernel.fold import Change
from merging.queue import send


def react(pk: str, changes: Sequence[Change]) -> None:
    """Order the next step of each merge; ordering twice is harmless."""
    owner = keys.owner_of(pk)
    latest = {change.sk: change.after for change in changes}
    for sk, after in latest.items():
        if owner is not None and after is not None:
            over = after["value"]["state"] in {"done", "undone"}
            send(*owner, sk.removeprefix(keys.MERGE), over=over)
