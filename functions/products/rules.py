"""What a company sells (G1)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Discount, Frozen, Line, Money, Percent, Prose, Ulid
from kernel.text import sortable

MOST_TIERS = 50


class ProductFields(Frozen):
    """What an administrator writes of a product; the price is for one unit, without tax."""

    code: Code
    name: Annotated[Line, Field(max_length=200)]
    unit: Annotated[Line, Field(max_length=40)] | None = None
    price: Money = Decimal(0)
    tax: Percent = Decimal(0)
    active: bool = True
    discounts: Annotated[Mapping[Code, Discount], Field(max_length=MOST_TIERS)] = Field(default_factory=dict)
    """Percent off for customers of a tier. A new product has the tier's own where nothing else is said."""
    note: Annotated[Prose, Field(max_length=2000)] | None = None


class Product(ProductFields):
    """A product. Documents keep what it was called and cost when they were written."""

    id: Ulid


def by_name(product: Product) -> str:
    """Where it stands among all by name."""
    return f"{sortable(product.name)}#{product.id}"


def by_code(product: Product) -> str:
    """Where it stands among all by code."""
    return f"{product.code.lower()}#{product.id}"


def beginning(sort: str, text: str) -> str:
    """What names or codes that begin so are stored as beginning with; "" when there is nothing to look for."""
    if sort == "code":
        return text.strip().lower()
    return sortable(text)
