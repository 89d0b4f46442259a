"""Products in the table: one partition, by newest; by code and name through the indexes that lists have."""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from products import rules
from products.rules import Product


class ProductItem(Item):
    """One product."""

    value = ValueAttribute(Product)
    version = IntegerAttribute()
    by_name = UnicodeAttribute()
    by_code = UnicodeAttribute()


class CodeItem(Item):
    """Makes a code unique among a tenant's products."""

    product = UnicodeAttribute()


def find(tenant: str, product_id: str) -> ProductItem | None:
    """One product, as it is now."""
    return table.get(ProductItem, (keys.products(tenant), keys.product(product_id)), consistent=True)


def several(tenant: str, ids: Iterable[str]) -> dict[str, Product]:
    """Those that there are, by their ids."""
    found = table.get_many((keys.products(tenant), keys.product(one)) for one in ids)
    values = (ProductItem.of(raw).value for raw in found.values())
    return {value.id: value for value in values}


def creating(tenant: str, product: Product) -> list[Write]:
    """All writes that make a product; 409 `code_taken` when another has its code."""
    return [table.create(_item(tenant, product, 1)), _naming(tenant, product)]


def replacing(tenant: str, before: ProductItem, after: Product) -> list[Write]:
    """All writes that change a product that nobody else changed meanwhile."""
    new = _item(tenant, after, before.version + 1)
    same = ProductItem.version == before.version
    writes = [table.put(new, when=same, otherwise=in_flight())]
    old_code = keys.product_code(tenant, before.value.code)
    if keys.product_code(tenant, after.code) != old_code:
        writes += [table.delete((old_code, keys.POINTER)), _naming(tenant, after)]
    return writes


def _item(tenant: str, product: Product, version: int) -> ProductItem:
    return ProductItem(
        keys.products(tenant), keys.product(product.id), value=product, version=version,
        by_name=rules.by_name(product), by_code=rules.by_code(product),
    )  # fmt: skip


def _naming(tenant: str, product: Product) -> Write:
    code = CodeItem(keys.product_code(tenant, product.code), keys.POINTER, product=product.id)
    return table.create(code, otherwise=Problem("code_taken", code=product.code))
