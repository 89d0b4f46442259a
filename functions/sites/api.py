"""Web sites: /v1/sites."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from sites import looking, service
from sites.schemas import (
    FormCreate,
    FormMade,
    FormPage,
    FormPatch,
    FormView,
    KeyMade,
    StrangerPage,
    StreamCreate,
    StreamMade,
    StreamPage,
    StreamPatch,
    StreamView,
    SubmissionPage,
    SubmissionQuery,
)

app = web.App(identify, sees)


@app.route("GET", "/v1/sites/streams")
def list_streams(viewer: Viewer) -> StreamPage:
    """List the company's streams of web analytics (admin)."""
    return service.streams(viewer)


@app.route("POST", "/v1/sites/streams", 201)
def add_stream(viewer: Viewer, body: StreamCreate) -> StreamMade:
    """Add a stream of web analytics; its key is shown once (admin)."""
    return service.add_stream(viewer, body)


@app.route("GET", "/v1/sites/streams/<code>")
def read_stream(viewer: Viewer, code: str) -> StreamView:
    """Read a stream of web analytics (admin)."""
    return service.read_stream(viewer, code)


@app.route("PATCH", "/v1/sites/streams/<code>")
def change_stream(viewer: Viewer, code: str, body: StreamPatch, if_match: IfMatch) -> StreamView:
    """Change a stream of web analytics (admin)."""
    return service.change_stream(viewer, code, body, if_match)


@app.route("DELETE", "/v1/sites/streams/<code>", 204)
def remove_stream(viewer: Viewer, code: str, if_match: IfMatch) -> None:
    """Delete a stream of web analytics with its keys (admin)."""
    service.remove_stream(viewer, code, if_match)


@app.route("POST", "/v1/sites/streams/<code>/keys", 201)
def add_stream_key(viewer: Viewer, code: str) -> KeyMade:
    """Add a key to a stream, to change over to; two are good at once (admin)."""
    return service.add_stream_key(viewer, code)


@app.route("DELETE", "/v1/sites/streams/<code>/keys/<stream_key_id>", 204)
def retire_stream_key(viewer: Viewer, code: str, stream_key_id: str, if_match: IfMatch) -> None:
    """Retire a key of a stream, from this moment on (admin)."""
    service.retire_stream_key(viewer, code, stream_key_id, if_match)


@app.route("GET", "/v1/sites/forms")
def list_forms(viewer: Viewer) -> FormPage:
    """List the forms of the company's sites (admin)."""
    return service.forms(viewer)


@app.route("POST", "/v1/sites/forms", 201)
def add_form(viewer: Viewer, body: FormCreate) -> FormMade:
    """Add a form; its key, which ends its address, is shown once (admin)."""
    return service.add_form(viewer, body)


@app.route("GET", "/v1/sites/forms/<code>")
def read_form(viewer: Viewer, code: str) -> FormView:
    """Read a form, and how much came by it (admin)."""
    return service.read_form(viewer, code)


@app.route("PATCH", "/v1/sites/forms/<code>")
def change_form(viewer: Viewer, code: str, body: FormPatch, if_match: IfMatch) -> FormView:
    """Change a form (admin)."""
    return service.change_form(viewer, code, body, if_match)


@app.route("DELETE", "/v1/sites/forms/<code>", 204)
def remove_form(viewer: Viewer, code: str, if_match: IfMatch) -> None:
    """Delete a form with its keys; what came by it stays (admin)."""
    service.remove_form(viewer, code, if_match)


@app.route("POST", "/v1/sites/forms/<code>/keys", 201)
def add_form_key(viewer: Viewer, code: str) -> KeyMade:
    """Add a key to a form, to change over to; two are good at once (admin)."""
    return service.add_form_key(viewer, code)


@app.route("DELETE", "/v1/sites/forms/<code>/keys/<form_key_id>", 204)
def retire_form_key(viewer: Viewer, code: str, form_key_id: str, if_match: IfMatch) -> None:
    """Retire a key of a form, from this moment on (admin)."""
    service.retire_form_key(viewer, code, form_key_id, if_match)


@app.route("GET", "/v1/sites/submissions")
def list_submissions(viewer: Viewer, query: SubmissionQuery) -> SubmissionPage:
    """List what a record's person sent by forms, and what they agreed to."""
    return looking.submissions(viewer, query)


@app.route("GET", "/v1/sites/strangers")
def list_strangers(viewer: Viewer, query: PageQuery) -> StrangerPage:
    """List visits of nobody known, the last ones first (admin)."""
    return looking.strangers(viewer, query)


handler = app
