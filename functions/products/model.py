"""Products in the table: one partition, by newest; by code and name through the indexes that lists have."""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from kernel import keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute
from products import ladder, rules
from products.rules import Product


class ProductItem(Item):
    """One product."""

    value = ValueAttribute(Product)
    version = IntegerAttribute()
    ladder = IntegerAttribute(null=True)
    """Up to which ladder of tiers its discounts are as they should be (products.ladder)."""
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


def are_there(tenant: str) -> bool:
    """Whether the company has a product."""
    where = Range(keys.products(tenant), prefix=keys.PRODUCT, consistent=True)
    return bool(table.first(where, limit=1))


def creating(tenant: str, product: Product, by: int) -> list[Write]:
    """All writes that make a product by a ladder in force; 409 `code_taken` when another has its code."""
    made = table.create(_item(tenant, product, 1, by))
    return [made, _naming(tenant, product), ladder.unchanged(tenant, by)]


def replacing(
    tenant: str, before: ProductItem, after: Product, by: int | None, otherwise: Problem | None = None
) -> list[Write]:  # fmt: skip
    """All writes that change a product that nobody else changed meanwhile, its discounts now being `by` a ladder.

    One that only is as another ladder has it keeps its version: nobody sees a change.
    """
    version = before.version + (after != before.value)
    writes = [table.put(_item(tenant, after, version, by), when=_same(before), otherwise=otherwise or in_flight())]
    old_code = keys.product_code(tenant, before.value.code)
    if keys.product_code(tenant, after.code) != old_code:
        writes += [table.delete((old_code, keys.POINTER)), _naming(tenant, after)]
    return writes


def removing(tenant: str, item: ProductItem) -> list[Write]:
    """The writes that take away a product that nobody changed meanwhile; its code is free again."""
    code = keys.product_code(tenant, item.value.code)
    return [table.delete((item.pk, item.sk), when=_same(item)), table.delete((code, keys.POINTER))]


def _same(before: ProductItem) -> Condition:
    ladder_: int | None = before.ladder
    known: Condition = ProductItem.ladder.does_not_exist() if ladder_ is None else ProductItem.ladder == ladder_
    same: Condition = known & (ProductItem.version == before.version)
    return same


def _item(tenant: str, product: Product, version: int, by: int | None) -> ProductItem:
    return ProductItem(
        keys.products(tenant), keys.product(product.id), value=product, version=version, ladder=by,
        by_name=rules.by_name(product), by_code=rules.by_code(product),
    )  # fmt: skip


def _naming(tenant: str, product: Product) -> Write:
    code = CodeItem(keys.product_code(tenant, product.code), keys.POINTER, product=product.id)
    return table.create(code, otherwise=Problem("code_taken", code=product.code))
