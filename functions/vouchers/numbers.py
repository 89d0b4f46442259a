"""Numbers that documents have, typed or from a book. Without validators: who only frees one needs no book."""

from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.problems import Problem
from kernel.table import Item, Write

if TYPE_CHECKING:
    from vouchers.rules import BookKind


class NumberItem(Item):
    """Makes a number unique among a tenant's documents of a kind, typed or from a book."""

    document = UnicodeAttribute()


def claiming(tenant: str, kind: "BookKind", number: str, document: str, otherwise: Problem | None = None) -> Write:
    """The write that gives a number to a document, and to no other of its kind."""
    item = NumberItem(keys.number(tenant, kind, number), keys.POINTER, document=document)
    return table.create(item, otherwise=otherwise)


def freeing(tenant: str, kind: "BookKind", number: str) -> Write:
    """The write that makes a typed number free again."""
    return table.delete((keys.number(tenant, kind, number), keys.POINTER))
