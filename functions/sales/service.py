"""Writing, confirming and cancelling contracts and receipts."""

from attached.across import listed
from customers import attached
from kernel import clock, ids
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem
from kernel.table import Write
from sales import model, rules
from sales.model import KIND, DocumentItem
from sales.rules import Document, DocumentKind, State
from sales.schemas import ContractCreate, DocumentPage, DocumentQuery, DocumentView, ReceiptCreate
from vouchers.numbering import Wish, numbered


def create(viewer: Viewer, kind: DocumentKind, body: ContractCreate | ReceiptCreate) -> DocumentView:
    """A draft for a customer that the viewer sees."""
    customer = attached.receiving(viewer, body.customer, KIND[kind].category).value.id
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    written = body.model_dump(exclude={"number", "book"}) | {"customer": customer}
    fields = {**written, "id": ids.new(now), "kind": kind, **stamps}

    def draft(number: str | None, taking: list[Write]) -> DocumentView:
        document = Document.model_validate({**fields, "number": number})
        view = DocumentView(**document.model_dump(), version=1)
        commit(view, *model.creating(viewer.tenant, document), *taking)
        return view

    return numbered(Wish(viewer.tenant, kind, fields["id"], body.number, body.book), draft)


def read(viewer: Viewer, kind: DocumentKind, document_id: str) -> DocumentView:
    """One document of a customer that the viewer sees."""
    return _shown(_load(viewer, kind, document_id))


def documents(viewer: Viewer, kind: DocumentKind, query: DocumentQuery) -> DocumentPage:
    """A customer's documents, or all that the viewer sees, newest first."""
    items, after = listed(viewer, KIND[kind], query.customer, PageQuery(limit=query.limit, cursor=query.cursor))
    return DocumentPage(items=tuple(_shown(DocumentItem.of(raw)) for raw in items), next_cursor=after)


def move(viewer: Viewer, kind: DocumentKind, document_id: str, state: State, if_match: int | None) -> DocumentView:
    """Confirm or cancel. What follows for the customer's tier follows from the document, through the stream."""
    item = _load(viewer, kind, document_id)
    require_version(if_match, item.version)
    needed = rules.needed_for(state)
    if item.value.state not in needed:
        raise Problem("wrong_state", state=item.value.state, needed=" / ".join(needed))
    stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
    document = item.value.model_copy(update={"state": state, **stamps})
    view = DocumentView(**document.model_dump(), version=item.version + 1)
    commit(view, model.replacing(item, document))
    return view


def _load(viewer: Viewer, kind: DocumentKind, document_id: str) -> DocumentItem:
    return attached.reach(DocumentItem, viewer, KIND[kind].prefix, KIND[kind].category, document_id)


def _shown(item: DocumentItem) -> DocumentView:
    return DocumentView(**item.value.model_dump(), version=item.version)
