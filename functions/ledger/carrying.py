"""What documents that go from one record to another claim goes with them (C10): out of one ledger, into the other.

In the transaction that moves the documents: so what is owed is in exactly one of the two ledgers, as the documents are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel import keys, table
from kernel.facts import Number
from kernel.table import Write
from kernel.values import Raw, decode
from ledger import claims, model
from ledger.ageing import plus
from ledger.model import DueItem
from ledger.rules import Posting, Reason


@dataclass(frozen=True)
class Carried:
    """What one document claims, and on which day it is due."""

    document: str
    amount: Number
    due: str


def carried(row: Raw) -> Carried | None:
    """What an item of a collection claims; None for what says nothing of a debt."""
    sk = row["sk"]["S"]
    if not sk.startswith(claims.OWING):
        return None
    value = decode(row["value"])
    amount = claims.owed(sk, value)
    return Carried(str(value["id"]), amount, claims.due(value)) if amount else None


def carrying(
    tenant: str, source: str, target: str, found: Sequence[Carried], reason: Reason, at: datetime
) -> list[Write]:
    """One entry in each ledger with the sum of all, and the rows of what is due; none if nothing is claimed.

    Also where they add up to nothing: by its head a ledger shows that what is due in it has changed.
    """
    here, there = keys.customer(tenant, source), keys.customer(tenant, target)
    total = plus(*(one.amount for one in found))
    writes: list[Write] = []
    if found:
        for pk, amount in ((here, plus(-total)), (there, total)):
            what = {"kind": "merge", "reason": reason}
            writes += model.entering(pk, [Posting(amount, what)], at, None)
    for one in found:
        if one.amount > 0:
            sk = keys.due(one.due, one.document)
            writes += [table.delete((here, sk)), table.put(DueItem(there, sk, amount=one.amount))]
    return writes
