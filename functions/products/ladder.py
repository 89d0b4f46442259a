"""What the tiers of a company take off: read where the tiers keep it, for who prices a line needs no more of them.

A product says itself what it is sold for to each tier: from its making on, and anew where somebody saves a ladder for
all products. Which one says it, `Applied` tells, and each product up to which ladder it is as it should be: so in
whatever order jobs come by, the last one that was saved for all products is what a product ends with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, decode


class Applied(NamedTuple):
    """Which ladder was the last to give a tier's discount to all products, and what it was."""

    version: int
    discount: Decimal


@dataclass(frozen=True)
class Discounts:
    """What each tier takes off, in percent, and which ladder says so; 0: none was saved yet."""

    version: int = 0
    tiers: Mapping[str, Decimal] = field(default_factory=dict)
    """What new products are given, and what is taken off where a line names no product."""
    older: Mapping[str, Decimal] = field(default_factory=dict)
    """Of products that say nothing of a tier, where that is not the tier's own: it came for new ones only."""
    applied: Mapping[str, Applied] = field(default_factory=dict)

    def due(self, ladder: int) -> dict[str, Decimal]:
        """What has to be given to a product that is as that ladder has it."""
        return {tier: one.discount for tier, one in self.applied.items() if one.version > ladder}


class _LadderItem(Item):
    """As much of the ladder as a condition on it needs."""

    version = IntegerAttribute()


def in_force(tenant: str, *, consistent: bool = False) -> Discounts:
    """The discounts of the ladder in force."""
    raw = table.read((keys.settings(tenant), keys.LADDER), consistent=consistent)
    if raw is None:
        return Discounts()
    value = decode(raw["value"])
    return Discounts(
        decode(raw["version"]),
        {tier["id"]: Decimal(tier["discount"]) for tier in value["tiers"]},
        {tier: Decimal(discount) for tier, discount in value.get("older", {}).items()},
        {tier: Applied(one["version"], Decimal(one["discount"])) for tier, one in value.get("applied", {}).items()},
    )


def unchanged(tenant: str, version: int) -> Write:
    """What lets a transaction happen only while this ladder is in force: a new product has its discounts."""
    when = _LadderItem.version == version if version else _LadderItem.pk.does_not_exist()
    return table.check((keys.settings(tenant), keys.LADDER), when, in_flight())
