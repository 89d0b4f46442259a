"""The nightly proof: what the stream folded is what the raw items say, and where it is not it is repaired (H8)."""

import random
from datetime import timedelta
from typing import Literal

from pydantic import Field

from kernel import clock, ids, keys, table, telemetry
from kernel.fields import Frozen
from kernel.table import Range
from scoring.service import FOLD

SAMPLE = 25
"""Leads, and as many customers, that are proven for each tenant every night."""
_YEAR = 365 * 86400
_STEP = 100

type Relationship = Literal["lead", "customer"]
_BOTH: tuple[Relationship, ...] = ("lead", "customer")


class Walk(Frozen):
    """What an operator asks for: everything of a tenant, from where the last answer ended."""

    tenant: str
    relationship: Relationship = "lead"
    after: str | None = None
    checked: int = Field(default=0, ge=0)
    repaired: int = Field(default=0, ge=0)
    done: bool = False


def sample() -> int:
    """Prove some records of every tenant; returns how many had to be repaired."""
    repaired = 0
    for row in table.every(Range(keys.tenants())):
        tenant = row["sk"]["S"]
        moment = clock.now() - timedelta(seconds=random.randrange(_YEAR))  # noqa: S311 - a sample, not a secret
        for relationship in _BOTH:
            feed = keys.feed(tenant, relationship)
            found = table.page(Range(feed, index="newest", below=ids.new(moment), newest_first=True), limit=SAMPLE)
            rows = found.items or table.page(Range(feed, index="newest", newest_first=True), limit=SAMPLE).items
            repaired += _prove(tenant, [one["sk"]["S"] for one in rows])
    return repaired


def step(walk: Walk) -> Walk:
    """Prove the next records of a tenant; `done` when there are no more."""
    feed = keys.feed(walk.tenant, walk.relationship)
    found = table.page(Range(feed, index="newest", below=walk.after, newest_first=True), limit=_STEP)
    customers = [row["sk"]["S"] for row in found.items]
    more = {"checked": walk.checked + len(customers), "repaired": walk.repaired + _prove(walk.tenant, customers)}
    if found.last is not None:
        return walk.model_copy(update={**more, "after": customers[-1]})
    if walk.relationship == "lead":
        return walk.model_copy(update={**more, "relationship": "customer", "after": None})
    return walk.model_copy(update={**more, "after": None, "done": True})


def _prove(tenant: str, customers: list[str]) -> int:
    repaired = sum(not FOLD.prove(keys.customer(tenant, customer)) for customer in customers)
    if repaired:
        telemetry.info("scores repaired", tenant=tenant, repaired=repaired)
        telemetry.count("ScoresRepaired", repaired)
    return repaired
