"""Sales documents: what they say, and the chain they form (G2)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Day, Frozen, Money, Prose, Ulid
from kernel.problems import FieldError
from products.pricing import MOST_LINES, PricedLine
from sales.wanted import Number, State

type DocumentKind = Literal["quote", "order", "contract", "receipt", "payment-slip"]
type Amount = Annotated[Money, Field(gt=0)]

PARENTS: Mapping[DocumentKind, tuple[DocumentKind, ...]] = {
    "quote": (), "order": ("quote",), "contract": ("quote", "order"), "receipt": ("quote", "order", "contract"),
    "payment-slip": ("order", "contract", "receipt"),
}  # fmt: skip
"""What a document may follow from."""
IN_PARTS: tuple[DocumentKind, ...] = ("contract", "receipt", "payment-slip")
"""What is about a part of the document that it follows from: the next one is about the rest."""
MOST_CHILDREN = 200
"""So many confirmed documents may follow from one."""


class Ref(Frozen):
    """Another document."""

    kind: DocumentKind
    id: Ulid


class Child(Ref):
    """A confirmed document that follows from this one. An order claims what its contracts do not."""

    number: Number | None = None
    amount: Money
    receivable: bool = True
    repays: bool = True


class DocumentFields(Frozen):
    """What a person writes on a document. Amounts are in the company's currency."""

    number: Number | None = None
    date: Day
    due: Day | None = None
    """Until when a quote holds, when the others are to be paid; without one, their own day."""
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Summary(DocumentFields):
    """A document as lists show it: without lines, and without what it has to do with others."""

    id: Ulid
    kind: DocumentKind
    customer: Ulid
    amount: Amount
    """The total, with tax."""
    currency: str | None = None
    subtotal: Money | None = None
    """Of lines, as `discount` and `tax`; a document without lines has its amount alone."""
    discount: Money | None = None
    tax: Money | None = None
    receivable: bool = True
    """Contracts and orders: whether the customer owes it when it is confirmed."""
    repays: bool = True
    """Payment slips: whether the money goes back to the customer, who then owes more; not a fee or a gift."""
    from_book: bool = False
    """Whether its number came from a voucher book: it is cancelled and never deleted, or there was a gap."""
    state: State = "draft"
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid
    confirmed_at: datetime | None = None
    confirmed_by: Ulid | None = None
    cancelled_at: datetime | None = None
    cancelled_by: Ulid | None = None


class Document(Summary):
    """A document whole."""

    opportunity: Ulid | None = None
    parent: Ref | None = None
    children: Annotated[tuple[Child, ...], Field(max_length=MOST_CHILDREN)] = ()
    """The confirmed documents that follow from it."""
    lines: Annotated[tuple[PricedLine, ...], Field(max_length=MOST_LINES)] = ()


def mistakes(document: Document) -> list[FieldError]:
    """What contradicts itself in a document, beyond the shape of its fields."""
    if document.due is not None and document.due < document.date:
        return [FieldError("/due", "not_before", (("other", "date"),))]
    return []


def told(document: Summary) -> str:
    """What a message calls it."""
    return f"{document.kind} {document.number or document.id}"


def child(document: Document) -> Child:
    """A confirmed document as its parent knows it."""
    return Child(
        kind=document.kind, id=document.id, number=document.number, amount=document.amount,
        receivable=document.receivable, repays=document.repays,
    )  # fmt: skip


def covered(parent: Document, kind: DocumentKind) -> Decimal:
    """What confirmed documents of a kind that follow from it are about already: a new one is about the rest.

    What was paid back of it may be received again. A quote may be ordered as a whole, and more than once.
    """
    match kind:
        case "receipt":
            back = _sum(one for one in parent.children if one.kind == "payment-slip" and one.repays)
            return max(Decimal(0), _of_kind(parent, kind) - back)
        case "payment-slip":
            return _of_kind(parent, kind)
        case "contract" if parent.kind == "order":
            return _of_kind(parent, kind)
    return Decimal(0)


def _of_kind(parent: Document, kind: DocumentKind) -> Decimal:
    return _sum(one for one in parent.children if one.kind == kind)


def _sum(children: Iterable[Child]) -> Decimal:
    return sum((one.amount for one in children), Decimal(0))


def limited(document: Document, sees: Callable[[Ref], bool], *, opportunities: bool) -> Document:
    """A document as somebody may see it who does not see all that it has to do with."""
    parent = document.parent if document.parent and sees(document.parent) else None
    children = tuple(one for one in document.children if sees(one))
    opportunity = document.opportunity if opportunities else None
    return document.model_copy(update={"parent": parent, "children": children, "opportunity": opportunity})
