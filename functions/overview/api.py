"""The page of a lead or customer in one call: /v1/leads/<id>/page, /v1/customers/<id>/page."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from overview import service
from overview.schemas import RecordPage

app = web.App(identify)


@app.route("GET", "/v1/leads/<lead_id>/page")
def read_lead_page(viewer: Viewer, lead_id: str) -> RecordPage:
    """Read a lead with all that belongs to it: counts and the latest."""
    return service.page(viewer, lead_id)


@app.route("GET", "/v1/customers/<customer_id>/page")
def read_customer_page(viewer: Viewer, customer_id: str) -> RecordPage:
    """Read a customer with all that belongs to it: counts and the latest."""
    return service.page(viewer, customer_id)


handler = app
