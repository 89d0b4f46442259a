"""The nightly proof: what the stream derived is what the raw items say, and where it is not it is repaired (H8).

Scores, the entries of the search, what is noted of what somebody holds, and what a record is counted as. But for the
scores nothing says how far it has come, so that is proven of what has rested for a while: the stream has long brought
by what there was.
"""

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from attached import proving as held
from customers import counting, standing
from customers.feeds import SHELVES
from kernel import clock, ids, keys, table, telemetry
from kernel.table import Range
from kernel.values import Raw
from ledger import proving as ledgers
from scoring.folding import FOLD, is_shown
from search import proving

SAMPLE = 25
"""Records of each list that are proven for each tenant every night."""
RESTED = timedelta(hours=1)
_YEAR = 365 * 86400
_STEP = 100


@dataclass(frozen=True)
class Walk:
    """What an operator asks for: everything of a tenant, from where the last answer ended."""

    tenant: str
    relationship: str = "lead"
    after: str | None = None
    checked: int = 0
    repaired: int = 0
    done: bool = False


def sample() -> int:
    """Prove some records of every tenant; returns how many had to be repaired."""
    repaired = 0
    for row in table.every(Range(keys.tenants())):
        tenant = row["sk"]["S"]
        moment = clock.now() - timedelta(seconds=random.randrange(_YEAR))  # noqa: S311 - a sample, not a secret
        for relationship in SHELVES:
            feed = keys.feed(tenant, relationship)
            found = table.page(Range(feed, index="newest", below=ids.new(moment), newest_first=True), limit=SAMPLE)
            rows = found.items or table.page(Range(feed, index="newest", newest_first=True), limit=SAMPLE).items
            repaired += _prove(tenant, rows)
    return repaired


def step(walk: Walk) -> Walk:
    """Prove the next records of a tenant; `done` when there are no more."""
    feed = keys.feed(walk.tenant, walk.relationship)
    found = table.page(Range(feed, index="newest", below=walk.after, newest_first=True), limit=_STEP)
    repaired = walk.repaired + _prove(walk.tenant, found.items)
    now = replace(walk, checked=walk.checked + len(found.items), repaired=repaired, after=None)
    if found.last is not None:
        return replace(now, after=found.items[-1]["sk"]["S"])
    later = SHELVES[SHELVES.index(walk.relationship) + 1 :]
    return replace(now, relationship=later[0]) if later else replace(now, done=True)


def _prove(tenant: str, rows: list[Raw]) -> int:
    """Of these rows of a list: what was derived of their records is what follows from them; returns what was not."""
    until = clock.stamp(clock.now() - RESTED)
    rested = [row["sk"]["S"] for row in rows if row["value"]["M"]["updated_at"]["S"] < until]
    repaired = {
        "ScoresRepaired": [not _score(tenant, row) for row in rows],
        "SearchRepaired": [not proving.prove(tenant, one) for one in rested],
        "HeldRepaired": [not held.prove(keys.customer(tenant, one), until) for one in rested],
        "LedgersRepaired": [not ledgers.prove(keys.customer(tenant, row["sk"]["S"])) for row in rows],
        "CountsRepaired": [_counts(keys.customer(tenant, one)) for one in rested],
    }
    for metric, found in repaired.items():
        if any(found):
            telemetry.info("repaired", tenant=tenant, what=metric, number=sum(found))
            telemetry.count(metric, sum(found))
    return sum(map(sum, repaired.values()))


def _counts(pk: str) -> bool:
    """Whether a record was counted as something else than it is, or than it stands."""
    return counting.recount(pk) | standing.recount(pk)


def _score(tenant: str, row: Raw) -> bool:
    """Whether what a row shows is what the stored facts give, and those are what the items say."""
    return FOLD.prove(keys.customer(tenant, row["sk"]["S"]), partial(is_shown, row))
