"""Lists of what is attached: of one record, or of all that the viewer sees of a kind.

Across records the rows in the viewer's books say where to look, and no more: each thing is shown only if the record
that it is attached to lets the viewer see it now. So a row that is behind can be one too many, and never tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attached.kinds import Kind
from attached.ordering import NEWEST, Order, books_of
from customers import listing, model
from customers.attached import seen
from customers.model import CustomerItem
from customers.rules import Customer
from customers.tiered import in_tiers
from kernel import cursor, keys, paging, table
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.table import INDEX_KEYS, Key, Range
from kernel.text import words
from kernel.values import Raw, decode

_LAST = "\U0010ffff"
"""After whatever goes on after a beginning."""


@dataclass(frozen=True)
class Where:
    """Which items are to be listed, and in words what that is: the cursor is bound to it."""

    passes: Callable[[Raw], bool]
    asked: str
    tiers: tuple[str, ...] = ()
    """Only things of records that are in one of these tiers; no item says so."""


def listed(viewer: Viewer, kind: Kind, customer: str | None, query: PageQuery) -> tuple[list[Raw], str | None]:
    """A page of items, newest first, and the cursor of the next; one across records may be short and have a next."""
    if customer is not None:
        return paging.listed(viewer, kind.name, seen(viewer, customer, kind.category, kind.prefix), query)
    return ordered(viewer, kind, NEWEST, query)


def ordered(
    viewer: Viewer, kind: Kind, order: Order, query: PageQuery, where: Where | None = None
) -> tuple[list[Raw], str | None]:
    """A page of what the viewer sees of a kind across records, and the cursor of the next; it may be short.

    Where only some are to be listed, at most FILTER_FACTOR times as many rows are read as are asked for.
    """
    name = _name(kind, order, where)
    after = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else None
    found: list[Raw] = []
    for _ in range(listing.FILTER_FACTOR if where else 1):
        rows, more = _rows(viewer, kind, order, query.limit, after)
        shown = _shown(viewer, kind, [row["sk"]["S"] for row in rows], where.tiers if where else ())
        for row in rows:
            item = shown.get(row["sk"]["S"])
            wanted = item is not None and (where is None or where.passes(item))
            if wanted and len(found) == query.limit:
                return found, cursor.seal(viewer, name, str(after))
            found += [item] if item is not None and wanted else []
            after = row[INDEX_KEYS[order.index][1]]["S"]
        if not more:
            return found, None
    return found, cursor.seal(viewer, name, str(after))


def record_of(viewer: Viewer, kind: Kind, customer: str) -> CustomerItem | None:
    """The record that is asked about, if the viewer sees things of a kind there; its id may be of one merged into it.

    The reads are the same whether there is no such record, or it is not theirs to see.
    """
    item = model.find(viewer.tenant, customer)
    if item is None or item.value.deleted_at is not None:
        return None
    sight = model.sight_of(viewer, item.value)
    return item if any(sight.sees(category) for category in kind.categories) else None


def of_record(
    viewer: Viewer, kind: Kind, record: CustomerItem, query: PageQuery, where: Where
) -> tuple[list[Raw], str | None]:
    """A page of what the viewer sees of a kind on one record, newest first; it may be short."""
    if where.tiers and not in_tiers(viewer, [record.value], where.tiers):
        return [], None
    there = Range(record.pk, prefix=kind.prefix, newest_first=True)

    def passes(raw: Raw) -> bool:
        return sees(viewer, kind, record.value, raw) and where.passes(raw)

    return paging.filtered(viewer, f"{kind.name} {where.asked}", there, query, passes)


def columns(viewer: Viewer, kind: Kind, orders: Sequence[Order], limit: int) -> list[tuple[list[Raw], str | None]]:
    """The first pages of several parts, as `ordered` gives them one by one; their items are got together."""
    parts = [_rows(viewer, kind, order, limit, None) for order in orders]
    shown = _shown(viewer, kind, [row["sk"]["S"] for rows, _ in parts for row in rows])
    found: list[tuple[list[Raw], str | None]] = []
    for order, (rows, more) in zip(orders, parts, strict=True):
        items = [shown[row["sk"]["S"]] for row in rows if row["sk"]["S"] in shown]
        last = rows[-1][INDEX_KEYS[order.index][1]]["S"] if more else None
        found.append((items, cursor.seal(viewer, _name(kind, order, None), last) if last else None))
    return found


def found_by(
    viewer: Viewer, kind: Kind, above: str, below: str, query: PageQuery, asked: str = "", tiers: tuple[str, ...] = ()
) -> tuple[list[tuple[str, Raw]], str | None]:
    """(what finds it, item) of a page of what the viewer sees that is found between two texts; it may be short.

    `asked` tells what else is looked for: the cursor is bound to it.
    """
    name = f"{kind.name} found {above} {below} {asked}"
    after = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else above
    partitions = [keys.attached_found(viewer.tenant, kind.name, book) for book in books_of(viewer, kind)]
    rows = listing.merged([Range(one, above=after, below=below) for one in partitions], query.limit, descending=False)
    names = [row["sk"]["S"] for row in rows[: query.limit]]
    shown = _shown(viewer, kind, [_row_of(one) for one in names], tiers)
    more = cursor.seal(viewer, name, names[-1]) if len(rows) > len(names) else None
    return [(one, shown[_row_of(one)]) for one in names if _row_of(one) in shown], more


def by_words(
    viewer: Viewer, kind: Kind, wanted: Sequence[str], query: PageQuery, where: Where, called: Callable[[Raw], str]
) -> tuple[list[Raw], str | None]:  # fmt: skip
    """A page of what has a word that begins so in what it is called, in the order of these; it may be short.

    The longest of the words is looked up; `where` sees to the others.
    """
    start = max(wanted, key=len)
    above, below = keys.word(start), keys.word(start) + _LAST
    found: list[Raw] = []
    more = query.cursor
    for _ in range(listing.FILTER_FACTOR):
        at = PageQuery(limit=query.limit - len(found), cursor=more)
        rows, more = found_by(viewer, kind, above, below, at, where.asked, where.tiers)
        found += [raw for finding, raw in rows if where.passes(raw) and _is_first(finding, start, called(raw))]
        if more is None or len(found) == query.limit:
            break
    return found, more


def _is_first(finding: str, start: str, text: str) -> bool:
    """Whether a thing is found by the first of its words that begin so: others would show it once more."""
    return finding.split("#")[1] == min((one for one in words(text) if one.startswith(start)), default=None)


def _row_of(finding: str) -> str:
    """The ids at the end of what finds something."""
    return "#".join(finding.rsplit("#", 2)[1:])


def _name(kind: Kind, order: Order, where: Where | None) -> str:
    return f"{kind.name} across records {order!r} {where.asked if where else ''}"


def _rows(viewer: Viewer, kind: Kind, order: Order, limit: int, after: str | None) -> tuple[list[Raw], bool]:
    """So many rows, and whether there are more."""
    ranges = order.ranges(viewer, kind, after)
    rows = listing.merged(ranges, limit, INDEX_KEYS[order.index][1], descending=order.descending)
    return rows[:limit], len(rows) > limit


def _shown(viewer: Viewer, kind: Kind, rows: list[str], tiers: tuple[str, ...] = ()) -> dict[str, Raw]:
    """The items behind the rows, as far as the viewer sees them now; of records in these tiers, if any are said."""
    where: dict[str, Key] = {}
    for row in rows:
        attached_id, _, customer = row.partition("#")
        where[row] = keys.customer(viewer.tenant, customer), keys.document(kind.prefix, attached_id)
    homes = {(home, keys.PROFILE) for home, _ in where.values()}
    found = table.get_many([*where.values(), *homes])
    records = {home: CustomerItem.of(found[home, keys.PROFILE]).value for home, _ in homes & found.keys()}
    shown = {
        row: found[key] for row, key in where.items()
        if key in found and key[0] in records and sees(viewer, kind, records[key[0]], found[key])
    }  # fmt: skip
    if not tiers or not shown:
        return shown
    wanted = in_tiers(viewer, {where[row][0]: records[where[row][0]] for row in shown}.values(), tiers)
    return {row: item for row, item in shown.items() if records[where[row][0]].id in wanted}


def sees(viewer: Viewer, kind: Kind, record: Customer, item: Raw) -> bool:
    """Whether the viewer sees something attached, for its record's sake or for its own."""
    if record.deleted_at is not None or record.merged_into is not None:
        return False
    if kind.tracked and kind.holds(viewer, decode(item["value"])):
        return True
    category = kind.seen_as(decode(item["value"])) if kind.tracked else kind.category
    first = model.since(viewer, record, category)
    attached_id = item["sk"]["S"].removeprefix(kind.prefix)
    return model.sight_of(viewer, record).sees(category) and (first is None or attached_id >= first)
