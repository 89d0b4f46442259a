"""Customers: /v1/customers."""

from customers import boards, codes, giving, history, service
from customers.model import sees
from customers.schemas import (
    BoardQuery,
    BoardView,
    Copy,
    CustomerPage,
    CustomerPatch,
    CustomerView,
    LeadCreate,
    ListQuery,
    Recode,
    RecordHistoryPage,
    SharesView,
)
from customers.sharing import Share, Transfer
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from trash import service as trash
from trash.schemas import DeletionView

app = web.App(identify, sees)


@app.route("GET", "/v1/customers")
def list_customers(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """List customers in any order, with any filters."""
    return service.cards(viewer, "customer", query)


@app.route("GET", "/v1/customers/board")
def customer_board(viewer: Viewer, query: BoardQuery) -> BoardView:
    """Show one book of customers by stage, with exact counts and the newest cards."""
    return boards.board(viewer, "customer", query)


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


@app.route("GET", "/v1/customers/<customer_id>/shares")
def list_shares(viewer: Viewer, customer_id: str) -> SharesView:
    """List with whom a record is shared, and what of it."""
    return giving.shares(viewer, customer_id)


@app.route("POST", "/v1/customers/<customer_id>/share")
def share_customer(viewer: Viewer, customer_id: str, body: Share, if_match: IfMatch) -> SharesView:
    """Share a lead or customer with colleagues and departments, or take it from them."""
    return giving.share(viewer, customer_id, body, if_match)


@app.route("POST", "/v1/customers/<customer_id>/transfer")
def transfer_customer(viewer: Viewer, customer_id: str, body: Transfer, if_match: IfMatch) -> CustomerView:
    """Hand a lead or customer over to a new owner."""
    return giving.transfer(viewer, customer_id, body, if_match)


@app.route("POST", "/v1/customers/<customer_id>/copy", 201)
def copy_customer(viewer: Viewer, customer_id: str, body: Copy) -> CustomerView:
    """Copy a lead or customer as a new lead."""
    return codes.copy(viewer, customer_id, body)


@app.route("POST", "/v1/customers/<customer_id>/code")
def recode_customer(viewer: Viewer, customer_id: str, body: Recode, if_match: IfMatch) -> CustomerView:
    """Give a lead or customer another code; the old one still finds it."""
    return codes.recode(viewer, customer_id, body, if_match)


@app.route("GET", "/v1/customers/by-code/<record_code>")
def find_customer(viewer: Viewer, record_code: str) -> CustomerView:
    """Find a lead or customer by the code that it has or had."""
    return codes.by_code(viewer, record_code)


@app.route("POST", "/v1/partners", 201)
def create_partner(viewer: Viewer, body: LeadCreate) -> CustomerView:
    """Add a partner; its address afterwards is that of a customer."""
    return service.capture(viewer, body, "partner", lambda made: made)


@app.route("GET", "/v1/partners/board")
def partner_board(viewer: Viewer, query: BoardQuery) -> BoardView:
    """Show one book of partners by stage, with exact counts and the newest cards."""
    return boards.board(viewer, "partner", query)


@app.route("GET", "/v1/partners")
def list_partners(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """List partners in any order, with any filters."""
    return service.cards(viewer, "partner", query)


@app.route("GET", "/v1/customers/<customer_id>/deletion")
def foresee_customer_deletion(viewer: Viewer, customer_id: str) -> DeletionView:
    """Say what goes with a customer, before it is deleted."""
    return trash.outlook(viewer, customer_id)


@app.route("DELETE", "/v1/customers/<customer_id>")
def delete_customer(viewer: Viewer, customer_id: str, if_match: IfMatch) -> CustomerView:
    """Delete a customer with all that is attached to it, for 30 days recoverably; If-Match must name its version."""
    return trash.delete(viewer, customer_id, if_match)


@app.route("POST", "/v1/customers/<customer_id>/recover")
def recover_customer(viewer: Viewer, customer_id: str, if_match: IfMatch) -> CustomerView:
    """Recover a deleted customer."""
    return trash.recover(viewer, customer_id, if_match)


@app.route("GET", "/v1/trash")
def list_deleted(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """List the deleted records that you could change."""
    return trash.cards(viewer, query)


handler = app
