"""A published rulebook reaches every record: step by step, read once each, written only where something changes.

What a step does can be done again, and by two at once: each record is decided by the rules that are in force at that
moment, so of two publications the last one is what every record ends with, whichever walk comes by last. The first
step waits until no decision by the rules before can come any more (see kernel.snapshots).
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from customers import feeds
from jobs.model import pass_by
from jobs.rules import Swept
from kernel import config, keys, telemetry
from scoring import folding
from scoring.folding import FOLD, in_force, is_shown

if TYPE_CHECKING:
    from jobs.rules import Job
    from kernel.values import Raw

STEP = 250
"""Records that one step goes through."""
_WRITES = 4
"""Of a record whose score changes: a snapshot, its card, and copies of that."""


def step(tenant: str, what: Mapping[str, Any], job: "Job") -> Swept:
    """Decide the next records by the rules in force; done are those that they changed. `what`: a rules.Rescoring.

    A walk for rules that others have replaced meanwhile ends: theirs goes through every record.
    """
    with folding.noting():
        if in_force(tenant).version > what["version"]:
            return Swept(done=0, skipped=0)
        found, done = feeds.stretch(tenant, job.cursor, STEP), 0
        for card in found.cards:
            done += _decide(tenant, card, job) >= what["version"]
    rest = done * _WRITES // config.rescoring_rate()
    return Swept(done=done, skipped=len(found.cards) - done, after=found.after, rest=rest)


def _decide(tenant: str, card: "Raw", job: "Job") -> int:
    """The version that a record is now decided by; one that can never be decided keeps nobody from their turn."""
    customer = card["sk"]["S"]
    try:
        _, now = FOLD.redecide(keys.customer(tenant, customer), partial(is_shown, card), consistent=False)
    except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
        pass_by(tenant, job, customer, fault)
        telemetry.count("NotRescored")
        return -1
    return int(now.result["rulebook"]) if now else -1
