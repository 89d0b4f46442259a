"""Which opportunities have a product on their lines (F7): a range of an index in each of the viewer's books."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from attached import across
from attached.kinds import OPPORTUNITIES
from attached.ordering import NEWEST
from customers.model import CustomerItem
from identity.days import span
from kernel import clock, keys
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import invalid
from kernel.text import compact, sortable
from kernel.values import Raw
from opportunities.filters import Days, Where
from opportunities.listing import row
from opportunities.model import OpportunityItem
from opportunities.planning import days_range
from opportunities.schemas import ProductPage, ProductQuery, ProductRow
from products.pricing import PricedLine

type Has = Callable[[PricedLine], bool]

_LAST = "\U0010ffff"


def page(viewer: Viewer, query: ProductQuery) -> ProductPage:
    """By code in the order of their opening, by name in the order of names; of one customer newest first.

    One row for each opportunity and line's name.
    """
    if query.code is None and query.name is None and query.customer is None:
        raise invalid("/code", "one_of", names="code, name, customer")
    if query.name is not None and not compact(query.name):
        raise invalid("/name", "nothing_to_find")
    days = span(viewer.tenant, "opened", query.opened_from, query.opened_to, query.opened_in, clock.now())
    record = across.record_of(viewer, OPPORTUNITIES, query.customer) if query.customer else None
    if record is not None:
        return _of_customer(viewer, record, query, days)
    if query.code is None and query.name is None:
        return _held(viewer, query, days)
    return _everywhere(viewer, query, days)


def _everywhere(viewer: Viewer, query: ProductQuery, days: Days) -> ProductPage:
    """By the index of lines."""
    above, below = _by_code(query.code, days) if query.code else _by_name(query.name or "")
    found, more = across.found_by(viewer, OPPORTUNITIES, above, below, _at(query))
    where, wanted = Where(customer=query.customer, opened=days), _wanted(query)
    rows = [_row(raw, _both(_looked_for(name), wanted)) for name, raw in found if where.passes(raw)]
    return ProductPage(items=tuple(one for one in rows if one is not None), next_cursor=more)


def _of_customer(viewer: Viewer, record: CustomerItem, query: ProductQuery, days: Days) -> ProductPage:
    """By the opportunities of a record, whatever has the same product elsewhere."""
    where = Where(opened=days)
    found, more = across.of_record(viewer, OPPORTUNITIES, record, _at(query), _having(query, where))
    return _lines(found, _wanted(query), more)


def _held(viewer: Viewer, query: ProductQuery, days: Days) -> ProductPage:
    """By the opportunities that the viewer holds of a customer whose other ones they do not see."""
    where = Where(customer=query.customer, opened=days)
    found, more = across.ordered(viewer, OPPORTUNITIES, NEWEST, _at(query), _having(query, where))
    return _lines(found, _wanted(query), more)


def _having(query: ProductQuery, where: Where) -> across.Where:
    """Opportunities that pass, and have such a line."""
    wanted = _wanted(query)

    def passes(raw: Raw) -> bool:
        return where.passes(raw) and any(wanted(line) for line in OpportunityItem.of(raw).value.lines)

    return across.Where(passes, f"products {query.code!r} {query.name!r} {where!r}")


def _lines(found: list[Raw], wanted: Has, more: str | None) -> ProductPage:
    rows: list[ProductRow] = []
    for raw in found:
        lines = [line for line in OpportunityItem.of(raw).value.lines if wanted(line)]
        for code, name in dict.fromkeys((line.code, line.name) for line in lines):
            one = _row(raw, partial(_is, code, name))
            rows += [one] if one else []
    return ProductPage(items=tuple(rows), next_cursor=more)


def _wanted(query: ProductQuery) -> Has:
    """Which lines are meant by what is asked."""
    code, name = (query.code or "").lower(), sortable(query.name or "")
    return lambda line: code in {"", (line.code or "").lower()} and sortable(line.name).startswith(name)


def _is(code: str | None, name: str, line: PricedLine) -> bool:
    return (line.code, line.name) == (code, name)


def _both(one: Has, other: Has) -> Has:
    return lambda line: one(line) and other(line)


def _at(query: ProductQuery) -> PageQuery:
    return PageQuery(limit=query.limit, cursor=query.cursor)


def _by_code(code: str, days: Days) -> tuple[str, str]:
    start = keys.product_line(code)
    first, last = days_range(days)
    return start + (first or ""), start + (last or _LAST)


def _by_name(name: str) -> tuple[str, str]:
    start = keys.product_named(sortable(name))
    return start, start + _LAST


def _looked_for(finding: str) -> Has:
    """What finds an opportunity says which of its lines are meant."""
    kind, text = finding.split("#")[:2]
    if kind == "C":
        return lambda line: (line.code or "").lower() == text
    return lambda line: sortable(line.name) == text


def _row(raw: Raw, has: Has) -> ProductRow | None:
    """None for a row that is behind: the line is gone, or called something else."""
    lines = [line for line in OpportunityItem.of(raw).value.lines if has(line)]
    if not lines:
        return None
    return ProductRow(
        opportunity=row(raw), code=lines[0].code, name=lines[0].name, unit=lines[0].unit,
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        amount=sum((line.amount for line in lines), Decimal(0)),
    )  # fmt: skip
