"""Bodies of requests and answers about products."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Discount, Frozen, Line, Money, Percent, Prose
from products.rules import MOST_TIERS, Product, ProductFields


class ProductCreate(ProductFields):
    """A new product."""


class ProductPatch(Frozen):
    """Fields to change; those left out stay, null empties an optional one. `discounts` are replaced as a whole."""

    code: Code | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None
    unit: Annotated[Line, Field(max_length=40)] | None = None
    price: Money | None = None
    tax: Percent | None = None
    active: bool | None = None
    discounts: Annotated[Mapping[Code, Discount], Field(max_length=MOST_TIERS)] | None = None
    note: Annotated[Prose, Field(max_length=2000)] | None = None


class ProductView(Product):
    """A product as shown."""

    version: int


class ProductQuery(Frozen):
    """Which page, in which order; `q`: those whose name, or sorted by code whose code, begins so.

    `active` leaves out the others; such a page may be short and still have a next one.
    """

    sort: Literal["newest", "name", "code"] | None = None
    q: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    active: bool | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class ProductPage(Frozen):
    """A page of products."""

    items: tuple[ProductView, ...]
    next_cursor: str | None = None
