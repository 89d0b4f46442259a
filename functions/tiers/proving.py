"""Everybody's tier is what their records say and the ladder in force makes of it, or is made so: for an operator."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from customers import walking
from kernel import keys, telemetry
from kernel.values import Raw
from tiers import folding
from tiers.folding import FOLD, is_shown


def go(order: Mapping[str, Any], goes_on: Callable[[], bool]) -> dict[str, Any]:
    """Prove the next records of a company; the answer is the next order, until it is done.

    With `{"tenant": …, "record": …}` one is derived anew; what of it cannot be read is put aside (again).
    """
    if "record" in order:
        FOLD.rebuild(keys.customer(order["tenant"], order["record"]))
        return {"rebuilt": 1}
    with folding.noting():
        return walking.go(order, _prove, goes_on)


def _prove(tenant: str, _what: str, row: Raw) -> int:
    if FOLD.prove(keys.customer(tenant, row["sk"]["S"]), partial(is_shown, row)):
        return 0
    telemetry.count("TiersRepaired", 1)
    return 1
