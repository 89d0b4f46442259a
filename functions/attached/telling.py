"""What became of something attached, told in each collection in which it has lain since it was made."""

from customers.listing import merged
from customers.pointers import homes
from kernel import chronicle, cursor, keys
from kernel.access import Viewer
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from kernel.table import Range


def page(viewer: Viewer, attached_id: str, subject: str, query: PageQuery) -> HistoryPage:
    """A page, newest first. Each version was told once, under the same key wherever: so keys order them all."""
    name = f"attached {attached_id}"
    after = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else None
    prefix = keys.histories(subject)
    ranges = [
        Range(home, above=prefix, below=after or f"{prefix}{keys.DERIVED}", newest_first=True)
        for home in homes(viewer.tenant, attached_id)
    ]
    rows = merged(ranges, query.limit, descending=True)
    found = rows[: query.limit]
    more = cursor.seal(viewer, name, found[-1]["sk"]["S"]) if len(rows) > len(found) else None
    return HistoryPage(items=tuple(map(chronicle.shown, found)), next_cursor=more)
