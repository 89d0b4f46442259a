"""What a stored document counts. Apart from its rules: a fold needs no validators."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kernel.facts import Number


def revenue(value: Mapping[str, Any]) -> Number:
    """What a document counts as revenue: a confirmed contract that counts as receivable, paid or not (I1)."""
    return _amount(value) if value["kind"] == "contract" and value["receivable"] and _counts(value) else 0


def payment(value: Mapping[str, Any]) -> Number:
    """What a document counts as payment: a confirmed receipt (I1)."""
    return _amount(value) if value["kind"] == "receipt" and _counts(value) else 0


def _counts(value: Mapping[str, Any]) -> bool:
    return bool(value["state"] == "confirmed")


def _amount(value: Mapping[str, Any]) -> Number:
    amount = value["amount"]
    if not isinstance(amount, (int, Decimal)):
        raise TypeError("an amount is a number")
    return amount
