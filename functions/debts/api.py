"""What customers owe, and manual entries: /v1/debts, /v1/adjustments."""

from customers.model import sees
from debts import adjusting, service
from debts.schemas import (
    AdjustmentCreate,
    AdjustmentPage,
    AdjustmentQuery,
    AdjustmentView,
    DebtView,
    EntryPage,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery

app = web.App(identify, sees)


@app.route("GET", "/v1/debts/<customer_id>")
def read_debt(viewer: Viewer, customer_id: str) -> DebtView:
    """Read what a customer owes and how late it is; for who sees all their orders, contracts and receipts."""
    return service.debt(viewer, customer_id)


@app.route("GET", "/v1/debts/<customer_id>/entries")
def list_debt_entries(viewer: Viewer, customer_id: str, query: PageQuery) -> EntryPage:
    """List a customer's ledger, the last entry first, each with the balance after it."""
    return service.entries(viewer, customer_id, query)


@app.route("POST", "/v1/adjustments", 201)
def create_adjustment(viewer: Viewer, body: AdjustmentCreate) -> AdjustmentView:
    """Post a manual entry to a customer's ledger, for a reason; by who may change the customer."""
    return adjusting.create(viewer, body)


@app.route("GET", "/v1/adjustments")
def list_adjustments(viewer: Viewer, query: AdjustmentQuery) -> AdjustmentPage:
    """List manual entries, newest first: a customer's, or all that the caller sees."""
    return adjusting.adjustments(viewer, query)


@app.route("GET", "/v1/adjustments/<adjustment_id>")
def read_adjustment(viewer: Viewer, adjustment_id: str) -> AdjustmentView:
    """Read a manual entry."""
    return adjusting.read(viewer, adjustment_id)


@app.route("POST", "/v1/adjustments/<adjustment_id>/cancel")
def cancel_adjustment(viewer: Viewer, adjustment_id: str, if_match: IfMatch) -> AdjustmentView:
    """Take a manual entry back; the ledger keeps both."""
    return adjusting.cancel(viewer, adjustment_id, if_match)


handler = app
