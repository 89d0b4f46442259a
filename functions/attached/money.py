"""What confirmed documents are counted as on their days: sold, received, paid, owed. Pure, on stored maps.

Only what the ledger counts is counted, by the ledger's own rules, so that both say the same of a debt.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from counts.days import Happened
from kernel import keys
from ledger.claims import owed

type _Stored = Mapping[str, Any]
type _Zone = Callable[[], tzinfo]

SOLD, RECEIVED, PAID, REPAID, ADJUSTED = "sold", "received", "paid", "repaid", "adjusted"


def sold(prefix: str) -> Callable[[_Stored, _Zone], Iterator[Happened]]:
    """A contract that counts as receivable; an order, as far as no contract claims it."""

    def happened(value: _Stored, _zone: _Zone) -> Iterator[Happened]:
        if amount := owed(prefix, value):
            yield Happened(str(value["date"]), f"{SOLD}#{prefix[:-1].lower()}", amount)

    return happened


def received(value: _Stored, _zone: _Zone) -> Iterator[Happened]:
    """Money that came in."""
    if amount := owed(keys.RECEIPT, value):
        yield Happened(str(value["date"]), RECEIVED, -amount)


def paid(value: _Stored, _zone: _Zone) -> Iterator[Happened]:
    """Money that went out; what was paid back to a customer is owed again."""
    if value.get("state") == "confirmed":
        yield Happened(str(value["date"]), PAID, value["amount"])
    if amount := owed(keys.PAYMENT_SLIP, value):
        yield Happened(str(value["date"]), REPAID, amount)


def adjusted(value: _Stored, _zone: _Zone) -> Iterator[Happened]:
    """A debt that somebody entered by hand, for a reason."""
    if amount := owed(keys.ADJUSTMENT, value):
        yield Happened(str(value["date"]), ADJUSTED, amount)
