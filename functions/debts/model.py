"""Manual entries in their customer's collection."""

from attached import kinds
from customers import pointers
from debts.rules import Adjustment
from kernel import keys, table
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute

KIND = kinds.ADJUSTMENTS


class AdjustmentItem(Item):
    """A manual entry."""

    value = ValueAttribute(Adjustment)
    version = IntegerAttribute()


def creating(item: AdjustmentItem, tenant: str) -> list[Write]:
    """All writes that make one."""
    return [table.create(item), pointers.placing(tenant, item.value.customer, item.value.id)]


def made(pk: str, adjustment: Adjustment) -> AdjustmentItem:
    """One that is new."""
    return AdjustmentItem(pk, keys.document(KIND.prefix, adjustment.id), value=adjustment, version=1)


def replacing(before: AdjustmentItem, after: Adjustment) -> Write:
    """The write that changes one: Refused if somebody else changed it meanwhile."""
    item = AdjustmentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=AdjustmentItem.version == before.version)
