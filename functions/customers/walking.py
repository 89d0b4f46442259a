"""Every record of a company gone through for an operator: some at each call, and the answer is the next order.

Whoever goes through them may be stopped anywhere and go on from the last answer, and what is done twice is harmless.
People go on working meanwhile: what they change is the stream's to follow, whether its record had its turn or not.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from counts import model as counts
from customers import feeds
from kernel import keys, table, telemetry
from kernel.values import Raw

ANSWERED_WITHIN = 15.0
"""Seconds after which no more records are begun: whoever waits sees how it goes, and no connection is given up."""
_STEP = 50

type Prove = Callable[[str, str, Raw], int]
"""(tenant, what of it, its row on a list) -> how much of a record was not what it is to be, and is now."""


@dataclass(frozen=True)
class Walk:
    """What is to be proven, and how far it is."""

    tenant: str
    what: str = "all"
    after: str | None = None
    of: int | None = None
    """How many records there are, as the counters say when the walk begins."""
    checked: int = 0
    repaired: int = 0
    failed: int = 0
    """Records that could not be proven, and never can as things are: the log names them."""
    done: bool = False


def go(order: Mapping[str, Any], prove: Prove, goes_on: Callable[[], bool]) -> dict[str, Any]:
    """Prove the next records of a company. Raises a fault that passes: the same order may be given again."""
    walk, until = Walk(**order), time.monotonic() + ANSWERED_WITHIN
    if walk.of is None:
        walk = replace(walk, of=_number(walk.tenant))
    while True:
        walk = _step(walk, prove)
        if walk.done or time.monotonic() > until or not goes_on():
            return asdict(walk)


def _step(walk: Walk, prove: Prove) -> Walk:
    found = feeds.stretch(walk.tenant, walk.after, _STEP)
    done = [_careful(walk, row, prove) for row in found.cards]
    proven = [one for one in done if one is not None]
    return replace(
        walk, after=found.after, done=found.after is None, checked=walk.checked + len(done),
        repaired=walk.repaired + sum(proven), failed=walk.failed + len(done) - len(proven),
    )  # fmt: skip


def _careful(walk: Walk, row: Raw, prove: Prove) -> int | None:
    """What came of it; None for a record with which that can never be done: it keeps no other from its turn."""
    try:
        return prove(walk.tenant, walk.what, row)
    except Exception as fault:
        if table.is_transient(fault):
            raise
        telemetry.failed("a record not proven", fault, tenant=walk.tenant, customer=row["sk"]["S"])
        return None


def _number(tenant: str) -> int:
    books: Sequence[Mapping[str, counts.Count]] = [
        counts.of_book(tenant, shelf, keys.EVERYBODY) for shelf in feeds.SHELVES
    ]
    return sum(one.number for book in books for one in book.values())
