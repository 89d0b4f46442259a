"""Keeping products (G1). None is deleted: lines of documents name them, and which ones nobody counts.

A count would have to be written with every document that has a line, by all salespeople at once, and only so that a
wrong entry could go; it can as well be renamed, or put out of use.
"""

from kernel import chronicle
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem
from products import making, model
from products.model import ProductItem
from products.schemas import ProductCreate, ProductPatch, ProductView


def create(viewer: Viewer, body: ProductCreate) -> ProductView:
    """A new product; of tiers that it says nothing of, it has the tier's discount as it is now."""
    product, writes = making.made(viewer, body)
    view = ProductView(**product.model_dump(), version=1)
    commit(view, *writes)
    return view


def read(viewer: Viewer, product_id: str) -> ProductView:
    """One product."""
    return shown(_load(viewer, product_id))


def change(viewer: Viewer, product_id: str, body: ProductPatch, if_match: int | None) -> ProductView:
    """Change a product; documents that were written before keep what they say."""
    require_admin(viewer)
    item = _load(viewer, product_id)
    require_version(if_match, item.version)
    product, writes = making.changed(viewer, item, {name: getattr(body, name) for name in body.model_fields_set})
    if not writes:
        return shown(item)
    view = ProductView(**product.model_dump(), version=item.version + 1)
    commit(view, *writes)
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
