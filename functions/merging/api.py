"""Merging leads and customers: /v1/leads/…/merge, /v1/customers/…/merge, and what became of it."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from merging import service
from merging.schemas import MergeCreate, MergePage, MergeView

app = web.App(identify, sees)


@app.route("POST", "/v1/leads/<lead_id>/merge", 202)
def merge_lead(viewer: Viewer, lead_id: str, body: MergeCreate, if_match: IfMatch) -> MergeView:
    """Merge another record into a lead, with all that belongs to it."""
    return service.merge(viewer, lead_id, body, if_match)


@app.route("GET", "/v1/leads/<lead_id>/merges")
def list_lead_merges(viewer: Viewer, lead_id: str, query: PageQuery) -> MergePage:
    """List what was merged into a lead."""
    return service.merges(viewer, lead_id, query)


@app.route("POST", "/v1/leads/<lead_id>/merges/<absorbed_id>/undo", 202)
def undo_lead_merge(viewer: Viewer, lead_id: str, absorbed_id: str) -> MergeView:
    """Undo a merge: both records are there again, each with what is its own."""
    return service.undo(viewer, lead_id, absorbed_id)


@app.route("POST", "/v1/customers/<customer_id>/merge", 202)
def merge_customer(viewer: Viewer, customer_id: str, body: MergeCreate, if_match: IfMatch) -> MergeView:
    """Merge another record into a customer, with all that belongs to it."""
    return service.merge(viewer, customer_id, body, if_match)


@app.route("GET", "/v1/customers/<customer_id>/merges")
def list_customer_merges(viewer: Viewer, customer_id: str, query: PageQuery) -> MergePage:
    """List what was merged into a customer."""
    return service.merges(viewer, customer_id, query)


@app.route("POST", "/v1/customers/<customer_id>/merges/<absorbed_id>/undo", 202)
def undo_customer_merge(viewer: Viewer, customer_id: str, absorbed_id: str) -> MergeView:
    """Undo a merge: both records are there again, each with what is its own."""
    return service.undo(viewer, customer_id, absorbed_id)


handler = app
