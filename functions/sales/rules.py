"""Contracts and receipts: their states, and what each step needs."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Frozen, Line, Money, Prose, Ulid

type DocumentKind = Literal["contract", "receipt"]
type State = Literal["draft", "confirmed", "cancelled"]

_NEEDED: dict[State, tuple[State, ...]] = {"draft": (), "confirmed": ("draft",), "cancelled": ("draft", "confirmed")}


class DocumentFields(Frozen):
    """What a person writes on a contract or receipt. Amounts are in the tenant's currency."""

    number: Annotated[Line, Field(max_length=40)] | None = None
    date: date
    amount: Annotated[Money, Field(gt=0)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Document(DocumentFields):
    """A contract (revenue, if it counts as receivable) or a receipt (money in)."""

    id: Ulid
    kind: DocumentKind
    customer: Ulid
    receivable: bool = True
    state: State = "draft"
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def needed_for(state: State) -> tuple[State, ...]:
    """The states from which a document may go to this one."""
    return _NEEDED[state]
