"""Lists of opportunities in every order, with every filter (F4)."""

from attached import across
from attached.kinds import OPPORTUNITIES
from attached.ordering import NEWEST
from kernel import clock
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import invalid
from kernel.values import Raw
from opportunities import asking, planning
from opportunities.filters import Where
from opportunities.model import OpportunityItem
from opportunities.schemas import OpportunityPage, OpportunityQuery, OpportunityRow


def page(viewer: Viewer, query: OpportunityQuery) -> OpportunityPage:
    """A page of the opportunities that the viewer sees."""
    where = asking.where(viewer.tenant, query.model_dump(), clock.now())
    if query.customer is not None and query.scope is None:
        rows, more = _of_customer(viewer, query, where)
    elif where.name and query.sort is None and query.scope is None and not query.reverse:
        at = PageQuery(limit=query.limit, cursor=query.cursor)
        passing = across.Where(where.passes, repr(where), where.tier)
        rows, more = across.by_words(viewer, OPPORTUNITIES, where.name, at, passing, _name)
    else:
        rows, more = _across(viewer, query, where)
    return OpportunityPage(items=tuple(map(row, rows)), next_cursor=more)


def _name(raw: Raw) -> str:
    return str(raw["value"]["M"]["name"]["S"])


def row(raw: Raw) -> OpportunityRow:
    """An opportunity as lists show it."""
    item = OpportunityItem.of(raw)
    return OpportunityRow(**item.value.model_dump(include=set(OpportunityRow.model_fields)), version=item.version)


def _across(viewer: Viewer, query: OpportunityQuery, where: Where) -> tuple[list[Raw], str | None]:
    book = planning.scoped(viewer, query.scope, query.department) if query.scope else None
    if query.scope == "team":
        where = where.without("department")
    sort = query.sort or planning.best(where)
    order, left = planning.planned(viewer, sort, where, book, reverse=query.reverse)
    filters = across.Where(left.passes, repr(left), left.tier) if left != Where() else None
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    return across.ordered(viewer, OPPORTUNITIES, order, at, filters)


def _of_customer(viewer: Viewer, query: OpportunityQuery, where: Where) -> tuple[list[Raw], str | None]:
    """A customer's own, newest first; of a customer whose opportunities the viewer does not see, what they hold."""
    if query.sort not in {None, "newest"} or query.reverse:
        raise invalid("/sort", "not_with", other="customer")
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    record = across.record_of(viewer, OPPORTUNITIES, query.customer or "")
    if record is None:
        passing = across.Where(where.passes, repr(where), where.tier)
        return across.ordered(viewer, OPPORTUNITIES, NEWEST, at, passing)
    left = where.without("customer")  # it may be the id of one that was merged into this
    return across.of_record(viewer, OPPORTUNITIES, record, at, across.Where(left.passes, repr(left), left.tier))
