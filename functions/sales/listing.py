"""Lists of documents: of a customer, of an opportunity, or of all that the viewer sees, in every order."""

from attached import across, belonging
from attached.kinds import Kind
from customers import attached
from customers.model import load, since
from customers.tiered import in_tiers
from identity.days import span
from kernel import keys, paging, table
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import Problem, invalid
from kernel.values import Raw
from sales import filters, model
from sales.filters import Where
from sales.model import KIND
from sales.rules import DocumentKind
from sales.schemas import DocumentPage, DocumentQuery


def page(viewer: Viewer, kind: DocumentKind, query: DocumentQuery) -> DocumentPage:
    """A page of the documents that the viewer sees."""
    where = _where(viewer, query)
    if query.opportunity is not None:
        rows, more = _of_opportunity(viewer, KIND[kind], query, where)
    elif query.customer is not None:
        rows, more = _of_customer(viewer, KIND[kind], query, where)
    else:
        rows, more = _across(viewer, KIND[kind], query, where)
    return DocumentPage(items=tuple(map(model.row, rows)), next_cursor=more)


def _where(viewer: Viewer, query: DocumentQuery) -> Where:
    days = span(viewer.tenant, "date", query.date_from, query.date_to, query.date_in)
    return Where(query.state, query.number.lower() if query.number else None, days, query.tier)


def _at(query: DocumentQuery) -> PageQuery:
    return PageQuery(limit=query.limit, cursor=query.cursor)


def _across(viewer: Viewer, kind: Kind, query: DocumentQuery, where: Where) -> tuple[list[Raw], str | None]:
    order, left = filters.planned(query.sort or filters.best(where), where, reverse=query.reverse)
    passing = across.Where(left.passes, repr(left), left.tier) if left != Where() else None
    return across.ordered(viewer, kind, order, _at(query), passing)


def _of_customer(viewer: Viewer, kind: Kind, query: DocumentQuery, where: Where) -> tuple[list[Raw], str | None]:
    """A customer's own, newest first."""
    _require_newest(query, "customer")
    place = attached.seen(viewer, query.customer or "", kind.category, kind.prefix)
    if query.tier and not in_tiers(viewer, [load(viewer, query.customer or "", kind.category).value], query.tier):
        return [], None
    passes = where.passes if where != Where() else None
    return paging.filtered(viewer, f"{kind.name} {where!r}", place, _at(query), passes)


def _of_opportunity(viewer: Viewer, kind: Kind, query: DocumentQuery, where: Where) -> tuple[list[Raw], str | None]:
    """An opportunity's, newest first, as far as the viewer sees such documents of its customer."""
    _require_newest(query, "opportunity")
    opportunity = query.opportunity or ""
    customer = belonging.home(viewer, opportunity)
    try:
        record = load(viewer, customer, kind.category)
    except Problem:
        return [], None
    if query.tier and not in_tiers(viewer, [record.value], query.tier):
        return [], None
    named = belonging.named(viewer.tenant, opportunity, kind.prefix, since(viewer, record.value, kind.category))
    found, more = paging.listed(viewer, f"{kind.name} {where!r}", named, _at(query))
    places = [(record.pk, row["sk"]["S"].removeprefix(keys.BELONGING)) for row in found]
    items = table.get_many(places)
    here = query.customer in {None, customer}
    return [items[key] for key in places if here and key in items and where.passes(items[key])], more


def _require_newest(query: DocumentQuery, other: str) -> None:
    if query.sort not in {None, "newest"} or query.reverse:
        raise invalid("/sort", "not_with", other=other)
