"""Reports: /v1/reports."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import Accept
from kernel.problems import Language
from kernel.web import Text
from reports import service
from reports.schemas import ReportKinds, ReportQuery, ReportView

app = web.App(identify)


@app.route("GET", "/v1/reports")
def list_reports(viewer: Viewer, language: Language) -> ReportKinds:
    """List the reports that there are, and what they may be asked for with."""
    return service.kinds(viewer, language)


@app.route("GET", "/v1/reports/<report>.svg")
def draw_report(viewer: Viewer, report: str, query: ReportQuery, language: Language) -> Text:
    """Show a report as a picture (SVG) for a page or a mail; its text says what it shows."""
    return service.picture(viewer, report, query, language)


@app.route("GET", "/v1/reports/<report>")
def read_report(
    viewer: Viewer, report: str, query: ReportQuery, language: Language, accept: Accept
) -> ReportView | Text:  # fmt: skip
    """Read a report made for charting: over what the caller sees, with the lists of the records behind each figure.

    `Accept: image/svg+xml` gives the picture.
    """
    return service.shown(viewer, report, query, language, accept)


handler = app
