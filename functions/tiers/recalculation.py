"""The night's recalculation, step by step. Apart from the service: a fold needs no validators, nor does its walk.

A step may be done again, and by two at once: nobody moves twice for the same reason. Who moves is told in the
transaction of the snapshot that says so, and counted from there: so a run that was interrupted anywhere and went on
says what one says that never was.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from customers import feeds
from kernel import clock, ids, keys, table, telemetry
from kernel.snapshots import Snapshot
from kernel.table import Range
from kernel.values import Raw
from tiers import folding, runs, telling
from tiers.folding import FOLD, is_shown
from tiers.queue import Order
from tiers.runs import RunItem
from tiers.telling import NEWS

STEP = 100
"""Customers that one queue message looks at."""
SAMPLE = 25
"""Records of each list whose facts are proven in each run."""
_PROOF = "~proof"
_YEAR = 365 * 86400


def recalculate(order: Order, send: Callable[[Order], None], *, again: bool = False) -> None:
    """Do a step, if it is the present one; `send` orders the next. `again`: the order has come before."""
    run = runs.find(order.tenant, order.run)
    if run is None or run.ended is not None:
        return
    if order.step != run.step:
        if again and order.step < run.step:  # whoever did it may have ended before ordering the next
            send(replace(order, step=run.step))
        return
    with folding.noting():
        goes_on = _prove(order, run) if run.cursor == _PROOF else _walk(order, run)
    if goes_on:
        send(replace(order, step=run.step + 1))


def _walk(order: Order, run: RunItem) -> bool:
    """The next customers; whether the run goes on, and here."""
    found = feeds.stretch(order.tenant, run.cursor, STEP)
    shelf = (run.cursor or feeds.SHELVES[0]).partition("#")[0]
    done = [_careful(order, card, partial(_decide, order, shelf)) for card in found.cards]
    moved = _moved(order, shelf, [card["sk"]["S"] for card in found.cards])
    return runs.move_on(run, found.after or _PROOF, checked=len(found.cards), moved=moved, failed=done.count(None))


def _careful(order: Order, card: Raw, act: Callable[[Raw], bool]) -> bool | None:
    """What came of it; None for a record with which that can never be done: it keeps nobody from their turn."""
    try:
        return act(card)
    except Exception as fault:
        if table.is_transient(fault):
            raise
        telemetry.failed("a tier not recalculated", fault, tenant=order.tenant, customer=card["sk"]["S"])
        telemetry.count("NotRecalculated")
        return None


def _decide(order: Order, shelf: str, card: Raw) -> bool:
    """Decide anew, and tell in the report of somebody who moves."""
    customer = card["sk"]["S"]

    def told(before: Snapshot | None, now: Snapshot) -> list[table.Write]:
        return runs.telling(order.tenant, order.run, shelf, customer, before, now)

    where = keys.customer(order.tenant, customer)
    _, now = FOLD.redecide(where, partial(is_shown, card), consistent=False, told=told)
    if now is not None and telling.moved_after(now.result, clock.now() - NEWS):
        from tiers import noticing  # noqa: PLC0415 - the outbox is for those who moved lately

        noticing.catch_up(order.tenant, customer, now)
    return True


def _moved(order: Order, shelf: str, customers: list[str]) -> int:
    """How many of these have moved in this run, whoever did it; they are in order, newest first."""
    if not customers:
        return 0
    first, last = keys.moved(shelf, customers[-1]), keys.moved(shelf, customers[0]) + keys.DERIVED
    where = Range(keys.recalculated(order.tenant, order.run), above=first, below=last, consistent=True)
    return sum(1 for _ in table.every(where))


def _prove(order: Order, run: RunItem) -> bool:
    """Of some records, that what is stored is what the items say; what is not is mended. Then the run is over."""
    found = [_careful(order, card, partial(_is_right, order)) for one in feeds.SHELVES for card in _sample(order, one)]
    repaired = found.count(False)
    if repaired:
        telemetry.count("TiersRepaired", repaired)
    if runs.move_on(run, None, ends=True, repaired=repaired, failed=found.count(None)):
        telemetry.info("tiers recalculated", tenant=order.tenant, checked=run.checked, moved=run.moved)
        telemetry.count("Recalculated")
    return False


def _is_right(order: Order, card: Raw) -> bool:
    return FOLD.prove(keys.customer(order.tenant, card["sk"]["S"]), partial(is_shown, card))


def _sample(order: Order, shelf: str) -> list[Raw]:
    moment = clock.now() - timedelta(seconds=random.randrange(_YEAR))  # noqa: S311 - a sample, not a secret
    feed = keys.feed(order.tenant, shelf)
    found = table.page(Range(feed, index="newest", below=ids.new(moment), newest_first=True), limit=SAMPLE)
    return found.items or table.first(Range(feed, index="newest", newest_first=True), limit=SAMPLE)
