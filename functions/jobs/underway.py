"""What has begun and not ended: one list for each company, so that work whose worker died is found by one query.

A row is written in the transaction that begins the work and removed in the one that ends it. Orders go through queues
and streams, which may lose one for good: a worker that dies five times over, a batch that was given up. Whoever looks
at the list finds what is left, and orders it again (`watch.looking`).
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item, Key, Range, Write

type Again = Callable[[Key], bool]
"""(what says how the work stands) -> whether it goes on, and was ordered again; False: it is over."""

AT_ONCE = 100
"""So many rows are looked at in one look; what is over is removed, so that the others have their turn."""


class UnderwayItem(Item):
    """Where it is said how the work stands."""

    work_pk = UnicodeAttribute()
    work_sk = UnicodeAttribute()


def beginning(work: Key, at: datetime) -> Write:
    """The write that enters work in the list, however often."""
    return table.put(UnderwayItem(*_row(work, at), work_pk=work[0], work_sk=work[1]))


def ending(work: Key, at: datetime) -> Write:
    """The write that takes it out, if it is there."""
    return table.delete(_row(work, at))


def older_than(tenant: str, moment: datetime) -> Iterator[tuple[Key, Key]]:
    """(row, work) of what had begun before, the oldest first."""
    where = Range(keys.underway(tenant), below=clock.stamp(moment), consistent=True)
    for item in map(UnderwayItem.of, table.first(where, limit=AT_ONCE)):
        yield (item.pk, item.sk), (item.work_pk, item.work_sk)


def _row(work: Key, at: datetime) -> Key:
    return keys.underway(str(keys.tenant_of(work[0]))), keys.begun(clock.stamp(at), *work)
