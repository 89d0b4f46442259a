"""Bodies of requests and answers about voucher books."""

from typing import Annotated

from pydantic import Field

from kernel.fields import Frozen, Names
from vouchers.rules import DIGITS, Affix, Book, Reset

type Next = Annotated[int, Field(ge=1, lt=10**DIGITS)]


class BookCreate(Book):
    """A new book; `next` goes on where a book of paper has ended."""

    next: Next = 1


class BookPatch(Frozen):
    """Fields to change; those left out stay, null empties prefix or suffix."""

    name: Names | None = None
    prefix: Affix | None = None
    suffix: Affix | None = None
    padding: Annotated[int, Field(ge=0, le=DIGITS)] | None = None
    reset: Reset | None = None
    active: bool | None = None
    default: bool | None = None
    next: Next | None = None


class BookView(Book):
    """A book as shown; `preview` is the number that comes next, null when the book is full."""

    next: int
    preview: str | None
    version: int


class BookPage(Frozen):
    """A page of books."""

    items: tuple[BookView, ...]
    next_cursor: str | None = None
