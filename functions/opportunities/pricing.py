"""What the lines of an opportunity cost its customer (F8): the same rules as on a sales document."""

from collections.abc import Sequence
from decimal import Decimal

from customers.model import card_of
from customers.rules import Customer
from identity.currencies import decimals
from identity.model import settings
from opportunities.rules import Opportunity
from products import ladder, model, pricing
from products.pricing import LineFields, PricedLine, Prices


def priced(
    tenant: str, customer: Customer, wanted: Sequence[LineFields], before: Opportunity | None = None
) -> tuple[PricedLine, ...]:
    """The lines with their amounts, discounted for the customer's tier as it is now; 422 naming those that have none.

    Products that the opportunity had `before` may be out of use by now.
    """
    if not wanted:
        return ()
    named = {line.product for line in wanted if line.product}
    card = card_of(tenant, customer)
    kept = frozenset(line.product for line in before.lines if line.product) if before else frozenset[str]()
    taken = ladder.in_force(tenant)
    prices = Prices(
        model.several(tenant, named) if named else {}, card.tier if card else None, taken.tiers,
        decimals(settings(tenant).value.currency), kept, taken.older,
    )  # fmt: skip
    return pricing.lines(wanted, prices)


def total(lines: Sequence[PricedLine]) -> Decimal | None:
    """What they come to; None when there are none."""
    return pricing.totals(lines).total if lines else None
