"""What a line costs (G4): exact decimals, rounded half up where docs/money.md says so and nowhere else. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Discount, Frozen, Line, Money, Percent, Quantity, Ulid
from kernel.problems import FieldError, Problem
from products.rules import Product

type Source = Literal["line", "product", "tier", "none"]
"""Who says what is taken off: whoever wrote the line, the product, the customer's tier, or nobody."""

MOST_LINES = 100
_LIMIT = Decimal(10) ** 15
_DIGITS = 60
"""A quantity of 13 digits times a price of 19 times a percentage of 5: nothing is lost before it is rounded."""
_NOTHING = Decimal(0)


class LineFields(Frozen):
    """What a person writes on a line: a product, or a name for what is none. The rest is the product's if left out."""

    product: Ulid | None = None
    name: Annotated[Line, Field(max_length=300)] | None = None
    unit: Annotated[Line, Field(max_length=40)] | None = None
    quantity: Quantity = Decimal(1)
    price: Money | None = None
    discount: Discount | None = None
    """Percent; left out: the product's for the customer's tier, else the tier's own, else none."""
    tax: Percent | None = None


class PricedLine(Frozen):
    """A line with its amounts: `gross` − `discounted` + `taxed` = `amount`."""

    product: Ulid | None = None
    code: Code | None = None
    name: Annotated[Line, Field(max_length=300)]
    unit: Annotated[Line, Field(max_length=40)] | None = None
    quantity: Quantity
    price: Money
    discount: Discount
    discount_from: Source | None = None
    """Lines that were written before this was kept say nothing of it."""
    tax: Percent
    gross: Money
    discounted: Money
    taxed: Money
    amount: Money


class Totals(Frozen):
    """Sums of rounded lines, so that who adds them up on paper finds the same."""

    subtotal: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True)
class Prices:
    """What lines are priced by: products by id, the customer's tier, discounts of tiers, digits after the point."""

    products: Mapping[str, Product]
    tier: str | None
    tiers: Mapping[str, Decimal]
    decimals: int
    kept: frozenset[str] = frozenset()
    """Products that the document has already: they stay, also when they are out of use by now."""
    older: Mapping[str, Decimal] = field(default_factory=dict)
    """Discounts of tiers on products that say nothing of them, where these are not the tiers' own."""

    def discount(self, product: Product | None) -> tuple[Decimal, Source]:
        """What a line is discounted by when nobody says, and who says so.

        The product's own for the tier, else what products of its age are sold for to it, else the tier's own; of a
        line without a product that alone.
        """
        if self.tier is None:
            return _NOTHING, "none"
        if product is not None:
            for said in (product.discounts, self.older):
                if self.tier in said:
                    return said[self.tier], "product"
        return (self.tiers[self.tier], "tier") if self.tier in self.tiers else (_NOTHING, "none")


def lines(wanted: Sequence[LineFields], prices: Prices) -> tuple[PricedLine, ...]:
    """The lines with their amounts; 422 naming every line that has none."""
    errors = [error for place, line in enumerate(wanted) for error in _mistakes(f"/lines/{place}", line, prices)]
    if errors:
        raise Problem("invalid_request", errors=errors)
    priced = tuple(_priced(line, prices) for line in wanted)
    if sum((line.gross + line.taxed for line in priced), _NOTHING) >= _LIMIT:
        raise Problem("invalid_request", errors=[FieldError("/lines", "too_large", (("limit", _LIMIT - 1),))])
    return priced


def totals(priced: Iterable[PricedLine]) -> Totals:
    """What lines come to."""
    found = tuple(priced)
    columns = ((one.gross, one.discounted, one.taxed, one.amount) for one in found)
    gross, discounted, taxed, amount = (sum(column, _NOTHING) for column in zip(*columns, strict=True))
    return Totals(subtotal=gross, discount=discounted, tax=taxed, total=amount)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """Half up: 0.5 dong is one dong."""
    with localcontext(prec=_DIGITS):
        return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _mistakes(path: str, line: LineFields, prices: Prices) -> Iterator[FieldError]:
    product = prices.products.get(line.product) if line.product else None
    if line.product and (product is None or not (product.active or product.id in prices.kept)):
        yield FieldError(f"{path}/product", "no_such_product")
    elif product is None and line.name is None:
        yield FieldError(f"{path}/name", "missing")
    elif product is None and line.price is None:
        yield FieldError(f"{path}/price", "missing")
    elif _price(line, product) * line.quantity * 2 >= _LIMIT:
        yield FieldError(f"{path}/quantity", "too_large_amount")


def _price(line: LineFields, product: Product | None) -> Decimal:
    if line.price is not None:
        return line.price
    return product.price if product else _NOTHING


def _priced(line: LineFields, prices: Prices) -> PricedLine:
    product = prices.products.get(line.product) if line.product else None
    discount, source = (line.discount, "line") if line.discount is not None else prices.discount(product)
    tax = line.tax if line.tax is not None else product.tax if product else _NOTHING
    price = _price(line, product)
    with localcontext(prec=_DIGITS):
        gross = rounded(line.quantity * price, prices.decimals)
        discounted = rounded(gross * discount / 100, prices.decimals)
        taxed = rounded((gross - discounted) * tax / 100, prices.decimals)
        amount = gross - discounted + taxed
    return PricedLine(
        product=line.product, code=product.code if product else None,
        name=line.name or (product.name if product else ""), unit=line.unit or (product.unit if product else None),
        quantity=line.quantity, price=price, discount=discount, discount_from=source, tax=tax, gross=gross,
        discounted=discounted, taxed=taxed, amount=amount,
    )  # fmt: skip
