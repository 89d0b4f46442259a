"""One at a time: a row that whoever writes it first has to themselves, until they are done or their time is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, ids, keys, table
from kernel.table import Item, Key

LEASE = timedelta(minutes=2)
"""Longer than any process that takes a lock lives."""


class Taken(table.Transient):
    """Somebody else is at it."""


class LockItem(Item):
    """Who has the lock, and until when at most."""

    holder = UnicodeAttribute()
    until = UnicodeAttribute()


@contextmanager
def alone(tenant: str, channel: str) -> Iterator[None]:
    """Do what nobody else does meanwhile; raises Taken where somebody else is at it."""
    now = clock.now()
    where = keys.settings(tenant), keys.channel_lock(channel)
    mine = LockItem(*where, holder=ids.new(now), until=clock.stamp(now + LEASE))
    free = LockItem.pk.does_not_exist() | (LockItem.until < clock.stamp(now))
    try:
        table.write(table.put(mine, when=free))
    except table.Refused as refused:
        raise Taken("somebody else has the lock") from refused
    try:
        yield
    finally:
        _free(where, mine)


def _free(where: Key, mine: LockItem) -> None:
    """What was done is done, also where this cannot be written: then the lock ends by its time."""
    try:
        table.write(table.delete(where, when=LockItem.holder == mine.holder))
    except table.Refused:
        return
    except Exception as error:
        if not table.is_transient(error):
            raise
