"""Voucher books: how the next number of a document reads, and when counting begins anew (B5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Frozen, Line, Names
from kernel.problems import FieldError, Problem

type BookKind = Literal["contract", "receipt", "payment-slip", "quote", "order", "opportunity"]
type Reset = Literal["none", "yearly", "monthly"]
type Affix = Annotated[Line, Field(max_length=20)]

LONGEST, DIGITS = 40, 12
"""Characters of a number, and digits of what is counted in it."""
_PLACEHOLDER = re.compile(r"\{(?:YYYY|YY|MM)\}")
_AFFIX = re.compile(rf"(?:[^{{}}]|{_PLACEHOLDER.pattern})*")
_YEAR = re.compile(r"\{YY(?:YY)?\}")
EVER = "ever"


class Book(Frozen):
    """A series of numbers for documents of a kind.

    `{YYYY}`, `{YY}` and `{MM}` in prefix and suffix stand for the year and month in the tenant's time zone; a book
    that begins anew has them, or a number would come twice. `padding` digits, all used: the book is full; 0: any.
    """

    code: Code
    name: Names
    kind: BookKind
    prefix: Affix | None = None
    suffix: Affix | None = None
    padding: Annotated[int, Field(ge=0, le=DIGITS)] = 4
    reset: Reset = "none"
    active: bool = True
    default: bool = False


@dataclass(frozen=True)
class Count:
    """How far a book has been used: in which period, which number comes next, and which was the last taken."""

    period: str = EVER
    next: int = 1
    last: int = 0


def period(book: Book, day: date) -> str:
    """What the day is counted in: its year, its month, or all time."""
    match book.reset:
        case "yearly":
            return f"{day:%Y}"
        case "monthly":
            return f"{day:%Y-%m}"
    return EVER


def due(book: Book, count: Count, day: date) -> Count:
    """Where counting goes on: at 1 in a new period. Never back in an earlier one, however slow a clock is."""
    now = period(book, day)
    return count if len(now) == len(count.period) and now <= count.period else Count(now)


def number(book: Book, count: Count, day: date) -> str:
    """The number that comes next, `count` being due on that day. Problem `book_full` when its digits are used up."""
    if count.next >= 10 ** (book.padding or DIGITS):
        raise Problem("book_full", code=book.code)
    begun = day if count.period == EVER else max(day, _first_day(count.period))
    return f"{_filled(book.prefix, begun)}{count.next:0{book.padding}d}{_filled(book.suffix, begun)}"


def taken(count: Count) -> Count:
    """After the next number has been taken."""
    return replace(count, next=count.next + 1, last=count.next)


def mistakes(book: Book) -> Iterator[FieldError]:
    """What is wrong with a book, beyond the shape of its fields."""
    affixes = {name: text for name, text in (("prefix", book.prefix), ("suffix", book.suffix)) if text}
    for name, text in affixes.items():
        if not _AFFIX.fullmatch(text):
            yield FieldError(f"/{name}", "placeholder")
    both = "".join(affixes.values())
    if book.reset != "none" and not _YEAR.search(both):
        yield FieldError("/reset", "needs_period", (("placeholder", "{YYYY}"),))
    if book.reset == "monthly" and "{MM}" not in both:
        yield FieldError("/reset", "needs_period", (("placeholder", "{MM}"),))
    room = LONGEST - DIGITS
    if len(_filled(both, date(2000, 1, 1))) > room:
        yield FieldError("/prefix", "too_long", (("max_length", room),))
    if book.default and not book.active:
        yield FieldError("/active", "default_is_open")


def _first_day(of: str) -> date:
    return date.fromisoformat(f"{of}-01" if "-" in of else f"{of}-01-01")


def _filled(affix: str | None, day: date) -> str:
    said = {"{YYYY}": f"{day:%Y}", "{YY}": f"{day:%y}", "{MM}": f"{day:%m}"}
    return _PLACEHOLDER.sub(lambda found: said[found[0]], affix or "")
