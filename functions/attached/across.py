"""Lists of what is attached: of one record, or of all that the viewer sees of a kind.

Across records the rows in the viewer's books say where to look, and no more: each thing is shown only if the record
that it is attached to lets the viewer see it now. So a row that is behind can be one too many, and never tells.
"""

from attached.kinds import Kind
from customers import listing, model, places
from customers.attached import seen
from customers.model import CustomerItem
from customers.rules import Customer
from kernel import cursor, keys, paging, table
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.table import Key, Range
from kernel.values import Raw


def listed(viewer: Viewer, kind: Kind, customer: str | None, query: PageQuery) -> tuple[list[Raw], str | None]:
    """A page of items, newest first, and the cursor of the next; one across records may be short and have a next."""
    if customer is not None:
        return paging.listed(viewer, kind.name, seen(viewer, customer, kind.category, kind.prefix), query)
    name = f"{kind.name} across records"
    after = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else None
    books = (keys.attached_book(viewer.tenant, kind.name, book) for book in places.read_by(viewer))
    ranges = [Range(book, below=after, newest_first=True) for book in books]
    rows = [row["sk"]["S"] for row in listing.merged(ranges, query.limit, descending=True)]
    page = rows[: query.limit]
    more = cursor.seal(viewer, name, page[-1]) if len(rows) > len(page) else None
    return _shown(viewer, kind, page), more


def _shown(viewer: Viewer, kind: Kind, rows: list[str]) -> list[Raw]:
    """The items behind the rows, as far as the viewer sees them now."""
    where: dict[Key, str] = {}
    for row in rows:
        attached_id, _, customer = row.partition("#")
        where[keys.customer(viewer.tenant, customer), keys.document(kind.prefix, attached_id)] = attached_id
    homes = {(home, keys.PROFILE) for home, _ in where}
    found = table.get_many([*where, *homes])
    records = {home: CustomerItem.of(found[home, keys.PROFILE]).value for home, _ in homes & found.keys()}
    return [
        found[key] for key, attached_id in where.items()
        if key in found and key[0] in records and _sees(viewer, kind, records[key[0]], attached_id)
    ]  # fmt: skip


def _sees(viewer: Viewer, kind: Kind, record: Customer, attached_id: str) -> bool:
    if record.deleted_at is not None or record.merged_into is not None:
        return False
    first = model.since(viewer, record, kind.category)
    return model.sight_of(viewer, record).sees(kind.category) and (first is None or attached_id >= first)
