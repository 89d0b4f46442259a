"""Documents: /v1/documents."""

from customers.model import sees
from documents import service
from documents.schemas import (
    DocumentCreate,
    DocumentPage,
    DocumentPatch,
    DocumentQuery,
    DocumentRead,
    DocumentView,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify, sees)


@app.route("POST", "/v1/documents", 201)
def create_document(viewer: Viewer, body: DocumentCreate) -> DocumentView:
    """Announce a file, and get a form to upload it with; or add a link to an outside drive."""
    return service.create(viewer, body)


@app.route("GET", "/v1/documents")
def list_documents(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List documents, newest first: a record's, or all that the caller sees."""
    return service.documents(viewer, query)


@app.route("GET", "/v1/documents/<document_id>")
def read_document(viewer: Viewer, document_id: str) -> DocumentRead:
    """Read a document, and get a link to its content."""
    return service.read(viewer, document_id)


@app.route("GET", "/v1/documents/<document_id>/history")
def list_document_history(viewer: Viewer, document_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a document, newest first."""
    return service.told(viewer, document_id, query)


@app.route("POST", "/v1/documents/<document_id>/complete")
def complete_document(viewer: Viewer, document_id: str) -> DocumentView:
    """Say that the file is uploaded; it is looked at, and kept if it is what was announced."""
    return service.complete(viewer, document_id)


@app.route("PATCH", "/v1/documents/<document_id>")
def change_document(viewer: Viewer, document_id: str, body: DocumentPatch, if_match: IfMatch) -> DocumentView:
    """Change a document's name or note."""
    return service.change(viewer, document_id, body, if_match)


@app.route("DELETE", "/v1/documents/<document_id>", 204)
def delete_document(viewer: Viewer, document_id: str, if_match: IfMatch) -> None:
    """Delete a document and its file, unless it is in a dossier that was sent."""
    service.remove(viewer, document_id, if_match)


handler = app
