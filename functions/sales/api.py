"""Contracts and receipts: /v1/contracts, /v1/receipts."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from sales import service
from sales.schemas import ContractCreate, DocumentPage, DocumentQuery, DocumentView, ReceiptCreate

app = web.App(identify, sees)


@app.route("POST", "/v1/contracts", 201)
def create_contract(viewer: Viewer, body: ContractCreate) -> DocumentView:
    """Draft a contract."""
    return service.create(viewer, "contract", body)


@app.route("GET", "/v1/contracts")
def list_contracts(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List contracts, newest first: a customer's, or all that the caller sees."""
    return service.documents(viewer, "contract", query)


@app.route("GET", "/v1/contracts/<contract_id>")
def read_contract(viewer: Viewer, contract_id: str) -> DocumentView:
    """Read a contract."""
    return service.read(viewer, "contract", contract_id)


@app.route("POST", "/v1/contracts/<contract_id>/confirm")
def confirm_contract(viewer: Viewer, contract_id: str, if_match: IfMatch) -> DocumentView:
    """Confirm a contract; it then counts as revenue."""
    return service.move(viewer, "contract", contract_id, "confirmed", if_match)


@app.route("POST", "/v1/contracts/<contract_id>/cancel")
def cancel_contract(viewer: Viewer, contract_id: str, if_match: IfMatch) -> DocumentView:
    """Cancel a contract; what it counted is taken back."""
    return service.move(viewer, "contract", contract_id, "cancelled", if_match)


@app.route("POST", "/v1/receipts", 201)
def create_receipt(viewer: Viewer, body: ReceiptCreate) -> DocumentView:
    """Draft a receipt."""
    return service.create(viewer, "receipt", body)


@app.route("GET", "/v1/receipts")
def list_receipts(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List receipts, newest first: a customer's, or all that the caller sees."""
    return service.documents(viewer, "receipt", query)


@app.route("GET", "/v1/receipts/<receipt_id>")
def read_receipt(viewer: Viewer, receipt_id: str) -> DocumentView:
    """Read a receipt."""
    return service.read(viewer, "receipt", receipt_id)


@app.route("POST", "/v1/receipts/<receipt_id>/confirm")
def confirm_receipt(viewer: Viewer, receipt_id: str, if_match: IfMatch) -> DocumentView:
    """Confirm a receipt; it then counts as payment."""
    return service.move(viewer, "receipt", receipt_id, "confirmed", if_match)


@app.route("POST", "/v1/receipts/<receipt_id>/cancel")
def cancel_receipt(viewer: Viewer, receipt_id: str, if_match: IfMatch) -> DocumentView:
    """Cancel a receipt; what it counted is taken back."""
    return service.move(viewer, "receipt", receipt_id, "cancelled", if_match)


handler = app
