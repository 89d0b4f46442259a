"""Making and changing a product, whoever does that: an administrator, or their import."""

from collections.abc import Mapping
from typing import Any

from kernel import clock, history, ids, keys
from kernel.access import Viewer, require_admin
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write
from products import ladder, model
from products.ladder import Discounts
from products.model import ProductItem
from products.rules import Product, ProductFields

_OPTIONAL = frozenset({"unit", "note"})


def made(viewer: Viewer, fields: ProductFields, product_id: str | None = None) -> tuple[Product, list[Write]]:
    """(a new product, all writes that make it); without an id it gets one."""
    require_admin(viewer)
    known = ladder.in_force(viewer.tenant, consistent=True)
    _require_tiers(known, fields.discounts, {})
    given = {**known.tiers, **fields.discounts}
    product = Product(**{**fields.model_dump(), "id": product_id or ids.new(clock.now()), "discounts": given})
    writes = model.creating(viewer.tenant, product, known.version)
    return product, [*writes, *telling(viewer, 1, None, product)]


def changed(viewer: Viewer, item: ProductItem, changes: Mapping[str, Any]) -> tuple[Product, list[Write]]:
    """(the product with these fields, all writes that change it); no writes where that changes nothing."""
    require_admin(viewer)
    emptied = [name for name, value in changes.items() if value is None and name not in _OPTIONAL]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    by = item.ladder
    if "discounts" in changes:
        known = ladder.in_force(viewer.tenant, consistent=True)
        _require_tiers(known, changes["discounts"], item.value.discounts)
        by = known.version  # what is said by hand is newer than what any ladder before has to say
    product = Product.model_validate(item.value.model_dump() | dict(changes))
    if product == item.value:
        return product, []
    told = telling(viewer, item.version + 1, item.value, product)
    return product, [*model.replacing(viewer.tenant, item, product, by), *told]


def telling(viewer: Viewer, version: int, before: Product | None, after: Product | None) -> list[Write]:
    """What to write besides a change, for whoever asks for its history."""
    one = after or before
    if one is None:
        return []
    pk, subject = keys.products(viewer.tenant), keys.product(one.id)
    old, new = (side.model_dump() if side else None for side in (before, after))
    return history.telling(pk, subject, version, viewer.employee, old, new)


def _require_tiers(known: Discounts, wanted: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """422 naming tiers that there are not; one that has gone since may stay."""
    values = (("kind", "tiers"),)
    errors = [
        FieldError(f"/discounts/{tier}", "not_in_catalog", (*values, ("value", tier)))
        for tier in wanted if tier not in before and tier not in known.tiers
    ]  # fmt: skip
    if errors:
        raise Problem("invalid_request", errors=errors)
