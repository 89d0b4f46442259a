"""Customers: /v1/customers."""

from customers import history, service
from customers.schemas import CustomerPage, CustomerPatch, CustomerView, ListQuery, RecordHistoryPage
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery

app = web.App(identify)


@app.route("GET", "/v1/customers")
def list_customers(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """List customers, newest or best score first."""
    return service.cards(viewer, "customer", query)


@app.route("GET", "/v1/customers/<customer_id>")
def read_customer(viewer: Viewer, customer_id: str) -> CustomerView:
    """Read a customer."""
    return service.read(viewer, customer_id)


@app.route("PATCH", "/v1/customers/<customer_id>")
def change_customer(viewer: Viewer, customer_id: str, body: CustomerPatch, if_match: IfMatch) -> CustomerView:
    """Change a customer."""
    return service.change(viewer, customer_id, body, if_match)


@app.route("GET", "/v1/customers/<customer_id>/history")
def list_customer_history(viewer: Viewer, customer_id: str, query: PageQuery) -> RecordHistoryPage:
    """List what was changed of a customer, by whom, from what, to what, newest first."""
    return history.page(viewer, customer_id, query)


handler = app
