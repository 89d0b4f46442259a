"""What the tiers of a company take off: read where the tiers keep it, for who prices a line needs no more of them."""

from collections.abc import Mapping
from decimal import Decimal

from kernel import keys, table
from kernel.values import decode


def discounts(tenant: str) -> Mapping[str, Decimal]:
    """The discount of each tier of the ladder in force, in percent."""
    raw = table.read((keys.settings(tenant), keys.LADDER))
    tiers = decode(raw["value"])["tiers"] if raw else ()
    return {tier["id"]: Decimal(tier["discount"]) for tier in tiers}
