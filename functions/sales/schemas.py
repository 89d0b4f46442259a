"""Bodies of requests and answers about contracts and receipts."""

from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Frozen, Ulid
from sales.rules import Document, DocumentFields


class ContractCreate(DocumentFields):
    """A new contract, as a draft. Its number is the one typed, or the next of `book`, or of the default book."""

    customer: Ulid
    book: Code | None = None
    receivable: bool = True


class ReceiptCreate(DocumentFields):
    """A new receipt, as a draft. Its number is the one typed, or the next of `book`, or of the default book."""

    customer: Ulid
    book: Code | None = None


class DocumentView(Document):
    """A document as shown."""

    version: int


class DocumentQuery(Frozen):
    """Which page; of one customer, or without `customer` of all that the caller sees."""

    customer: Ulid | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class DocumentPage(Frozen):
    """A page of documents, newest first. Across customers it may be short and still have a next one."""

    items: tuple[DocumentView, ...]
    next_cursor: str | None = None
