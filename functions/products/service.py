"""Keeping products (G1). None is deleted: lines of documents name them, and which ones nobody counts.

A count would have to be written with every document that has a line, by all salespeople at once, and only so that a
wrong entry could go; it can as well be renamed, or put out of use.
"""

from collections.abc import Mapping
from typing import Any

from kernel import chronicle, clock, history, ids, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write
from products import ladder, model
from products.ladder import Discounts
from products.model import ProductItem
from products.rules import Product
from products.schemas import ProductCreate, ProductPatch, ProductView

_OPTIONAL = frozenset({"unit", "note"})


def create(viewer: Viewer, body: ProductCreate) -> ProductView:
    """A new product; of tiers that it says nothing of, it has the tier's discount as it is now."""
    require_admin(viewer)
    known = ladder.in_force(viewer.tenant, consistent=True)
    _require_tiers(known, body.discounts, {})
    given = {**known.tiers, **body.discounts}
    product = Product(**{**body.model_dump(), "id": ids.new(clock.now()), "discounts": given})
    view = ProductView(**product.model_dump(), version=1)
    commit(view, *model.creating(viewer.tenant, product, known.version), *_telling(viewer, 1, None, product))
    return view


def read(viewer: Viewer, product_id: str) -> ProductView:
    """One product."""
    return shown(_load(viewer, product_id))


def change(viewer: Viewer, product_id: str, body: ProductPatch, if_match: int | None) -> ProductView:
    """Change a product; documents that were written before keep what they say."""
    require_admin(viewer)
    item = _load(viewer, product_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name not in _OPTIONAL]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    by = item.ladder
    if "discounts" in changes:
        known = ladder.in_force(viewer.tenant, consistent=True)
        _require_tiers(known, changes["discounts"], item.value.discounts)
        by = known.version  # what is said by hand is newer than what any ladder before has to say
    product = Product.model_validate(item.value.model_dump() | changes)
    if product == item.value:
        return shown(item)
    view = ProductView(**product.model_dump(), version=item.version + 1)
    told = _telling(viewer, view.version, item.value, product)
    commit(view, *model.replacing(viewer.tenant, item, product, by), *told)
    return view


def told(viewer: Viewer, product_id: str, query: PageQuery) -> HistoryPage:
    """What became of a product (admin)."""
    require_admin(viewer)
    item = _load(viewer, product_id)
    return chronicle.page(viewer, "product", item.pk, item.sk, query)


def shown(item: ProductItem) -> ProductView:
    """A product with its version."""
    return ProductView(**item.value.model_dump(), version=item.version)


def _load(viewer: Viewer, product_id: str) -> ProductItem:
    item = model.find(viewer.tenant, product_id)
    if item is None:
        raise Problem("not_found")
    return item


def _require_tiers(known: Discounts, wanted: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """422 naming tiers that there are not; one that has gone since may stay."""
    values = (("kind", "tiers"),)
    errors = [
        FieldError(f"/discounts/{tier}", "not_in_catalog", (*values, ("value", tier)))
        for tier in wanted if tier not in before and tier not in known.tiers
    ]  # fmt: skip
    if errors:
        raise Problem("invalid_request", errors=errors)


def _telling(viewer: Viewer, version: int, before: Product | None, after: Product) -> list[Write]:
    pk, subject = keys.products(viewer.tenant), keys.product(after.id)
    old = before.model_dump() if before else None
    return history.telling(pk, subject, version, viewer.employee, old, after.model_dump())
