"""Announcing, taking in, showing, changing and throwing away documents."""

from collections.abc import Mapping

from attached import across, kinds, telling
from customers import attached
from documents import contents, model, rules
from documents.model import DocumentItem
from documents.rules import Document, Type
from documents.schemas import (
    DocumentCreate,
    DocumentPage,
    DocumentPatch,
    DocumentQuery,
    DocumentRead,
    DocumentView,
    Upload,
)
from kernel import clock, files, ids, keys, table
from kernel.access import Category, Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, invalid

CATEGORY: Category = "documents"


def create(viewer: Viewer, body: DocumentCreate) -> DocumentView:
    """A document of a record that the viewer sees: a link is ready, a file is awaited."""
    customer = attached.receiving(viewer, body.customer, CATEGORY).value.id
    _require_whole(body)
    last, count = model.turn(viewer.tenant, customer)
    if count >= rules.MOST:
        raise Problem("too_many_documents", limit=rules.MOST)
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    kind = {"link": body.url, "state": "ready" if body.url else "waiting"}
    fields = body.model_dump(exclude={"url"}) | {"customer": customer, "id": ids.new(now)}
    document = Document.model_validate({**fields, **kind, **stamps})
    view = _view(viewer, document, 1)
    commit(view, *model.creating(viewer.tenant, document, last))
    return view


def _require_whole(body: DocumentCreate) -> None:
    """422 unless the body is a file or a link, and no mixture."""
    for field in ("type", "size"):
        given = getattr(body, field) is not None
        if given == (body.url is not None):
            raise invalid(f"/{field}", "missing" if body.url is None else "not_together", other="url")
    if body.type is not None:
        _require_ending(body.name, body.type)


def _require_ending(name: str, kind: Type) -> None:
    if not rules.ending_fits(name, kind):
        raise invalid("/name", "ending", endings=", ".join(rules.ENDINGS[kind]), type=kind)


def complete(viewer: Viewer, document_id: str) -> DocumentView:
    """Look at what was uploaded and keep it, if it is what was announced; else throw it away and say so."""
    item = _load(viewer, document_id)
    document = item.value
    if document.state == "ready" or document.type is None:
        view = _view(viewer, document, item.version)
        commit(view)
        return view
    waiting = keys.waiting_file(viewer.tenant, document.id)
    came = files.arrived(waiting, rules.LARGEST)
    if came is None:
        raise Problem("nothing_uploaded")
    misfit = _misfit(document, came)
    if misfit is not None:
        files.remove(waiting)
        raise misfit
    return _keep(viewer, item, came)


def _keep(viewer: Viewer, item: DocumentItem, came: files.Arrived) -> DocumentView:
    """Ready with these bytes; should somebody else have decided meanwhile, they are not left lying about."""
    kept = keys.file(viewer.tenant, item.value.id, came.sha256)
    files.keep(kept, came.content, came.content_type)
    stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
    ready = item.value.model_copy(update={"state": "ready", "sha256": came.sha256, **stamps})
    view = _view(viewer, ready, item.version + 1)
    try:
        commit(view, *model.completing(viewer.tenant, item, ready))
    except Problem:
        now = model.find(viewer.tenant, item.value.id)
        if now is None or now.value.sha256 not in {None, came.sha256}:
            files.remove(kept)
        raise
    return view


def _misfit(document: Document, came: files.Arrived) -> Problem | None:
    if len(came.content) != document.size:
        return invalid("/size", "size_differs", size=document.size)
    if document.type is None or came.content_type != document.type or not contents.fits(came.content, document.type):
        return invalid("/type", "content_differs", type=document.type)
    return None


def read(viewer: Viewer, document_id: str) -> DocumentRead:
    """One document, and a link to its content if it is there."""
    item = _load(viewer, document_id)
    document = item.value
    url = document.link
    if document.sha256 is not None:
        url = files.link(keys.file(viewer.tenant, document.id, document.sha256), document.name)
    return DocumentRead(**_view(viewer, document, item.version).model_dump(), url=url)


def documents(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """A record's documents, or all that the viewer sees, newest first."""
    rows, after = across.listed(
        viewer, kinds.DOCUMENTS, query.customer, PageQuery(limit=query.limit, cursor=query.cursor)
    )
    views = (DocumentView(**item.value.model_dump(), version=item.version) for item in model.present(rows))
    return DocumentPage(items=tuple(views), next_cursor=after)


def change(viewer: Viewer, document_id: str, body: DocumentPatch, if_match: int | None) -> DocumentView:
    """Another name or note; what is in the file never changes."""
    item = _load(viewer, document_id)
    require_version(if_match, item.version)
    changes: Mapping[str, object] = {name: getattr(body, name) for name in body.model_fields_set}
    if not changes:
        raise invalid("", "nothing_to_change")
    if changes.get("name", "") is None:
        raise invalid("/name", "missing")
    if body.name is not None and item.value.type is not None:
        _require_ending(body.name, item.value.type)
    stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
    document = item.value.model_copy(update={**changes, **stamps})
    view = _view(viewer, document, item.version + 1)
    commit(view, *model.changing(item, document))
    return view


def remove(viewer: Viewer, document_id: str, if_match: int | None) -> None:
    """Take a document away, unless a signing dossier stands on it."""
    item = _load(viewer, document_id)
    require_version(if_match, item.version)
    if item.value.dossiers:
        raise Problem("document_in_dossier", dossiers=", ".join(item.value.dossiers))
    table.write(*model.removing(viewer.tenant, item, viewer.employee))


def told(viewer: Viewer, document_id: str, query: PageQuery) -> HistoryPage:
    """What became of a document since it was there."""
    return telling.page(viewer, _load(viewer, document_id).value.id, model.subject(document_id), query)


def _load(viewer: Viewer, document_id: str) -> DocumentItem:
    item = attached.reach(DocumentItem, viewer, keys.FILE, CATEGORY, document_id)
    if model.given_up(item.expires_at):
        raise Problem("not_found")
    return item


def _view(viewer: Viewer, document: Document, version: int) -> DocumentView:
    upload = None
    if document.state == "waiting" and document.created_by == viewer.employee and document.type and document.size:
        form = files.form(keys.waiting_file(viewer.tenant, document.id), document.type, document.size)
        upload = Upload(url=form.url, fields=form.fields)
    return DocumentView(**document.model_dump(), upload=upload, version=version)
