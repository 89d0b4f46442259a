"""Whether a company may still write over a channel: that it may not any more is noted here, for its administrator."""

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item, Key


class LostItem(Item):
    """Since when a provider does not take our credentials any more, and its code for why."""

    since = UnicodeAttribute()
    code = UnicodeAttribute()


def place(tenant: str, channel: str) -> Key:
    """Where it says so."""
    return keys.settings(tenant), keys.channel_lost(channel)


def lost(tenant: str, channel: str, code: str) -> None:
    """Note it; again is harmless."""
    table.write(table.put(LostItem(*place(tenant, channel), since=clock.stamp(clock.now()), code=code)))


def found(tenant: str, channel: str) -> LostItem | None:
    """What is noted, if anything."""
    return table.get(LostItem, place(tenant, channel), consistent=True)
