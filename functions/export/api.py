"""Exports: /v1/exports."""

from export import service
from export.schemas import ColumnsQuery, ColumnsView, JobPage, JobView, Request
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import Language

app = web.App(identify)


@app.route("POST", "/v1/exports", 202)
def ask_export(viewer: Viewer, body: Request, language: Language) -> JobView:
    """Ask for an Excel file; the same request while one is under way is that one."""
    return service.ask(viewer, body, language)


@app.route("GET", "/v1/exports")
def list_exports(viewer: Viewer, query: PageQuery) -> JobPage:
    """List your exports, newest first."""
    return service.jobs(viewer, query)


@app.route("GET", "/v1/exports/columns")
def list_export_columns(viewer: Viewer, query: ColumnsQuery, language: Language) -> ColumnsView:
    """List the columns that a file of a kind may have, and those that you chose the last time."""
    return service.columns(viewer, query.kind, language)


@app.route("GET", "/v1/exports/<export_id>")
def read_export(viewer: Viewer, export_id: str) -> JobView:
    """Read an export's progress, and its download link when it is done."""
    return service.read(viewer, export_id)


@app.route("POST", "/v1/exports/<export_id>/retry")
def retry_export(viewer: Viewer, export_id: str) -> JobView:
    """Queue a failed export again."""
    return service.retry(viewer, export_id)


@app.route("POST", "/v1/exports/<export_id>/cancel")
def cancel_export(viewer: Viewer, export_id: str) -> JobView:
    """End an export that is not over; what it has made so far is thrown away."""
    return service.cancel(viewer, export_id)


handler = app
