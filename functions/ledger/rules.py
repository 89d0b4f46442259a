"""A customer's ledger as accountants keep it: entries in posting order, none rewritten (G3). Pure decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from kernel.facts import Number
from kernel.fields import Day, Frozen, Total, Ulid
from ledger import claims
from ledger.ageing import plus

type Reason = Literal[
    "confirmed", "cancelled", "contracted", "contract_cancelled", "merged", "merge_undone", "corrected"
]  # fmt: skip
"""Why an entry was posted: its document was confirmed or cancelled; a contract made of an order claims instead of it,
or does so no longer; documents came to another record, or went back; the ledger did not say what its documents say."""


@dataclass(frozen=True)
class Head:
    """How far a ledger is: the number of its last entry, and what is owed after it."""

    seq: int = 0
    balance: Number = 0


class Entry(Frozen):
    """One entry. `amount` more than nothing: the customer owes more; `balance` is what they owe after it."""

    seq: int
    kind: str
    document: Ulid | None = None
    number: str | None = None
    date: Day | None = None
    """Its document's own; what a merge brings has none."""
    due: Day | None = None
    amount: Total
    balance: Total
    reason: Reason
    note: str | None = None
    at: datetime
    by: Ulid | None = None


@dataclass(frozen=True)
class Step:
    """One document before and after a change, as stored maps; {} where there is none."""

    sk: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: Reason

    @property
    def amount(self) -> Number:
        """By how much more the customer owes."""
        return plus(claims.owed(self.sk, self.after), -claims.owed(self.sk, self.before))


@dataclass(frozen=True)
class Posting:
    """An entry before it has a number: `what` names the document, if it is one."""

    amount: Number
    what: Mapping[str, Any]


def postings(steps: Iterable[Step]) -> list[Posting]:
    """One for each document whose claim changes."""
    return [Posting(step.amount, {**_named(step), "reason": step.reason}) for step in steps if step.amount]


def posted(head: Head, found: Iterable[Posting], at: datetime, by: str | None) -> tuple[Head, list[Entry]]:
    """The ledger after these, and its new entries with their numbers and running balance."""
    entries: list[Entry] = []
    for one in found:
        head = Head(head.seq + 1, plus(head.balance, one.amount))
        entries.append(Entry.model_validate(
            {**one.what, "seq": head.seq, "amount": Decimal(one.amount), "balance": Decimal(head.balance), "at": at,
             "by": by}
        ))  # fmt: skip
    return head, entries


def _named(step: Step) -> dict[str, Any]:
    value = step.after or step.before
    kind = step.sk.partition("#")[0].lower()
    return {
        "kind": "payment-slip" if kind == "paymentslip" else kind, "document": value["id"],
        "number": value.get("number"), "date": str(value["date"]), "due": claims.due(value),
        "note": value.get("reason"),
    }  # fmt: skip
