"""Addresses that are not written to any more, in the table: one item for each, so that a sender's look is one read."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from kernel import history, keys, table
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from suppression import rules
from suppression.rules import Cause, Suppression

_TRIES = 8


class SuppressionItem(Item):
    """An address and why it gets no more mail; `standing`: the gravest cause that nobody has lifted."""

    value = ValueAttribute(Suppression)
    standing = UnicodeAttribute(null=True)
    version = IntegerAttribute()


def find(tenant: str, address: str, *, consistent: bool = True) -> SuppressionItem | None:
    """What is known of an address."""
    key = keys.suppressed(tenant), keys.suppressed_address(address.lower())
    return table.get(SuppressionItem, key, consistent=consistent)


def stopped(tenant: str, address: str, *, campaign: bool) -> str | None:
    """Why nothing is sent to an address of a customer, as a code; None: it may. One read."""
    item = find(tenant, address)
    return rules.stops(item.value if item else None, campaign=campaign)


def note(tenant: str, address: str, why: Cause, at: datetime, message: str | None) -> bool:
    """Write no more to an address; whether that was news. However often it is told, and by whom, it is once."""
    lower = address.lower()
    for _ in range(_TRIES):
        item = find(tenant, lower)
        after = rules.noted(item.value if item else None, lower, why, at, message)
        if item is not None and after == item.value:
            return False
        try:
            table.write(*changing(tenant, item, after))
        except table.Refused:
            continue
        return True
    raise table.Transient("suppression: others keep writing")


def changing(tenant: str, before: SuppressionItem | None, after: Suppression, by: str | None = None) -> list[Write]:
    """All writes that say what is known now; Refused if somebody else wrote meanwhile.

    What an employee decides is told in the history; what providers and the person themselves say stands in the item.
    """
    key = keys.suppressed(tenant), keys.suppressed_address(after.address)
    version = before.version + 1 if before else 1
    left = rules.standing(after)
    item = SuppressionItem(*key, value=after, standing=left[0] if left else None, version=version)
    when = SuppressionItem.version == before.version if before else SuppressionItem.pk.does_not_exist()
    if by is None:
        return [table.put(item, when=when)]
    old = before.value.model_dump(exclude_none=True) if before else None
    told = history.telling(key[0], key[1], version, by, old, after.model_dump(exclude_none=True))
    return [table.put(item, when=when), *told]
