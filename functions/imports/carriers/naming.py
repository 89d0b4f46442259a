"""What names a product: none is deleted by hand, for nobody counts that; but what came since an import is looked at.

Lines change on drafts alone: so what may name a product that is that new is a draft, or newer still.
"""

from collections.abc import Iterator
from itertools import batched

from attached.kinds import CONTRACTS, OPPORTUNITIES, ORDERS, PAYMENTS, QUOTES, RECEIPTS, Kind
from kernel import keys, table
from kernel.table import Range
from kernel.values import decode
from products.rules import Product

_WITH_LINES = (QUOTES, ORDERS, CONTRACTS, RECEIPTS, PAYMENTS)
_MOMENT = 10
"""Letters of an id that say when it was made."""
_AT_ONCE = 100


def documents(tenant: str, since: str) -> frozenset[str]:
    """The products on lines of sales documents that are drafts, or were made since this id was."""
    found: set[str] = set()
    for kind in _WITH_LINES:
        for some in batched(_rows(tenant, kind, since[:_MOMENT]), _AT_ONCE, strict=False):
            places = [(keys.customer(tenant, home), keys.document(kind.prefix, one)) for one, home in some]
            for raw in table.get_many(places, consistent=True).values():
                found |= {line["product"] for line in decode(raw["value"]).get("lines", ()) if "product" in line}
    return frozenset(found)


def _rows(tenant: str, kind: Kind, since: str) -> Iterator[tuple[str, str]]:
    """(document, record): some twice."""
    book = keys.attached_book(tenant, kind.name, keys.EVERYBODY)
    for where in (Range(book, above=since, below=keys.DERIVED), Range(book, "by_stage", prefix="draft#")):
        for row in table.every(where):
            document, _, home = row["sk"]["S"].partition("#")
            yield document, home


def opportunities(tenant: str, product: Product) -> bool:
    """Whether a line of an opportunity has the code of a product."""
    book = keys.attached_found(tenant, OPPORTUNITIES.name, keys.EVERYBODY)
    return bool(table.first(Range(book, prefix=keys.product_line(product.code)), limit=1))
