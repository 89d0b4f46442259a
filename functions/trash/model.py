"""Records that are gone for good, as long as something may be left of their collections."""

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item, Write


class GoneItem(Item):
    """A record that is gone; its collection is swept until nothing comes into it any more."""

    at = UnicodeAttribute()


def remembering(tenant: str, customer_id: str) -> Write:
    """The write that says that a record is gone."""
    return table.put(GoneItem(keys.gone(tenant), customer_id, at=clock.stamp(clock.now())))
