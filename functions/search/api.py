"""Search: /v1/search, /v1/duplicates."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from search import duplicates, service
from search.alike import Duplicates
from search.schemas import Candidate, FindPage, SearchQuery

app = web.App(identify)


@app.route("GET", "/v1/search")
def search_records(viewer: Viewer, query: SearchQuery) -> FindPage:
    """Find leads, customers and partners by name, code, phone, email, tax code or contact; the best find first."""
    return service.search(viewer, query)


@app.route("POST", "/v1/duplicates")
def find_duplicates(viewer: Viewer, body: Candidate) -> Duplicates:
    """Find records that may be the same as one that is about to be made."""
    return duplicates.of(viewer, body)


@app.route("GET", "/v1/duplicates/<customer_id>")
def list_duplicates(viewer: Viewer, customer_id: str) -> Duplicates:
    """List records that may be the same as this one."""
    return duplicates.of_record(viewer, customer_id)


handler = app
