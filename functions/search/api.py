"""Search: /v1/search."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from search import service
from search.schemas import FindPage, SearchQuery

app = web.App(identify)


@app.route("GET", "/v1/search")
def search_records(viewer: Viewer, query: SearchQuery) -> FindPage:
    """Find leads, customers and partners by name, code, phone, email or tax code; the best find first."""
    return service.search(viewer, query)


handler = app
