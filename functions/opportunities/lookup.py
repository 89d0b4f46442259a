"""Which opportunities have a product on their lines (F7): a range of an index in each of the viewer's books."""

from collections.abc import Callable
from decimal import Decimal

from attached import across
from attached.kinds import OPPORTUNITIES
from identity.days import span
from kernel import keys
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
    """By code in the order of their opening, by name in the order of names; one row for each opportunity and name."""
    if (query.code is None) == (query.name is None):
        raise invalid("/code", "one_of", names="code, name")
    days = span(viewer.tenant, "opened", query.opened_from, query.opened_to, query.opened_in)
    above, below = _by_code(query.code, days) if query.code else _by_name(query.name or "")
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    found, more = across.found_by(viewer, OPPORTUNITIES, above, below, at)
    where = Where(customer=query.customer, opened=days)
    rows = [_row(raw, _looked_for(name)) for name, raw in found if where.passes(raw)]
    return ProductPage(items=tuple(one for one in rows if one is not None), next_cursor=more)


def _by_code(code: str, days: Days) -> tuple[str, str]:
    start = keys.product_line(code)
    first, last = days_range(days)
    return start + (first or ""), start + (last or _LAST)


def _by_name(name: str) -> tuple[str, str]:
    if not compact(name):
        raise invalid("/name", "nothing_to_find")
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
