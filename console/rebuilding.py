"""What is derived is derived anew from the records, part by part, while everybody goes on working.

The functions do it, some records at a call, and answer where they ended: whoever is stopped goes on from there.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from console.functions import call
from console.places import Place
from console.saying import Show, Stopped
from kernel import keys
from local.failure import Failure

_TRIES, _PAUSE = 4, 2.0
_ROUNDS = 10
"""How often counters are counted that others keep writing."""


@dataclass(frozen=True)
class Part:
    """Something that is derived: which function proves it of each record, and which counters are the sums of that."""

    function: str
    what: str
    counters: str | None = None


BOARDS, DAYS = "boards", "days"
PARTS = {
    "scores": Part("ScoringNightly", "scores"),
    "tiers": Part("TierRecalc", "tiers"),
    "words": Part("ScoringNightly", "words"),
    "ledgers": Part("ScoringNightly", "ledgers"),
    "boards": Part("ScoringNightly", "counts", BOARDS),
    "days": Part("ScoringNightly", "counts", DAYS),
}
"""In this order all are done: tiers look at scores, and how records stand is counted by both."""


@dataclass
class Told:
    """What came of a part."""

    part: str
    checked: int = 0
    repaired: int = 0
    failed: int = 0
    left: int = 0
    """Counters that others kept writing."""


def known(where: Place, tenant: str) -> None:
    """Failure when there is no such company."""
    there = where.client("dynamodb").get_item(
        TableName=where.outputs()["TableName"], Key={"pk": {"S": keys.tenants()}, "sk": {"S": tenant}}
    )  # fmt: skip
    if "Item" not in there:
        raise Failure(f"there is no company {tenant!r} at {where.name}")


def rebuild(where: Place, tenant: str, part: str, after: str | None, show: Show) -> Told:
    """Derive a part anew. Failure and Stopped say how to go on."""
    told, one = Told(part), PARTS[part]
    try:
        for walk in _walked(where, one, tenant, after):
            after = walk["after"]
            told.checked, told.repaired, told.failed = walk["checked"], walk["repaired"], walk["failed"]
            show(f"{part}: {told.repaired:,} repaired", told.checked, walk["of"])
        # What a record is counted as is one for boards and days: where that was wrong, the sums of both may be.
        for counters in (BOARDS, DAYS) if one.counters and told.repaired else filter(None, [one.counters]):
            _counted(where, tenant, counters, told, show)
    except (Failure, KeyboardInterrupt) as fault:
        on = f"go on with: ./leadstream rebuild {part} {tenant}" + (f" --after '{after}'" if after else "")
        if isinstance(fault, KeyboardInterrupt):
            raise Stopped(f"stopped; {on}") from None
        raise Failure(f"{fault}\n{on}") from None
    return told


def _walked(where: Place, part: Part, tenant: str, after: str | None) -> Iterator[dict[str, Any]]:
    order: dict[str, Any] = {"tenant": tenant, "what": part.what, "after": after}
    while not order.get("done"):
        order = _patiently(where, part.function, order)
        yield order


def _patiently(where: Place, function: str, order: dict[str, Any]) -> dict[str, Any]:
    """The answer to an order, which may be given again: a fault that passes is waited for."""
    for tried in range(1, _TRIES):
        try:
            answer: dict[str, Any] = call(where, function, order)
        except Failure:
            time.sleep(_PAUSE * tried)
        else:
            return answer
    last: dict[str, Any] = call(where, function, order)
    return last


def _counted(where: Place, tenant: str, counters: str, told: Told, show: Show) -> None:
    """Counters that somebody writes meanwhile are left, and counted once more."""
    for round_ in range(_ROUNDS):
        show(f"{counters}: counting", 0, None)
        found = _patiently(where, "ScoringNightly", {"tenant": tenant, "counters": counters})
        told.repaired += found["mended"]
        if not found["left"]:
            return
        time.sleep(_PAUSE * (round_ > 0))
    told.left += found["left"]
