"""Voucher books in the table, and how far each is used."""

from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute
from vouchers.rules import Book, BookKind, Count

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action


class BookItem(Item):
    """A book. Its version is that of its settings: a number taken is no change of them."""

    value = ValueAttribute(Book)
    version = IntegerAttribute()
    period = UnicodeAttribute()
    next = IntegerAttribute()
    last = IntegerAttribute()

    @property
    def used(self) -> Count:
        """How far it is used."""
        return Count(self.period, self.next, self.last)


class DefaultItem(Item):
    """Which book numbers the documents of a kind when nobody names one."""

    book = UnicodeAttribute()


def find(tenant: str, code: str) -> BookItem | None:
    """One book, as it is now."""
    return table.get(BookItem, (keys.vouchers(tenant), keys.voucher_book(code)), consistent=True)


def books(tenant: str) -> Range:
    """Where the books are, by code."""
    return Range(keys.vouchers(tenant), prefix=keys.voucher_book(""))


def default(tenant: str, kind: BookKind) -> str | None:
    """The code of the book that is used when nobody names one."""
    item = table.get(DefaultItem, (keys.vouchers(tenant), keys.default_book(kind)), consistent=True)
    return item.book if item else None


def adding(tenant: str, book: Book, count: Count, taken: Problem | None = None) -> Write:
    """The write that makes a book."""
    key = keys.vouchers(tenant), keys.voucher_book(book.code)
    item = BookItem(*key, value=book, version=1, period=count.period, next=count.next, last=count.last)
    return table.create(item, otherwise=taken)


def changing(before: BookItem, after: Book, count: Count | None = None) -> Write:
    """The write that changes a book's settings, and how far it is used if that is given."""
    actions: list[Action] = [BookItem.value.set(after), BookItem.version.set(before.version + 1)]
    when = BookItem.version == before.version
    if count is not None:
        actions += _counting(count)
        when &= _still(before.used)
    return table.update((before.pk, before.sk), actions, when=when, otherwise=in_flight())


def using(book: BookItem, after: Count) -> Write:
    """The write that takes a number: Refused if the book, or how far it is used, is no longer as it was."""
    when = (BookItem.version == book.version) & _still(book.used)
    return table.update((book.pk, book.sk), _counting(after), when=when)


def _counting(count: Count) -> "list[Action]":
    return [BookItem.period.set(count.period), BookItem.next.set(count.next), BookItem.last.set(count.last)]


def _still(count: Count) -> "Condition":
    same: Condition = (BookItem.period == count.period) & (BookItem.next == count.next)
    return same


def making_default(tenant: str, kind: BookKind, code: str, before: str | None) -> Write:
    """The write that makes a book the default of a kind instead of another."""
    item = DefaultItem(keys.vouchers(tenant), keys.default_book(kind), book=code)
    when = DefaultItem.book == before if before else DefaultItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())


def without_default(tenant: str, kind: BookKind, before: str) -> Write:
    """The write that leaves a kind without a default."""
    key = keys.vouchers(tenant), keys.default_book(kind)
    return table.delete(key, when=DefaultItem.book == before, otherwise=in_flight())


def beginning(tenant: str, book: Book) -> list[Write]:
    """All writes that give a new tenant one of its books."""
    key = keys.vouchers(tenant), keys.default_book(book.kind)
    return [adding(tenant, book, Count()), table.create(DefaultItem(*key, book=book.code))]
