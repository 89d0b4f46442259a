"""A night's recalculation in the table: how far it is, and who moved in it. No validators: schedule and worker run it.

A run is of one day of one company, and there is one. It says which step is its present one: whoever did a step moves
it on, if nobody else did, and orders the next one. So an order that comes twice does nothing twice, and no run goes on
in two places; one whose order was lost is under way (jobs.underway) and is ordered again by the watch.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import UnicodeAttribute

from jobs import underway
from kernel import clock, keys, table
from kernel.table import Item, Key, Range
from kernel.values import IntegerAttribute, MapAttribute

if TYPE_CHECKING:
    from kernel.snapshots import Snapshot

KEPT = timedelta(days=90)


class RunItem(Item):
    """How far a run is."""

    zone = UnicodeAttribute()
    began = UnicodeAttribute()
    ended = UnicodeAttribute(null=True)
    step = IntegerAttribute()
    cursor = UnicodeAttribute(null=True)
    checked = IntegerAttribute()
    moved = IntegerAttribute()
    failed = IntegerAttribute()
    repaired = IntegerAttribute()


class MoveItem(Item):
    """A customer who moved in a run, and why: as the snapshot says that was written with it."""

    customer = UnicodeAttribute()
    at = UnicodeAttribute()
    result = MapAttribute()


def key(tenant: str, day: str) -> Key:
    """Where a run is."""
    return keys.recalculations(tenant), keys.recalculation(day)


def begin(tenant: str, day: str, zone: str, now: datetime) -> bool:
    """Enter a run; False if there is one of that day."""
    expires = int((now + KEPT).timestamp())
    run = RunItem(
        *key(tenant, day), zone=zone, began=clock.stamp(now), step=0, checked=0, moved=0, failed=0, repaired=0,
        expires_at=expires,
    )  # fmt: skip
    try:
        table.write(table.create(run), underway.beginning(key(tenant, day), now))
    except table.Refused:
        return False
    return True


def find(tenant: str, day: str) -> RunItem | None:
    """A run as it is now."""
    return table.get(RunItem, key(tenant, day), consistent=True)


def last(tenant: str, number: int) -> list[RunItem]:
    """The last runs, newest first."""
    where = Range(keys.recalculations(tenant), prefix=keys.RECALCULATION, newest_first=True, consistent=True)
    return [RunItem.of(raw) for raw in table.first(where, limit=number)]


def move_on(run: RunItem, cursor: str | None, *, ends: bool = False, **counted: int) -> bool:
    """The next step is the present one, or there is none; False if somebody else was faster."""
    actions: list[Any] = [RunItem.step.set(run.step + 1)]
    actions.append(RunItem.cursor.set(cursor) if cursor is not None else RunItem.cursor.remove())
    actions += [getattr(RunItem, name).set(getattr(run, name) + number) for name, number in counted.items() if number]
    where, began = (run.pk, run.sk), datetime.fromisoformat(run.began)
    over = [underway.ending(where, began)] if ends else []
    actions += [RunItem.ended.set(clock.stamp(clock.now()))] if ends else []
    try:
        table.write(table.update(where, actions, when=RunItem.step == run.step), *over)
    except table.Refused:
        return False
    return True


def telling(
    tenant: str, day: str, shelf: str, customer: str, before: "Snapshot | None", now: "Snapshot"
) -> list[table.Write]:  # fmt: skip
    """What is written with the snapshot of a customer, if that says that they move."""
    if (before.result if before else {}).get("tier") == now.result.get("tier"):
        return []
    move = MoveItem(
        keys.recalculated(tenant, day), keys.moved(shelf, customer, now.number), customer=customer,
        at=clock.stamp(now.at), result=dict(now.result), expires_at=int((now.at + KEPT).timestamp()),
    )  # fmt: skip
    return [table.put(move)]
