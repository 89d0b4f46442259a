"""The queue of the worker that reads what providers report. The bucket tells it of bodies; the rest is ordered here."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from kernel import keys, queues

type Order = Literal["match", "raw", "replay", "welcome"]
"""Take in what waits for an address; read a body, or the rest of it; have the bodies of a day read again; take visits
from a stranger who is known by now."""


def order(kind: Order, what: Mapping[str, Any]) -> None:
    """Give one order; giving it twice is harmless."""
    queues.order("INTAKE", _whose(what), json.dumps({kind: what}))


def orders(kind: Order, many: Iterable[Mapping[str, Any]]) -> None:
    """Give many orders, one by one: what fails in the midst is given again, which is harmless."""
    for what in many:
        order(kind, what)


def _whose(what: Mapping[str, Any]) -> str:
    """The company that an order is about; a body's key begins with it."""
    return str(what["tenant"] if "tenant" in what else what["key"].removeprefix(keys.RAW).partition("/")[0])
