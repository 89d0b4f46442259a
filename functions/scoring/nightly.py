"""The nightly proof: what the stream folded is what the raw items say, and where it is not it is repaired (H8)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from kernel import clock, ids, keys, table, telemetry
from kernel.table import Range
from kernel.values import Raw
from scoring.folding import FOLD

SAMPLE = 25
"""Records of each list that are proven for each tenant every night."""
_YEAR = 365 * 86400
_STEP = 100

_SHELVES = ("lead", "customer", "partner", "trash")
"""All that a record may be on: one in the trash keeps its score, for it may be recovered."""


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
        for relationship in _SHELVES:
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
    later = _SHELVES[_SHELVES.index(walk.relationship) + 1 :]
    return replace(now, relationship=later[0]) if later else replace(now, done=True)


def _prove(tenant: str, rows: list[Raw]) -> int:
    """Of these rows of a list: what they show is what the stored facts give, and those are what the items say."""
    repaired = sum(not FOLD.prove(keys.customer(tenant, row["sk"]["S"]), partial(_is_shown, row)) for row in rows)
    if repaired:
        telemetry.info("scores repaired", tenant=tenant, repaired=repaired)
        telemetry.count("ScoresRepaired", repaired)
    return repaired


def _is_shown(row: Raw, result: Mapping[str, Any]) -> bool:
    return all(row[name]["N"] == str(result[name]) for name in ("score", "stars"))
