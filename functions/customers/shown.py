"""The part of a list card that the folds write. Apart from the record's model: a stream needs no validators for it."""

from collections.abc import Mapping
from typing import Literal

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.facts import Facts
from kernel.table import Item, Key
from kernel.values import IntegerAttribute, decode

type Counter = Literal["score_number", "tier_number"]


class ShownItem(Item):
    """What was derived of a record, as its card shows it, and which snapshots that is from."""

    feed = UnicodeAttribute()
    rank = UnicodeAttribute()
    score = IntegerAttribute()
    stars = IntegerAttribute()
    score_number = IntegerAttribute()
    tier = UnicodeAttribute(null=True)
    tier_number = IntegerAttribute()


def show(
    tenant: str, customer: str, facts: Facts, counter: Counter, number: int, derived: Mapping[str, str | int | None]
) -> None:
    """Put on the card what snapshot `number` decided, unless it shows something newer.

    The card is where the facts say that it lies; if it has moved since, where the profile says.
    """
    relationship, owner = facts.only("relationship"), facts.only("owner")
    key = (keys.book(tenant, relationship, owner), customer) if relationship and owner else None
    if key is None or not _write(key, counter, number, derived):
        profile = table.read((keys.customer(tenant, customer), keys.PROFILE), consistent=True)
        if profile is not None:
            value = decode(profile["value"])
            _write((keys.book(tenant, value["relationship"], value["owner"]), customer), counter, number, derived)


def _write(key: Key, counter: Counter, number: int, derived: Mapping[str, str | int | None]) -> bool:
    """Whether the card is there."""
    shown = ShownItem.score_number if counter == "score_number" else ShownItem.tier_number
    actions = [shown.set(number)]
    for name, value in derived.items():
        attribute = getattr(ShownItem, name)
        actions.append(attribute.remove() if value is None else attribute.set(value))
    try:
        table.write(table.update(key, actions, when=ShownItem.pk.exists() & (shown < number)))
    except table.Refused as refused:
        return refused.found is not None
    return True
