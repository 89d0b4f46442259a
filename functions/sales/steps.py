"""What becomes of documents when one is confirmed, cancelled or deleted (G2). Pure: raises a Problem where none may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kernel.problems import Problem
from sales.rules import MOST_CHILDREN, Child, Document, Ref, child
from sales.wanted import State

_NEEDED: dict[State, tuple[State, ...]] = {"draft": (), "confirmed": ("draft",), "cancelled": ("draft", "confirmed")}

type Pair = tuple[Document, Document | None]
"""A document and the one that it follows from, if it does."""


def needed_for(state: State) -> tuple[State, ...]:
    """The states from which a document may go to this one."""
    return _NEEDED[state]


def require_draft(document: Document) -> None:
    """409 unless it may still be written on."""
    if document.state != "draft":
        raise Problem("wrong_state", state=document.state, needed="draft")


@dataclass(frozen=True)
class Who:
    """Who does something, when, and which other documents they see: those are named to them."""

    employee: str
    at: datetime
    sees: Callable[[Ref], bool] = lambda _: True
    currency: str | None = None
    """What the company keeps its ledgers in."""


def moved(document: Document, parent: Document | None, state: State, who: Who) -> Pair:
    """Both after the document was confirmed or cancelled."""
    needed = needed_for(state)
    if document.state not in needed:
        raise Problem("wrong_state", state=document.state, needed=" / ".join(needed))
    by, at = who.employee, who.at
    stamps = {"updated_at": at, "updated_by": by, f"{state}_at": at, f"{state}_by": by}
    after = document.model_copy(update={"state": state, **stamps})
    if state == "confirmed":
        _require_currency(document, who.currency)
        return after, _followed(document, parent, by, at)
    require_free(document, who.sees)
    return after, _left(document, parent, by, at) if document.state == "confirmed" else None


def _require_currency(document: Document, own: str | None) -> None:
    """409 for what was drafted before the company changed to another currency: a ledger is in one."""
    if own is not None and document.currency not in {None, own}:
        raise Problem("document_currency", currency=document.currency, own=own)


def require_free(document: Document, sees: Callable[[Ref], bool] = lambda _: True) -> None:
    """409 naming the confirmed documents that follow from it, as far as they are seen: they go first."""
    if document.children:
        names = [f"{one.kind} {one.number or one.id}" for one in document.children if sees(one)]
        raise Problem("has_followers", documents=", ".join(names) or "…")


def require_deletable(document: Document, sees: Callable[[Ref], bool]) -> None:
    """409 for what is no draft, for what others follow from, and for what has a number of a book."""
    require_draft(document)
    require_free(document, sees)
    if document.from_book:
        raise Problem("number_from_book", number=document.number)


def _followed(document: Document, parent: Document | None, by: str, at: datetime) -> Document | None:
    """The parent, which knows of its follower from now on; so it is not cancelled under it."""
    if document.parent is None:
        return None
    if parent is None:
        raise Problem("parent_gone")
    if parent.state == "cancelled":
        raise Problem("parent_cancelled")
    if len(parent.children) >= MOST_CHILDREN:
        raise Problem("too_many_followers", limit=MOST_CHILDREN)
    return _known(parent, (*parent.children, child(document)), by, at)


def _left(document: Document, parent: Document | None, by: str, at: datetime) -> Document | None:
    if parent is None:
        return None
    return _known(parent, tuple(one for one in parent.children if one.id != document.id), by, at)


def _known(parent: Document, children: tuple[Child, ...], by: str, at: datetime) -> Document:
    return parent.model_copy(update={"children": children, "updated_at": at, "updated_by": by})
