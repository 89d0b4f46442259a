"""Catalogues and the request form: /v1/catalogs, /v1/forms."""

from catalogs import removal, service
from catalogs.forms import Form
from catalogs.rules import Entry
from catalogs.schemas import EntryPage, EntryPatch, EntryView, FormView, KindPage, RemovalQuery, RemovalView
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify)


@app.route("GET", "/v1/catalogs")
def list_catalogs() -> KindPage:
    """List the catalogues and what their entries have."""
    return service.kinds()


@app.route("GET", "/v1/catalogs/<kind>")
def list_entries(viewer: Viewer, kind: str, query: PageQuery) -> EntryPage:
    """List the entries of a catalogue, in its order."""
    return service.list_entries(viewer, service.known(kind), query)


@app.route("POST", "/v1/catalogs/<kind>", 201)
def create_entry(viewer: Viewer, kind: str, body: Entry) -> EntryView:
    """Add an entry (admin)."""
    return service.create(viewer, service.known(kind), body)


@app.route("PATCH", "/v1/catalogs/<kind>/<code>")
def change_entry(viewer: Viewer, kind: str, code: str, body: EntryPatch, if_match: IfMatch) -> EntryView:
    """Change an entry (admin)."""
    return service.change(viewer, service.known(kind), code, body, if_match)


@app.route("DELETE", "/v1/catalogs/<kind>/<code>")
def remove_entry(viewer: Viewer, kind: str, code: str, query: RemovalQuery, if_match: IfMatch) -> RemovalView:
    """Delete an entry; its records go to another one, or as is said of a customer type's (admin)."""
    return removal.remove(viewer, service.known(kind), code, query, if_match)


@app.route("GET", "/v1/catalogs/<kind>/<code>/history")
def list_entry_history(viewer: Viewer, kind: str, code: str, query: PageQuery) -> HistoryPage:
    """List the changes of an entry, newest first (admin)."""
    return service.told(viewer, service.known(kind), code, query)


@app.route("GET", "/v1/forms/request")
def read_request_form(viewer: Viewer) -> FormView:
    """Read the request form."""
    return service.request_form(viewer)


@app.route("PUT", "/v1/forms/request")
def save_request_form(viewer: Viewer, body: Form, if_match: IfMatch) -> FormView:
    """Replace the request form (admin)."""
    return service.save_request_form(viewer, body, if_match)


@app.route("GET", "/v1/forms/request/history")
def list_request_form_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the request form, newest first (admin)."""
    return service.form_told(viewer, query)


handler = app
