"""Lists of opportunities in every order, with every filter (F4)."""

from typing import Any

from attached import across
from attached.kinds import OPPORTUNITIES
from catalogs.model import entries
from customers.attached import seen
from customers.listing import FILTER_FACTOR
from identity.days import span
from kernel.access import Viewer
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, invalid
from kernel.text import sortable
from kernel.values import Raw
from opportunities import planning
from opportunities.filters import Where
from opportunities.model import OpportunityItem
from opportunities.schemas import OpportunityPage, OpportunityQuery, OpportunityRow

FOLLOW_UP = "follow_up"
_SAME = ("customer", "creator", "owner", "department", "outcome", "type", "source", "campaign", "team", "priority")


def page(viewer: Viewer, query: OpportunityQuery) -> OpportunityPage:
    """A page of the opportunities that the viewer sees."""
    where = _where(viewer, query)
    if query.customer is not None and query.scope is None:
        rows, more = _of_customer(viewer, query, where)
    else:
        rows, more = _across(viewer, query, where)
    return OpportunityPage(items=tuple(map(row, rows)), next_cursor=more)


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
    filters = across.Where(left.passes, repr(left)) if left != Where() else None
    at = PageQuery(limit=query.limit, cursor=query.cursor)
    return across.ordered(viewer, OPPORTUNITIES, order, at, filters)


def _of_customer(viewer: Viewer, query: OpportunityQuery, where: Where) -> tuple[list[Raw], str | None]:
    """A customer's own, newest first; of a customer whose opportunities the viewer does not see, what they hold."""
    if query.sort not in {None, "newest"} or query.reverse:
        raise invalid("/sort", "not_with", other="customer")
    try:
        place = seen(viewer, query.customer or "", OPPORTUNITIES.category, OPPORTUNITIES.prefix)
    except Problem:
        at = PageQuery(limit=query.limit, cursor=query.cursor)
        return across.ordered(viewer, OPPORTUNITIES, across.NEWEST, at, across.Where(where.passes, repr(where)))
    where = where.without("customer")  # it may be the id of one that was merged into this
    found: list[Raw] = []
    more = query.cursor
    name = f"{OPPORTUNITIES.name} {where!r}"
    for _ in range(FILTER_FACTOR):
        rows, more = listed(viewer, name, place, PageQuery(limit=query.limit - len(found), cursor=more))
        found += [one for one in rows if where.passes(one)]
        if more is None or len(found) == query.limit:
            break
    return found, more


def _where(viewer: Viewer, query: OpportunityQuery) -> Where:
    name = sortable(query.name) if query.name else None
    if name == "":
        raise invalid("/name", "nothing_to_find")
    spans: dict[str, Any] = {
        field: span(viewer.tenant, field, *(getattr(query, f"{field}_{end}") for end in ("from", "to", "in")))
        for field in ("opened", "expected_close")
    }
    number = query.number.lower() if query.number else None
    same: dict[str, Any] = {field: getattr(query, field) for field in _SAME}
    return Where(number=number, name=name, stage=_stages(viewer, query.stage), **same, **spans)


def _stages(viewer: Viewer, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Stages by their codes; `follow_up` is all that are flagged so, and where none is, none at all."""
    if FOLLOW_UP not in wanted:
        return wanted
    flagged = [item.value.code for item in entries(viewer.tenant, "opportunity-stages") if item.value.follow_up]
    return tuple(dict.fromkeys((*wanted, *flagged)))
