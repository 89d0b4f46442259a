"""Quotes, orders, contracts, receipts and payment slips: /v1/quotes, /v1/orders and so on."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from sales import listing, moving, service
from sales.schemas import (
    ClaimPatch,
    ContractCreate,
    DocumentMoved,
    DocumentPage,
    DocumentPatch,
    DocumentQuery,
    DocumentView,
    OrderCreate,
    PaymentSlipCreate,
    PaymentSlipPatch,
    QuoteCreate,
    ReceiptCreate,
)

app = web.App(identify, sees)


@app.route("POST", "/v1/quotes", 201)
def create_quote(viewer: Viewer, body: QuoteCreate) -> DocumentView:
    """Draft a quote, or make it of the document that it follows from."""
    return service.create(viewer, "quote", body)


@app.route("GET", "/v1/quotes")
def list_quotes(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List quotes: a customer's, an opportunity's, or all that the caller sees; by state, days or number."""
    return listing.page(viewer, "quote", query)


@app.route("GET", "/v1/quotes/<quote_id>")
def read_quote(viewer: Viewer, quote_id: str) -> DocumentView:
    """Read a quote with its lines."""
    return service.read(viewer, "quote", quote_id)


@app.route("PATCH", "/v1/quotes/<quote_id>")
def change_quote(viewer: Viewer, quote_id: str, body: DocumentPatch, if_match: IfMatch) -> DocumentView:
    """Change a draft of a quote."""
    return service.change(viewer, "quote", quote_id, body, if_match)


@app.route("DELETE", "/v1/quotes/<quote_id>", 204)
def delete_quote(viewer: Viewer, quote_id: str, if_match: IfMatch) -> None:
    """Delete a draft of a quote, unless its number came from a book."""
    service.remove(viewer, "quote", quote_id, if_match)


