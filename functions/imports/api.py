"""Imports: /v1/imports."""

from identity.model import identify
from imports import rows, service, templates
from imports.schemas import (
    ImportCreate,
    ImportOrder,
    ImportPage,
    ImportView,
    Link,
    MappingPut,
    RowPage,
    RowQuery,
    SheetList,
    TemplateQuery,
)
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from kernel.problems import Language

app = web.App(identify)


@app.route("POST", "/v1/imports", 201)
def create_import(viewer: Viewer, body: ImportCreate, language: Language) -> ImportView:
    """Announce a file to import, and get a form to upload it with."""
    return service.create(viewer, body, language)


@app.route("GET", "/v1/imports")
def list_imports(viewer: Viewer, query: PageQuery, language: Language) -> ImportPage:
    """List your imports, newest first."""
    return service.imports(viewer, query, language)


@app.route("GET", "/v1/imports/template")
def read_import_template(viewer: Viewer, query: TemplateQuery, language: Language) -> Link:
    """Get a link to an empty file with the right headers, and the company's own values to choose from."""
    return templates.link(viewer, query, language)


@app.route("GET", "/v1/imports/<import_id>")
def read_import(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Read how an import stands."""
    return service.read(viewer, import_id, language)


@app.route("POST", "/v1/imports/<import_id>/uploaded")
def complete_import_upload(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Say that the file is uploaded, so that it is read."""
    return service.uploaded(viewer, import_id, language)


@app.route("GET", "/v1/imports/<import_id>/sheets")
def list_import_sheets(viewer: Viewer, import_id: str, language: Language) -> SheetList:
    """List the file's sheets with their columns and first rows, and the fields that columns may be mapped to."""
    return service.sheets(viewer, import_id, language)


@app.route("PUT", "/v1/imports/<import_id>/mapping")
def choose_import_mapping(
    viewer: Viewer, import_id: str, body: MappingPut, if_match: IfMatch, language: Language
) -> ImportView:
    """Choose the sheet, which columns become which fields, and what is done with rows that are there already."""
    return service.choose(viewer, import_id, body, if_match, language)


@app.route("POST", "/v1/imports/<import_id>/test")
def test_import(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Find out what would become of each row; nothing is written."""
    return service.test(viewer, import_id, language)


@app.route("POST", "/v1/imports/<import_id>/import")
def run_import(viewer: Viewer, import_id: str, body: ImportOrder, language: Language) -> ImportView:
    """Do exactly what the test said, or refuse because something has changed since."""
    return service.carry_out(viewer, import_id, body, language)


@app.route("POST", "/v1/imports/<import_id>/undo")
def undo_import(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Take back what was imported, but for what somebody has changed since."""
    return service.undo(viewer, import_id, language)


@app.route("POST", "/v1/imports/<import_id>/cancel")
def cancel_import(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Stop an import; what is imported stays, and can be undone."""
    return service.cancel(viewer, import_id, language)


@app.route("POST", "/v1/imports/<import_id>/retry")
def retry_import(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Go on with an import that failed, or was stopped while it was importing."""
    return service.retry(viewer, import_id, language)


@app.route("GET", "/v1/imports/<import_id>/rows")
def list_import_rows(viewer: Viewer, import_id: str, query: RowQuery, language: Language) -> RowPage:
    """List what would become of each row, or did, and why."""
    return rows.rows(viewer, import_id, query, language)


@app.route("GET", "/v1/imports/<import_id>/file")
def read_import_file(viewer: Viewer, import_id: str) -> Link:
    """Get a link to the file with what was said of each row."""
    return service.annotated(viewer, import_id)


handler = app
