"""The ladder of tiers in the table."""

from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from tiers.rules import Ladder


class LadderItem(Item):
    """A tenant's ladder."""

    value = ValueAttribute(Ladder)
    version = IntegerAttribute()


def ladder(tenant: str, *, consistent: bool = False) -> LadderItem:
    """The ladder in force; a tenant without one has no tiers."""
    found = table.get(LadderItem, (keys.settings(tenant), keys.LADDER), consistent=consistent)
    return found or LadderItem(keys.settings(tenant), keys.LADDER, value=Ladder(), version=0)


def saving(before: LadderItem, after: Ladder) -> Write:
    """The write that replaces a ladder that nobody else replaced meanwhile."""
    item = LadderItem(before.pk, before.sk, value=after, version=before.version + 1)
    when = LadderItem.version == before.version if before.version else LadderItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())
