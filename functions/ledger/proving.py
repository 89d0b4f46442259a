"""A ledger is what its documents say, or is made so: should a fault have come between them (G3).

Documents and ledger change together, so nothing is waited for: what differs is wrong. It is mended by an entry of its
own, as everything in a ledger is: none is rewritten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, chain

from kernel import clock, keys, table
from kernel.facts import Number
from kernel.table import Range, Write
from kernel.values import decode
from ledger import claims, model, rules
from ledger.ageing import plus
from ledger.model import DueItem, EntryItem, HeadItem
from ledger.rules import Head, Posting

_TRIES = 3
_AT_ONCE = 90
"""Rows that change in one transaction, with the ledger's head and an entry."""

type Dues = Mapping[str, Number]
"""What is due, by the sort keys of its rows."""


@dataclass(frozen=True)
class _State:
    """A ledger: its head as stored, where its entries end, and what is due by its rows."""

    head: Head
    last: Head
    dues: Dues


def prove(pk: str) -> bool:
    """Whether a collection's ledger said what its documents say: balance, entries and what is due. It does now.

    If others keep posting it is left as it is, for another night.
    """
    for _ in range(_TRIES):
        head = model.head(pk)
        balance, dues = _said(pk)
        state = _State(head, _last(pk), _rows(pk))
        if model.head(pk) != head:
            continue
        if head == state.last and head.balance == balance and state.dues == dues:
            return True
        if _mended(pk, state, balance, dues):
            return False
    return True


def _said(pk: str) -> tuple[Number, Dues]:
    """What the documents say is owed, and what is due when."""
    balance: Number = 0
    dues: dict[str, Number] = {}
    for prefix in claims.OWING:
        for row in table.every(Range(pk, prefix=prefix, consistent=True)):
            value = decode(row["value"])
            amount = claims.owed(row["sk"]["S"], value)
            balance = plus(balance, amount)
            if amount > 0:
                dues[keys.due(claims.due(value), str(value["id"]))] = amount
    return balance, dues


def _last(pk: str) -> Head:
    where = Range(pk, prefix=keys.LEDGER_ENTRY, newest_first=True, consistent=True)
    found = [EntryItem.of(row).value for row in table.first(where, limit=1)]
    return Head(found[0].seq, found[0].balance) if found else Head()


def _rows(pk: str) -> Dues:
    rows = table.every(Range(pk, prefix=keys.DUE, consistent=True))
    return {item.sk: item.amount for item in map(DueItem.of, rows)}


def _mended(pk: str, state: _State, balance: Number, dues: Dues) -> bool:
    """Whether one entry brought it to what the documents say; not if somebody posted meanwhile."""
    now = clock.now()
    amount = plus(balance, -state.last.balance)
    after, entries = rules.posted(state.last, [Posting(amount, {"kind": "proof", "reason": "corrected"})], now, None)
    item = HeadItem(pk, keys.LEDGER, seq=after.seq, balance=after.balance)
    as_read = HeadItem.seq == state.head.seq if state.head.seq else HeadItem.pk.does_not_exist()
    first: Sequence[Write] = [
        table.put(item, when=as_read),
        *(table.create(EntryItem(pk, keys.ledger_entry(one.seq), value=one)) for one in entries),
    ]
    again = table.put(item, when=HeadItem.seq == after.seq)
    some = [list(part) for part in batched(_changes(pk, state.dues, dues), _AT_ONCE, strict=False)] or [[]]
    try:
        table.write(*first, *some[0])
        for rows in some[1:]:
            table.write(again, *rows)
    except (table.Refused, table.Transient):
        return False
    return True


def _changes(pk: str, before: Dues, after: Dues) -> Iterator[Write]:
    wrong = (sk for sk in after if after[sk] != before.get(sk))
    return chain(
        (table.put(DueItem(pk, sk, amount=after[sk])) for sk in wrong),
        (table.delete((pk, sk)) for sk in before if sk not in after),
    )
