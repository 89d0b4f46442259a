"""Merges in the table: each is told of in the survivor's collection, where it can be undone from."""

from typing import Any

from customers import model as customers
from customers.model import CardItem, CustomerItem
from customers.rules import Customer
from jobs import underway
from kernel import keys, table
from kernel.table import Item, Key, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute
from merging.rules import Merge

_SHOWN = ("by_active", "rank", "score", "stars", "score_number", "changes_on", "tier", "tier_number")


class MergeItem(Item):
    """One merge; its key names the record that was absorbed."""

    value = ValueAttribute(Merge)
    version = IntegerAttribute()


def place(tenant: str, survivor: str, merge: Merge) -> Key:
    """Where a merge is told of."""
    return keys.customer(tenant, survivor), keys.merge(merge.absorbed)


def find(tenant: str, survivor: str, absorbed: str) -> MergeItem | None:
    """A merge, as it is now."""
    return table.get(MergeItem, (keys.customer(tenant, survivor), keys.merge(absorbed)), consistent=True)


def into(tenant: str, survivor: str) -> list[MergeItem]:
    """All merges into a record, undone ones too."""
    rows = table.every(Range(keys.customer(tenant, survivor), prefix=keys.MERGE, consistent=True))
    return list(map(MergeItem.of, rows))


def done(tenant: str, survivor: str) -> list[MergeItem]:
    """The merges into a record that hold, the oldest first."""
    found = [item for item in into(tenant, survivor) if item.value.state == "done"]
    return sorted(found, key=lambda item: item.value.at)


def profile(tenant: str, customer: str) -> CustomerItem | None:
    """A record itself, even where another has absorbed it."""
    return table.get(CustomerItem, (keys.customer(tenant, customer), keys.PROFILE), consistent=True)


def telling(tenant: str, survivor: str, before: MergeItem | None, after: Merge) -> Write:
    """The write that says how a merge stands, if nobody else did meanwhile."""
    where = place(tenant, survivor, after)
    version = before.version if before else 0
    when = MergeItem.version == version if before else MergeItem.pk.does_not_exist()
    return table.put(MergeItem(*where, value=after, version=version + 1), when=when)


def beginning(tenant: str, survivor: CustomerItem, absorbed: CustomerItem, merge: Merge) -> list[Write]:
    """All writes that begin a merge: from now on the other record's fields stay as they are."""
    coming = survivor.value.model_copy(update={"merging": absorbed.value.id})
    going = absorbed.value.model_copy(update={"merging_into": survivor.value.id})
    return [
        *customers.changing(tenant, survivor, coming, None), *customers.changing(tenant, absorbed, going, None),
        telling(tenant, survivor.value.id, find(tenant, survivor.value.id, merge.absorbed), merge),
        underway.beginning(place(tenant, survivor.value.id, merge), merge.at),
    ]  # fmt: skip


def card(tenant: str, customer: Customer) -> dict[str, Any]:
    """What a record's card shows that is not its own."""
    found = customers.card_of(tenant, customer)
    return {name: getattr(found, name) for name in _SHOWN} if found else {}


def as_card(tenant: str, customer: Customer, shown: dict[str, Any]) -> CardItem | None:
    """A card that shows this."""
    return CardItem(*customers.card_key(tenant, customer), **shown) if shown else None
