"""What one document says of its customer's debt (G3). Pure, and on stored maps: streams and merges ask it too.

A document owes what it says, and nothing is remembered: debt = Σ of this over all that lies in a collection. An entry
of the ledger is the difference between what a document says before and after a change of it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kernel import keys
from kernel.facts import Number

OWING = (keys.ORDER, keys.CONTRACT, keys.RECEIPT, keys.PAYMENT_SLIP, keys.ADJUSTMENT)
"""What may say something of a debt."""


def owed(sk: str, value: Mapping[str, Any]) -> Number:
    """More than nothing: a claim on the customer. Less: what they paid. Only what is confirmed counts."""
    if value.get("state") != "confirmed":
        return 0
    match sk[: sk.find("#") + 1]:
        case keys.CONTRACT:
            return _amount(value) if value["receivable"] else 0
        case keys.ORDER:
            return max(0, _amount(value) - _contracted(value)) if value["receivable"] else 0
        case keys.RECEIPT:
            return -_amount(value)
        case keys.PAYMENT_SLIP:
            return _amount(value) if value["repays"] else 0
        case keys.ADJUSTMENT:
            return _amount(value)
    return 0


def due(value: Mapping[str, Any]) -> str:
    """The day on which it is due; without one, its own."""
    return str(value.get("due") or value["date"])


def _contracted(order: Mapping[str, Any]) -> Number:
    """What contracts that were made of an order claim instead of it, so that nothing is claimed twice."""
    found: Number = 0
    for child in order.get("children", ()):
        if child["kind"] == "contract" and child["receivable"]:
            found += child["amount"]
    return found


def _amount(value: Mapping[str, Any]) -> Number:
    amount = value["amount"]
    if not isinstance(amount, (int, Decimal)):
        raise TypeError("an amount is a number")
    return amount
