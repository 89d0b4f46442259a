"""A ladder that was saved moves everybody: step by step, read once each, written only where somebody moves.

As with published rules (ADR 15): the first step waits until no decision by the ladder before can come any more, each
customer is decided by the ladder in force at that moment, and of two ladders the last is what all end with.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from customers import feeds
from jobs.model import pass_by
from jobs.rules import Swept
from kernel import config, keys, table
from tiers import folding
from tiers.folding import FOLD, is_shown
from tiers.telling import moved_after

if TYPE_CHECKING:
    from jobs.rules import Job
    from kernel.values import Raw

STEP = 250
"""Records that one step goes through."""
_WRITES = 4
"""Of a record that moves: a snapshot, its card, and copies of that."""


def step(tenant: str, what: Mapping[str, Any], job: "Job") -> Swept:
    """Decide the next records by the ladder in force; done are those that moved. `what`: a rules.Moving.

    A job for a ladder that others have replaced meanwhile ends: theirs goes through every record.
    """
    raw = table.read((keys.settings(tenant), keys.LADDER), consistent=True)
    if raw is not None and int(raw.get("decides", {"N": "0"})["N"]) > what["version"]:
        return Swept(done=0, skipped=0)
    found = feeds.stretch(tenant, job.cursor, STEP)
    with folding.noting():
        done = sum(_moved(tenant, card, job) for card in found.cards)
    rest = done * _WRITES // config.rescoring_rate()
    return Swept(done=done, skipped=len(found.cards) - done, after=found.after, rest=rest)


def _moved(tenant: str, card: "Raw", job: "Job") -> bool:
    """Whether a record has moved since the ladder was saved; one that cannot be decided keeps nobody from their turn.

    Its own decision tells, so a repeated step counts the same.
    """
    customer = card["sk"]["S"]
    try:
        _, now = FOLD.redecide(keys.customer(tenant, customer), partial(is_shown, card), consistent=False)
    except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
        pass_by(tenant, job, customer, fault)
        return False
    return now is not None and moved_after(now.result, job.created_at)
