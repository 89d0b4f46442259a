"""Print templates: /v1/print-templates."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from kernel.problems import Language
from printing import service
from printing.schemas import (
    Print,
    RenderOrder,
    TemplateCreate,
    TemplatePage,
    TemplatePatch,
    TemplateRead,
    TemplateView,
)

app = web.App(identify, sees)


@app.route("POST", "/v1/print-templates", 201)
def create_print_template(viewer: Viewer, body: TemplateCreate) -> TemplateView:
    """Announce a template, and get a form to upload it with (admin)."""
    return service.create(viewer, body)


@app.route("GET", "/v1/print-templates")
def list_print_templates(viewer: Viewer, query: PageQuery) -> TemplatePage:
    """List the templates, newest first."""
    return service.templates(viewer, query)


@app.route("GET", "/v1/print-templates/<template_id>")
def read_print_template(viewer: Viewer, template_id: str) -> TemplateRead:
    """Read a template, and get a link to its file."""
    return service.read(viewer, template_id)


@app.route("POST", "/v1/print-templates/<template_id>/complete")
def complete_print_template(viewer: Viewer, template_id: str) -> TemplateView:
    """Say that the file is uploaded; it is looked at and tried, and kept if it can be used (admin)."""
    return service.complete(viewer, template_id)


@app.route("PATCH", "/v1/print-templates/<template_id>")
def change_print_template(viewer: Viewer, template_id: str, body: TemplatePatch, if_match: IfMatch) -> TemplateView:
    """Change a template's name or note (admin)."""
    return service.change(viewer, template_id, body, if_match)


@app.route("DELETE", "/v1/print-templates/<template_id>", 204)
def delete_print_template(viewer: Viewer, template_id: str, if_match: IfMatch) -> None:
    """Delete a template and its file (admin)."""
    service.remove(viewer, template_id, if_match)


@app.route("GET", "/v1/print-templates/<template_id>/history")
def list_print_template_history(viewer: Viewer, template_id: str, query: PageQuery) -> HistoryPage:
    """List what became of a template, newest first (admin)."""
    return service.told(viewer, template_id, query)


@app.route("POST", "/v1/print-templates/<template_id>/render")
def render_print_template(viewer: Viewer, template_id: str, body: RenderOrder, language: Language) -> Print:
    """Print one record through a template."""
    return service.render(viewer, template_id, body, language)


handler = app