@app.route("GET", "/v1/quotes/<quote_id>/history")
def list_quote_history(viewer: Viewer, quote_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a quote, newest first."""
    return service.told(viewer, "quote", quote_id, query)


@app.route("POST", "/v1/quotes/<quote_id>/confirm")
def confirm_quote(viewer: Viewer, quote_id: str, if_match: IfMatch) -> DocumentMoved:
    """Confirm a quote: it is sent, and counts as a quote."""
    return moving.move(viewer, "quote", quote_id, "confirmed", if_match)


@app.route("POST", "/v1/quotes/<quote_id>/cancel")
def cancel_quote(viewer: Viewer, quote_id: str, if_match: IfMatch) -> DocumentMoved:
    """Cancel a quote that nothing confirmed follows from: what it counted is taken back."""
    return moving.move(viewer, "quote", quote_id, "cancelled", if_match)


@app.route("POST", "/v1/orders", 201)
def create_order(viewer: Viewer, body: OrderCreate) -> DocumentView:
    """Draft an order, or make it of the document that it follows from."""
    return service.create(viewer, "order", body)


@app.route("GET", "/v1/orders")
def list_orders(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List orders: a customer's, an opportunity's, or all that the caller sees; by state, days or number."""
    return listing.page(viewer, "order", query)


@app.route("GET", "/v1/orders/<order_id>")
def read_order(viewer: Viewer, order_id: str) -> DocumentView:
    """Read an order with its lines."""
    return service.read(viewer, "order", order_id)


@app.route("PATCH", "/v1/orders/<order_id>")
def change_order(viewer: Viewer, order_id: str, body: ClaimPatch, if_match: IfMatch) -> DocumentView:
    """Change a draft of an order."""
    return service.change(viewer, "order", order_id, body, if_match)


@app.route("DELETE", "/v1/orders/<order_id>", 204)
def delete_order(viewer: Viewer, order_id: str, if_match: IfMatch) -> None:
    """Delete a draft of an order, unless its number came from a book."""
    service.remove(viewer, "order", order_id, if_match)


@app.route("GET", "/v1/orders/<order_id>/history")
def list_order_history(viewer: Viewer, order_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of an order, newest first."""
    return service.told(viewer, "order", order_id, query)


@app.route("POST", "/v1/orders/<order_id>/confirm")
def confirm_order(viewer: Viewer, order_id: str, if_match: IfMatch) -> DocumentMoved:
    """Confirm an order: if it is receivable, the customer owes what no contract of it claims."""
    return moving.move(viewer, "order", order_id, "confirmed", if_match)


@app.route("POST", "/v1/orders/<order_id>/cancel")
def cancel_order(viewer: Viewer, order_id: str, if_match: IfMatch) -> DocumentMoved:
    """Cancel an order that nothing confirmed follows from: what was owed for it is taken back."""
    return moving.move(viewer, "order", order_id, "cancelled", if_match)


@app.route("POST", "/v1/contracts", 201)
def create_contract(viewer: Viewer, body: ContractCreate) -> DocumentView:
    """Draft a contract, or make it of the document that it follows from."""
    return service.create(viewer, "contract", body)


@app.route("GET", "/v1/contracts")
def list_contracts(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List contracts: a customer's, an opportunity's, or all that the caller sees; by state, days or number."""
    return listing.page(viewer, "contract", query)


@app.route("GET", "/v1/contracts/<contract_id>")
def read_contract(viewer: Viewer, contract_id: str) -> DocumentView:
    """Read a contract with its lines."""
    return service.read(viewer, "contract", contract_id)


@app.route("PATCH", "/v1/contracts/<contract_id>")
def change_contract(viewer: Viewer, contract_id: str, body: ClaimPatch, if_match: IfMatch) -> DocumentView:
    """Change a draft of a contract."""
    return service.change(viewer, "contract", contract_id, body, if_match)


@app.route("DELETE", "/v1/contracts/<contract_id>", 204)
def delete_contract(viewer: Viewer, contract_id: str, if_match: IfMatch) -> None:
    """Delete a draft of a contract, unless its number came from a book."""
    service.remove(viewer, "contract", contract_id, if_match)


@app.route("GET", "/v1/contracts/<contract_id>/history")
def list_contract_history(viewer: Viewer, contract_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a contract, newest first."""
    return service.told(viewer, "contract", contract_id, query)


@app.route("POST", "/v1/contracts/<contract_id>/confirm")
def confirm_contract(viewer: Viewer, contract_id: str, if_match: IfMatch) -> DocumentMoved:
    """Confirm a contract: it then counts as revenue, and is owed instead of its order."""
    return moving.move(viewer, "contract", contract_id, "confirmed", if_match)


@app.route("POST", "/v1/contracts/<contract_id>/cancel")
def cancel_contract(viewer: Viewer, contract_id: str, if_match: IfMatch) -> DocumentMoved:
    """Cancel a contract that nothing confirmed follows from; what it counted is taken back, its order is owed again."""
    return moving.move(viewer, "contract", contract_id, "cancelled", if_match)


@app.route("POST", "/v1/receipts", 201)
def create_receipt(viewer: Viewer, body: ReceiptCreate) -> DocumentView:
    """Draft a receipt, or make it of the document that it follows from."""
    return service.create(viewer, "receipt", body)


@app.route("GET", "/v1/receipts")
def list_receipts(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List receipts: a customer's, an opportunity's, or all that the caller sees; by state, days or number."""
    return listing.page(viewer, "receipt", query)


@app.route("GET", "/v1/receipts/<receipt_id>")
def read_receipt(viewer: Viewer, receipt_id: str) -> DocumentView:
    """Read a receipt with its lines."""
    return service.read(viewer, "receipt", receipt_id)


@app.route("PATCH", "/v1/receipts/<receipt_id>")
def change_receipt(viewer: Viewer, receipt_id: str, body: DocumentPatch, if_match: IfMatch) -> DocumentView:
    """Change a draft of a receipt."""
    return service.change(viewer, "receipt", receipt_id, body, if_match)


@app.route("DELETE", "/v1/receipts/<receipt_id>", 204)
def delete_receipt(viewer: Viewer, receipt_id: str, if_match: IfMatch) -> None:
    """Delete a draft of a receipt, unless its number came from a book."""
    service.remove(viewer, "receipt", receipt_id, if_match)


@app.route("GET", "/v1/receipts/<receipt_id>/history")
def list_receipt_history(viewer: Viewer, receipt_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a receipt, newest first."""
    return service.told(viewer, "receipt", receipt_id, query)


@app.route("POST", "/v1/receipts/<receipt_id>/confirm")
def confirm_receipt(viewer: Viewer, receipt_id: str, if_match: IfMatch) -> DocumentMoved:
    """Confirm a receipt: it then counts as payment, and as much less is owed."""
    return moving.move(viewer, "receipt", receipt_id, "confirmed", if_match)


@app.route("POST", "/v1/receipts/<receipt_id>/cancel")
def cancel_receipt(viewer: Viewer, receipt_id: str, if_match: IfMatch) -> DocumentMoved:
    """Cancel a receipt that nothing confirmed follows from: what it counted is taken back."""
    return moving.move(viewer, "receipt", receipt_id, "cancelled", if_match)


@app.route("POST", "/v1/payment-slips", 201)
def create_payment_slip(viewer: Viewer, body: PaymentSlipCreate) -> DocumentView:
    """Draft a payment slip, or make it of the document that it follows from."""
    return service.create(viewer, "payment-slip", body)


@app.route("GET", "/v1/payment-slips")
def list_payment_slips(viewer: Viewer, query: DocumentQuery) -> DocumentPage:
    """List payment slips: a customer's, an opportunity's, or all that the caller sees; by state, days or number."""
    return listing.page(viewer, "payment-slip", query)


@app.route("GET", "/v1/payment-slips/<payment_slip_id>")
def read_payment_slip(viewer: Viewer, payment_slip_id: str) -> DocumentView:
    """Read a payment slip with its lines."""
    return service.read(viewer, "payment-slip", payment_slip_id)


@app.route("PATCH", "/v1/payment-slips/<payment_slip_id>")
def change_payment_slip(
    viewer: Viewer, payment_slip_id: str, body: PaymentSlipPatch, if_match: IfMatch
) -> DocumentView:
    """Change a draft of a payment slip."""
    return service.change(viewer, "payment-slip", payment_slip_id, body, if_match)


@app.route("DELETE", "/v1/payment-slips/<payment_slip_id>", 204)
def delete_payment_slip(viewer: Viewer, payment_slip_id: str, if_match: IfMatch) -> None:
    """Delete a draft of a payment slip, unless its number came from a book."""
    service.remove(viewer, "payment-slip", payment_slip_id, if_match)


@app.route("GET", "/v1/payment-slips/<payment_slip_id>/history")
def list_payment_slip_history(viewer: Viewer, payment_slip_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a payment slip, newest first."""
    return service.told(viewer, "payment-slip", payment_slip_id, query)


@app.route("POST", "/v1/payment-slips/<payment_slip_id>/confirm")
def confirm_payment_slip(viewer: Viewer, payment_slip_id: str, if_match: IfMatch) -> DocumentMoved:
    """Confirm a payment slip: if it repays the customer, they owe as much more."""
    return moving.move(viewer, "payment-slip", payment_slip_id, "confirmed", if_match)


@app.route("POST", "/v1/payment-slips/<payment_slip_id>/cancel")
def cancel_payment_slip(viewer: Viewer, payment_slip_id: str, if_match: IfMatch) -> DocumentMoved:
    """Cancel a payment slip that nothing confirmed follows from: what it counted is taken back."""
    return moving.move(viewer, "payment-slip", payment_slip_id, "cancelled", if_match)


handler = app
