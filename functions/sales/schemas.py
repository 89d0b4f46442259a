"""Bodies of requests and answers about sales documents."""

from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Day, Frozen, Prose, Total, Ulid
from products.pricing import MOST_LINES, LineFields
from sales.filters import Sort
from sales.rules import Amount, Document, DocumentFields, Ref, Summary
from sales.wanted import DocumentFilter

type Lines = Annotated[tuple[LineFields, ...], Field(max_length=MOST_LINES)]


class DocumentCreate(DocumentFields):
    """A new draft. Its number is the one typed, or the next of `book`, or of the default book.

    It has lines, or an amount. What is not said of customer, opportunity, lines and amount is as in `parent`, the
    document that it follows from: so an order is made of a quote by naming it. A receipt, a payment slip and a contract
    of an order are about what confirmed ones of their kind have left of `parent`, unless they say otherwise.
    """

    customer: Ulid | None = None
    book: Code | None = None
    parent: Ref | None = None
    opportunity: Ulid | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3)] | None = None
    """The company's, if it is said at all."""
    amount: Amount | None = None
    lines: Lines | None = None


class ClaimCreate(DocumentCreate):
    """A new contract or order, as a draft; `receivable`: whether the customer owes it when it is confirmed."""

    receivable: bool = True


class QuoteCreate(DocumentCreate):
    """A new quote, as a draft."""


class OrderCreate(ClaimCreate):
    """A new order, as a draft."""


class ContractCreate(ClaimCreate):
    """A new contract, as a draft."""


class ReceiptCreate(DocumentCreate):
    """A new receipt, as a draft."""


class PaymentSlipCreate(DocumentCreate):
    """A new payment slip, as a draft; `repays`: whether the customer owes that much more when it is confirmed."""

    repays: bool = True


class DocumentPatch(Frozen):
    """Fields of a draft to change; those left out stay, null empties an optional one.

    `lines` are replaced as a whole, and by an `amount` too.
    """

    date: Day | None = None
    due: Day | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    opportunity: Ulid | None = None
    parent: Ref | None = None
    amount: Amount | None = None
    lines: Lines | None = None


class ClaimPatch(DocumentPatch):
    """Fields of a draft of a contract or order to change."""

    receivable: bool | None = None


class PaymentSlipPatch(DocumentPatch):
    """Fields of a draft of a payment slip to change."""

    repays: bool | None = None


class DocumentView(Document):
    """A document as shown."""

    version: int


class DocumentMoved(DocumentView):
    """A document that was confirmed or cancelled.

    `debt_change`: by how much more its customer owes for that; null for who does not see all that a debt is made of.
    """

    debt_change: Total | None


class DocumentRow(Summary):
    """A document in a list: without its lines."""

    version: int


class DocumentQuery(DocumentFilter):
    """Which page of which list.

    Without `sort` what is looked for by number comes in that order, what is in one state or between two days by its
    date, the last first, and all else newest first. A page may be short and still have a next one.
    """

    sort: Sort | None = None
    reverse: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class DocumentPage(Frozen):
    """A page of documents without their lines. It may be short and have a next one."""

    items: tuple[DocumentRow, ...]
    next_cursor: str | None = None
