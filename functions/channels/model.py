"""The settings of channels in the table."""

from channels.rules import StoredChannels
from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute


class ChannelsItem(Item):
    """A company's settings of its channels."""

    value = ValueAttribute(StoredChannels)
    version = IntegerAttribute()


def settings(tenant: str, *, consistent: bool = False) -> ChannelsItem:
    """The settings in force; a company that has saved none has version 0, the product's own."""
    where = keys.settings(tenant), keys.CHANNELS
    return table.get(ChannelsItem, where, consistent=consistent) or ChannelsItem(
        *where, value=StoredChannels(), version=0
    )


def saving(before: ChannelsItem, after: StoredChannels) -> Write:
    """The write that replaces settings that nobody else replaced meanwhile."""
    item = ChannelsItem(before.pk, before.sk, value=after, version=before.version + 1)
    when = ChannelsItem.version == before.version if before.version else ChannelsItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())
