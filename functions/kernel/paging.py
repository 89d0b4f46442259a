"""Pages of one partition in the order of its sort keys, with sealed cursors."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from kernel import cursor, table
from kernel.access import Viewer
from kernel.fields import Frozen
from kernel.table import Range
from kernel.values import Raw


class PageQuery(Frozen):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


def listed(viewer: Viewer, name: str, where: Range, query: PageQuery) -> tuple[list[Raw], str | None]:
    """One page and the cursor of the next; `name` tells this list from every other.

    Who sees less by now than when the cursor was given finds nothing where sight has ended meanwhile.
    """
    place = f"{name} {where.partition}"
    start = None
    if query.cursor is not None:
        after = cursor.open_(viewer, place, query.cursor)
        if where.newest_first and where.above is not None and after <= where.above:
            return [], None
        start = {"pk": {"S": where.partition}, "sk": {"S": after}}
    page = table.page(where, limit=query.limit, start=start)
    return page.items, cursor.seal(viewer, place, page.items[-1]["sk"]["S"]) if page.last and page.items else None


FILTER_FACTOR, WINDOW = 4, 200
"""A filtered page looks at so many windows of so many rows at most; it may then be short, with a cursor."""


def filtered(
    viewer: Viewer, name: str, where: Range, query: PageQuery, passes: Callable[[Raw], bool] | None
) -> tuple[list[Raw], str | None]:
    """A page of the rows that pass, as `listed` gives them; `name` tells the filter too."""
    if passes is None:
        return listed(viewer, name, where, query)
    place = f"{name} {where.partition}"
    after, found = cursor.open_(viewer, place, query.cursor) if query.cursor is not None else None, list[Raw]()
    for _ in range(FILTER_FACTOR):
        start = {"pk": {"S": where.partition}, "sk": {"S": after}} if after is not None else None
        page = table.page(where, limit=WINDOW, start=start)
        for row in page.items:
            if len(found) == query.limit:
                return found, cursor.seal(viewer, place, after or "")
            after = row["sk"]["S"]
            found += [row] if passes(row) else []
        if page.last is None:
            return found, None
    return found, cursor.seal(viewer, place, after or "")
