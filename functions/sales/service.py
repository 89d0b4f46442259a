"""Drafting, reading, changing and deleting sales documents. What is confirmed or cancelled is in sales.moving."""

from collections.abc import Callable
from typing import Any

from attached import telling
from customers import attached
from customers.model import CustomerItem
from customers.model import load as load_customer
from kernel import clock, ids, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.fields import Frozen
from kernel.paging import PageQuery
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Write
from sales import contents, model, opportunities, rules, showing, steps
from sales.model import KIND, DocumentItem
from sales.rules import PARENTS, Document, DocumentKind, Ref
from sales.schemas import DocumentCreate, DocumentView
from sales.showing import Eyes, seen
from vouchers.numbering import Wish, numbered

_OPTIONAL = frozenset({"due", "note", "opportunity", "parent"})


def create(viewer: Viewer, kind: DocumentKind, body: DocumentCreate) -> DocumentView:
    """A draft for a customer that the viewer sees; what it does not say is as in the document that it follows."""
    parent = _parent(viewer, kind, body.parent) if body.parent else None
    if parent is None and body.customer is None:
        raise invalid("/customer", "missing")
    customer = attached.receiving(viewer, body.customer or (parent.customer if parent else ""), KIND[kind].category)
    currency = contents.currency(viewer.tenant, body.currency)
    _require_fitting(parent, customer, currency)
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    written = body.model_dump(exclude={"number", "book", "lines", "amount", "customer"})
    fields = {
        **written,
        "id": ids.new(now),
        "kind": kind,
        "customer": customer.value.id,
        "currency": currency,
        **stamps,
    }
    fields["opportunity"] = body.opportunity or opportunities.inherited(viewer, parent)
    opportunities.require(viewer, customer.value.id, body.opportunity)
    like = seen(viewer, parent) if parent and kind in rules.IN_PARTS else parent
    fields |= contents.drafted(viewer.tenant, customer, kind, body, like)

    def draft(number: str | None, taking: list[Write]) -> DocumentView:
        document = _sound({**fields, "number": number, "from_book": number is not None and body.number is None})
        view = _view(viewer, document, 1)
        commit(view, *model.creating(viewer.tenant, document), *taking)
        return view

    return numbered(Wish(viewer.tenant, kind, str(fields["id"]), body.number, body.book), draft)


def read(viewer: Viewer, kind: DocumentKind, document_id: str) -> DocumentView:
    """One document of a customer that the viewer sees."""
    item = load(viewer, kind, document_id)
    return _view(viewer, item.value, item.version)


def change(
    viewer: Viewer, kind: DocumentKind, document_id: str, body: Frozen, if_match: int | None
) -> DocumentView:  # fmt: skip
    """Write on a draft. Lines are priced anew, for the tier that the customer is in now."""
    item = load(viewer, kind, document_id)
    require_version(if_match, item.version)
    steps.require_draft(item.value)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name not in _OPTIONAL]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    customer = load_customer(viewer, item.value.customer, KIND[kind].category)
    if changes.get("parent") is not None:
        _require_fitting(_parent(viewer, kind, changes["parent"]), customer, item.value.currency)
    if changes.get("opportunity") != item.value.opportunity:
        opportunities.require(viewer, customer.value.id, changes.get("opportunity"))
    content = contents.changed(viewer.tenant, customer, item.value, changes)
    document = _sound(dict(item.value) | changes | content)
    if document == item.value:
        return _view(viewer, item.value, item.version)
    after = document.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
    view = _view(viewer, after, item.version + 1)
    joined = opportunities.following(viewer.tenant, item.sk, item.value, after)
    _write(lambda: commit(view, *model.replacing(item, after), *joined))
    return view


def remove(viewer: Viewer, kind: DocumentKind, document_id: str, if_match: int | None) -> None:
    """Delete a draft; a number that was typed on it is free again."""
    item = load(viewer, kind, document_id)
    require_version(if_match, item.version)
    steps.require_deletable(item.value, Eyes(viewer, item.value).see)
    _write(lambda: table.write(*model.removing(viewer.tenant, item, viewer.employee)))


def told(viewer: Viewer, kind: DocumentKind, document_id: str, query: PageQuery) -> HistoryPage:
    """What became of a document, without what the viewer does not see of what it has to do with."""
    document = load(viewer, kind, document_id).value
    page = telling.page(viewer, document.id, model.subject(document), query)
    return HistoryPage(items=showing.told(viewer, document, page.items), next_cursor=page.next_cursor)


def load(viewer: Viewer, kind: DocumentKind, document_id: str) -> DocumentItem:
    """A document of a customer that the viewer sees, as it is now."""
    return attached.reach(DocumentItem, viewer, KIND[kind].prefix, KIND[kind].category, document_id)


def _view(viewer: Viewer, document: Document, version: int) -> DocumentView:
    return DocumentView(**dict(seen(viewer, document)), version=version)


def _sound(fields: dict[str, Any]) -> Document:
    document = Document.model_validate(fields)
    errors = rules.mistakes(document)
    if errors:
        raise Problem("invalid_request", errors=errors)
    return document


def _parent(viewer: Viewer, kind: DocumentKind, ref: Ref) -> Document:
    """The document that a new one follows from: 422 unless the viewer sees it, and something may still follow."""
    if ref.kind not in PARENTS[kind]:
        raise invalid("/parent/kind", "cannot_follow", kind=kind, parent=ref.kind)
    try:
        found = load(viewer, ref.kind, ref.id).value
    except Problem:
        raise invalid("/parent/id", "no_such_parent") from None
    if found.state == "cancelled":
        raise invalid("/parent/id", "parent_cancelled", value=rules.told(found))
    return found


def _require_fitting(parent: Document | None, customer: CustomerItem, currency: str | None) -> None:
    """422 about `parent` unless it is the same customer's, and its amounts mean the same."""
    if parent is None:
        return
    if parent.customer != customer.value.id:
        raise invalid("/parent/id", "of_another_customer")
    if parent.currency != currency and None not in {parent.currency, currency}:
        raise invalid("/parent/id", "other_currency", value=currency)


def _write(write: Callable[[], None]) -> None:
    try:
        write()
    except table.Refused as refused:
        raise in_flight() from refused
