"""Counters counted anew, from what everything says that it is counted as: should one ever be wrong.

Whatever is counted otherwise writes each counter that this changes, in one transaction. So of a counter that nobody
wrote since before the first tally was read, each tally says the same as when it was read, and their sum is right,
whatever else happened meanwhile. One that somebody wrote is left to another time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pynamodb.expressions.operand import Path

from counts import days
from counts.tally import Difference, Place, Tally, is_use, place
from kernel import table
from kernel.facts import Number
from kernel.table import Range
from kernel.values import Raw, decode, encode

type _Amounts = Mapping[str, Number]
"""What the attributes of a counter are; those that are nothing may be left out."""

_TOUCHED = "touched"


class Recounted(NamedTuple):
    """How many counters were wrong and are right now, and how many seemed wrong that somebody was writing."""

    mended: int
    left: int


def recount(tenant: str, partitions: Iterable[str], tallies: Callable[[], Iterable[Tally]]) -> Recounted:
    """Count the counters of these books anew; `tallies` reads, consistently, what everything is counted as there."""
    known = {
        (raw["pk"]["S"], raw["sk"]["S"]): raw
        for partition in partitions
        for raw in table.every(Range(partition, consistent=True))
    }
    wanted = _sums(tenant, tallies())
    wrong = [
        _mended(where, known.get(where), wanted.get(where, {}))
        for where in sorted(known.keys() | wanted.keys())
        if _said(known.get(where)) != _something(wanted.get(where, {}))
    ]
    return Recounted(sum(wrong), len(wrong) - sum(wrong))


def _sums(tenant: str, tallies: Iterable[Tally]) -> dict[Place, dict[str, Number]]:
    found: defaultdict[Place, defaultdict[str, Number]] = defaultdict(lambda: defaultdict(int))
    for tally in tallies:
        for counter, value in tally.items():
            if days.is_day(counter):
                for where, amounts in days.months({(tenant, counter): Difference(1, value)}):
                    for name, amount in amounts.items():
                        found[where][name] += amount
            elif not is_use(counter):
                found[place(tenant, counter)]["number"] += 1
                found[place(tenant, counter)]["value"] += value
    return {where: dict(amounts) for where, amounts in found.items()}


def _something(amounts: _Amounts) -> _Amounts:
    return {name: amount for name, amount in amounts.items() if amount}


def _said(raw: Raw | None) -> _Amounts:
    amounts = {name: decode(value) for name, value in (raw or {}).items() if "N" in value and name != _TOUCHED}
    return _something(amounts)


def _mended(where: Place, raw: Raw | None, right: _Amounts) -> bool:
    """What is right is written whole, unless somebody wrote the counter meanwhile."""
    touched = decode(raw[_TOUCHED]) if raw else 0
    unchanged = Path(_TOUCHED) == encode(touched) if raw else Path("pk").does_not_exist()
    plain = {"number": 0, "value": 0} if raw and "number" in raw else {}
    item = {"pk": where[0], "sk": where[1], **plain, **right, _TOUCHED: touched + 1}
    try:
        table.write(table.place({name: encode(one) for name, one in item.items()}, when=unchanged))
    except table.Refused:
        return False
    return True
