"""Catalogues: /v1/catalogs."""

from catalogs import service
from catalogs.rules import Entry
from catalogs.schemas import EntryPage, EntryPatch, EntryView, KindPage
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


@app.route("GET", "/v1/catalogs/<kind>/<code>/history")
def list_entry_history(viewer: Viewer, kind: str, code: str, query: PageQuery) -> HistoryPage:
    """List the changes of an entry, newest first (admin)."""
    return service.told(viewer, service.known(kind), code, query)


handler = app
