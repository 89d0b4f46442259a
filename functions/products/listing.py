"""Lists of products: by newest, by name, by code, and those that begin with what somebody types."""

from collections.abc import Mapping
from typing import Any

from kernel import cursor, keys, table
from kernel.access import Viewer
from kernel.problems import invalid
from kernel.table import Index, Range
from kernel.values import Raw
from products import rules
from products.model import ProductItem
from products.schemas import ProductPage, ProductQuery
from products.service import shown

_INDEX: Mapping[str, Index | None] = {"newest": None, "name": "by_name", "code": "by_code"}
_PAGES = 4
"""So many pages are read for one that leaves out some."""


def products(viewer: Viewer, query: ProductQuery) -> ProductPage:
    """A page; without `sort` the newest first, or by name if something is looked for."""
    sort = query.sort or ("name" if query.q else "newest")
    where = _range(viewer, sort, query.q)
    name = f"products {sort} {query.q} {query.active}"
    after = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else None
    found: list[ProductItem] = []
    for _ in range(_PAGES):
        page = table.page(where, limit=query.limit - len(found), start=_start(where, after))
        after = _place(where, page.items[-1]) if page.last and page.items else None
        found += [item for item in _whole(where, page.items) if query.active in {None, item.value.active}]
        if after is None or len(found) >= query.limit:
            break
    more = cursor.seal(viewer, name, after) if after is not None else None
    return ProductPage(items=tuple(map(shown, found)), next_cursor=more)


def _range(viewer: Viewer, sort: str, text: str | None) -> Range:
    partition = keys.products(viewer.tenant)
    if sort == "newest":
        if text is not None:
            raise invalid("/q", "not_with", other="sort=newest")
        return Range(partition, prefix=keys.PRODUCT, newest_first=True)
    begins = rules.beginning(sort, text) if text is not None else None
    if begins == "":
        raise invalid("/q", "nothing_to_find")
    return Range(partition, _INDEX[sort], prefix=begins)


def _place(where: Range, row: Raw) -> str:
    return str(row[where.index or "sk"]["S"])


def _start(where: Range, after: str | None) -> Mapping[str, Any] | None:
    """Where a page ended: names and codes end with the id, which the sort key has too."""
    if after is None:
        return None
    if where.index is None:
        return {"pk": {"S": where.partition}, "sk": {"S": after}}
    sk = keys.product(after.rpartition("#")[2])
    return {"pk": {"S": where.partition}, "sk": {"S": sk}, where.index: {"S": after}}


def _whole(where: Range, rows: list[Raw]) -> list[ProductItem]:
    """The products behind the rows; indexes hold keys only."""
    if where.index is None:
        return [ProductItem.of(row) for row in rows]
    wanted = [(row["pk"]["S"], row["sk"]["S"]) for row in rows]
    found = table.get_many(wanted) if wanted else {}
    return [ProductItem.of(found[key]) for key in wanted if key in found]
