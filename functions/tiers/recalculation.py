"""The night's recalculation, step by step. Apart from the service: a fold needs no validators, nor does its walk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kernel import keys, table, telemetry
from kernel.table import Item, Range
from kernel.values import IntegerAttribute, Raw
from tiers import folding

STEP = 100
"""Customers that one queue message looks at."""
_FOLLOWING = {"customer": "lead", "lead": "partner", "partner": "trash"}
"""Which list is recalculated after which: one in the trash keeps its tier up to date, for it may be recovered."""


@dataclass(frozen=True)
class Page:
    """One step: which list of which tenant, after which record, and the count so far."""

    tenant: str
    run: str
    relationship: str = "customer"
    after: str | None = None
    checked: int = 0
    moved: int = 0


class RunItem(Item):
    """How a night's recalculation ended."""

    checked = IntegerAttribute()
    moved = IntegerAttribute()


def recalculate(page: Page, send: Callable[[Page], None]) -> None:
    """Do one step; `send` queues the next. Repeating a step changes nothing more."""
    fold = folding.by(folding.in_force(page.tenant))
    feed = keys.feed(page.tenant, page.relationship)
    found = table.page(Range(feed, index="newest", below=page.after, newest_first=True), limit=STEP)
    moved = 0
    for row in found.items:
        before, after = fold.redecide(keys.customer(page.tenant, row["sk"]["S"]), partial(_is_shown, row))
        moved += before is not after
    counted = replace(page, checked=page.checked + len(found.items), moved=page.moved + moved)
    if found.last is not None:
        send(replace(counted, after=found.items[-1]["sk"]["S"]))
    elif (following := _FOLLOWING.get(page.relationship)) is not None:
        send(replace(counted, relationship=following, after=None))
    else:
        done = RunItem(keys.recalculations(page.tenant), page.run, checked=counted.checked, moved=counted.moved)
        table.write(table.put(done))
        telemetry.info("tiers recalculated", tenant=page.tenant, checked=counted.checked, moved=counted.moved)


def _is_shown(row: Raw, result: Mapping[str, Any]) -> bool:
    return bool(row.get("tier", {}).get("S") == result.get("tier"))
