"""Ledgers in the table: posted in the very transaction that changes the documents, or not at all.

A ledger's head says how far it is and is written under the condition that nobody posted meanwhile; who is late is
Refused at the head, and posts anew. Beside it lies a row for each claim by its due day, which the ageing walks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kernel import keys, table
from kernel.facts import Number
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, NumberAttribute, ValueAttribute
from ledger import claims, rules
from ledger.rules import Entry, Head, Posting, Step

_MANY = 1000
"""Claims that are read at once for who owes more than the first page of them."""


class HeadItem(Item):
    """How far a ledger is."""

    seq = IntegerAttribute()
    balance = NumberAttribute()


class EntryItem(Item):
    """An entry: written once."""

    value = ValueAttribute(Entry)


class DueItem(Item):
    """What a document claims; its key says when that is due."""

    amount = NumberAttribute()


@dataclass(frozen=True)
class Change:
    """Steps in one collection, and who made them."""

    pk: str
    steps: Sequence[Step]
    at: datetime
    by: str | None = None


def head(pk: str) -> Head:
    """How far a ledger is now."""
    item = table.get(HeadItem, (pk, keys.LEDGER), consistent=True)
    return Head(item.seq, item.balance) if item else Head()


def posting(change: Change) -> list[Write]:
    """All writes that tell a ledger of a change; none when no claim changes."""
    found = rules.postings(change.steps)
    return [*entering(change.pk, found, change.at, change.by), *_dues(change)] if found else []


def entering(pk: str, found: Sequence[Posting], at: datetime, by: str | None) -> list[Write]:
    """The writes of new entries, behind those that there are now: Refused when somebody posts meanwhile."""
    before = head(pk)
    after, entries = rules.posted(before, found, at, by)
    item = HeadItem(pk, keys.LEDGER, seq=after.seq, balance=after.balance)
    when = HeadItem.seq == before.seq if before.seq else HeadItem.pk.does_not_exist()
    new = [table.create(EntryItem(pk, keys.ledger_entry(one.seq), value=one)) for one in entries]
    return [table.put(item, when=when), *new]


def _dues(change: Change) -> Iterator[Write]:
    for step in change.steps:
        before, after = (_due(step.sk, side) for side in (step.before, step.after))
        if before and (after is None or after[0] != before[0]):
            yield table.delete((change.pk, before[0]))
        if after and after != before:
            yield table.put(DueItem(change.pk, after[0], amount=after[1]))


def _due(sk: str, value: object) -> tuple[str, Number] | None:
    """(sort key, amount) of the row that a document's claim has; None when it claims nothing."""
    if not isinstance(value, dict) or not value:
        return None
    amount = claims.owed(sk, value)
    return (keys.due(claims.due(value), str(value["id"])), amount) if amount > 0 else None


def entries(pk: str) -> Range:
    """Where the entries are, the last first."""
    return Range(pk, prefix=keys.LEDGER_ENTRY, newest_first=True)


def open_claims(pk: str, size: int) -> Iterator[tuple[date, Number]]:
    """(due day, amount) of all claims, the latest due first, as far as somebody asks: `size` first, then many."""
    where, start = Range(pk, prefix=keys.DUE, newest_first=True, consistent=True), None
    while True:
        page = table.page(where, limit=size, start=start)
        for item in map(DueItem.of, page.items):
            yield date.fromisoformat(item.sk.split("#")[1]), item.amount
        if page.last is None:
            return
        size, start = _MANY, page.last
