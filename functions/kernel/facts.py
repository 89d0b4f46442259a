"""Facts: what has been observed of one customer, as a multiset that can be added to and taken from.

Facts form a commutative group: the empty multiset is neutral, `-` is the inverse of `+`. So a change is
`facts + observe(after) - observe(before)`, in any order and however often something is taken back.
"""

from collections.abc import ItemsView, Mapping
from decimal import Decimal
from typing import NamedTuple, cast

type Number = int | Decimal


class Fact(NamedTuple):
    """What is counted: a kind, a key within it (a group's code, a field's value; "" where there is one), and a day.

    The day is a date's ordinal; 0 where nobody asks when it was, so that facts stay few.
    """

    kind: str
    key: str = ""
    day: int = 0


class Facts:
    """An immutable multiset of facts; a fact counted zero times is not in it."""

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[Fact, Number] | None = None) -> None:
        self._counts = {fact: count for fact, count in (counts or {}).items() if count}

    def __add__(self, other: "Facts") -> "Facts":
        total = dict(self._counts)
        for fact, count in other.items():
            total[fact] = total.get(fact, 0) + count
        return Facts(total)

    def __neg__(self) -> "Facts":
        return Facts({fact: -count for fact, count in self._counts.items()})

    def __sub__(self, other: "Facts") -> "Facts":
        return self + -other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self._counts == other._counts

    def __hash__(self) -> int:
        return hash(frozenset(self._counts.items()))

    def __repr__(self) -> str:
        return f"Facts({len(self._counts)})"

    def __bool__(self) -> bool:
        return bool(self._counts)

    def items(self) -> ItemsView[Fact, Number]:
        """Every fact with its count."""
        return self._counts.items()

    def whole(self) -> ItemsView[Fact, int]:
        """The same, of facts that are all counted in whole numbers (money is not)."""
        return cast("ItemsView[Fact, int]", self._counts.items())

    def of(self, kind: str, key: str = "") -> Number:
        """How often this was observed, of what has no day."""
        return self._counts.get(Fact(kind, key), 0)

    def keys_of(self, kind: str) -> list[str]:
        """The keys of a kind, in order."""
        return sorted({fact.key for fact in self._counts if fact.kind == kind})

    def only(self, kind: str) -> str | None:
        """The one key of a kind that a record has at most once (its owner, its source)."""
        keys = self.keys_of(kind)
        return keys[0] if len(keys) == 1 else None

    def stored(self) -> dict[str, Number]:
        """As a map with text keys: `kind:key`, or `kind@day:key`. No kind has a colon or an @."""
        return {_name(fact): count for fact, count in sorted(self._counts.items())}

    @classmethod
    def restored(cls, stored: Mapping[str, Number]) -> "Facts":
        """From `stored()`."""
        return cls({_fact(name): count for name, count in stored.items()})


def _name(fact: Fact) -> str:
    return f"{fact.kind}@{fact.day}:{fact.key}" if fact.day else f"{fact.kind}:{fact.key}"


def _fact(name: str) -> Fact:
    head, _, key = name.partition(":")
    kind, _, day = head.partition("@")
    return Fact(kind, key, int(day) if day else 0)


NOTHING = Facts()
