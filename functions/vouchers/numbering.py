"""Giving a document its number, in the very transaction that makes the document: none comes twice, none is left out.

A feature calls `numbered` with what makes its document. Two who want the same number at once: one gets it, the other
finds out by its transaction failing, and makes its document anew with the next number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from identity.model import settings
from kernel import clock, table
from kernel.contest import Contest
from kernel.problems import busy, invalid
from kernel.table import Write
from vouchers import model, rules
from vouchers.model import BookItem
from vouchers.numbers import claiming
from vouchers.rules import BookKind

PATIENCE = 15.0
"""Seconds for which a number is fought for, and then the caller is asked to try again; a function has 20."""


@dataclass(frozen=True)
class Wish:
    """Which document wants a number: a typed one, the next of a book, or of the kind's default book if it has one."""

    tenant: str
    kind: BookKind
    document: str
    number: str | None = None
    book: str | None = None


type Make[T] = Callable[[str | None, list[Write]], T]
"""Writes the document with that number, together with these writes. It is called again if the number was lost."""


def numbered[T](wish: Wish, make: Make[T]) -> T:
    """What `make` gives.

    Raises `invalid_request` for a typed number that is taken and for a book that cannot be used, `book_full`, and
    503 `busy` when there were too many others; then nothing was written.
    """
    if wish.number is not None:
        if wish.book is not None:
            raise invalid("/book", "not_with", other="number")
        taken = invalid("/number", "taken", value=wish.number)
        return make(wish.number, [claiming(wish.tenant, wish.kind, wish.number, wish.document, taken)])
    code = wish.book or model.default(wish.tenant, wish.kind)
    return make(None, []) if code is None else _from_book(wish, code, make)


def _from_book[T](wish: Wish, code: str, make: Make[T]) -> T:
    day = today(wish.tenant)
    contest = Contest(PATIENCE)
    while contest.goes_on:
        book = _usable(wish, code)
        count = rules.due(book.value, book.used, day)
        number = rules.number(book.value, count, day)
        use = model.using(book, rules.taken(count))
        claim = claiming(wish.tenant, wish.kind, number, wish.document)
        try:
            return make(number, [use, claim])
        except table.Refused as refused:
            if refused.write is claim:
                _pass_over(use)  # somebody has typed it, so it is on a document: that leaves no gap
                continue
            if refused.write is not use:
                raise
        except table.Transient:
            pass  # another transaction was at the book just now: nothing was written
        contest.lost()
    raise busy()


def today(tenant: str) -> date:
    """The day that it is for a company."""
    return clock.now().astimezone(settings(tenant).value.zone).date()


def _usable(wish: Wish, code: str) -> BookItem:
    book = model.find(wish.tenant, code)
    if book is None or book.value.kind != wish.kind:
        raise invalid("/book", "no_such_book", value=code, kind=wish.kind)
    if not book.value.active:
        raise invalid("/book", "book_closed", value=code)
    return book


def _pass_over(use: Write) -> None:
    try:
        table.write(use)
    except (table.Refused, table.Transient):
        return  # somebody else has
