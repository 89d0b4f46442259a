"""What DynamoDB charges, by the rules that AWS publishes: sizes of items, read units, write units. Pure.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html (provisioned throughput considerations)
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

READ_UNIT, WRITE_UNIT = 4096, 1024
"""Bytes that one unit reads or writes."""
COLLECTION_OVERHEAD, ELEMENT_OVERHEAD = 3, 1
"""Bytes of a list or map, and of each element in it."""
TRANSACTION = 2
"""A transaction prepares and commits each item."""

type Item = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Index:
    """A global secondary index; an item is in it if it has both keys."""

    name: str
    keys: tuple[str, ...]
    projected: frozenset[str] | None = None
    """The attributes that its entries have besides keys; None: all."""

    def entry(self, item: Item | None) -> Item | None:
        """The item's entry, None if it has none."""
        if item is None or not all(key in item for key in self.keys):
            return None
        return item if self.projected is None else {name: item[name] for name in item if self._holds(name)}

    def _holds(self, name: str) -> bool:
        return name in {"pk", "sk", *self.keys} or name in (self.projected or ())


def item_size(item: Item) -> int:
    """Bytes of an item: its attributes' names and values."""
    return sum(_text(name) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return _text(content)
        case "N":
            return number_size(content)
        case "B":
            return len(content if isinstance(content, bytes) else base64.b64decode(content))
        case "NULL" | "BOOL":
            return 1
        case "L":
            return COLLECTION_OVERHEAD + sum(_size(one) + ELEMENT_OVERHEAD for one in content)
        case "M":
            return COLLECTION_OVERHEAD + len(content) * ELEMENT_OVERHEAD + item_size(content)
        case "SS" | "NS" | "BS":
            return sum(_size({kind[0]: one}) for one in content)
    raise ValueError(f"{kind} is no attribute type")


def number_size(text: str) -> int:
    """One byte for each two significant digits and one more; another for the sign of a negative number."""
    mantissa = text.lower().partition("e")[0]
    whole, _, fraction = mantissa.lstrip("+-").partition(".")
    digits = len((whole + fraction).strip("0"))
    return (digits + 1) // 2 + 1 + text.startswith("-")


def _text(text: str) -> int:
    return len(text.encode())


def read_units(size: int, *, consistent: bool) -> float:
    """Units for reading so many bytes at once; nothing found costs as much as the smallest item."""
    return max(1, -(-size // READ_UNIT)) * (1.0 if consistent else 0.5)


def get_units(items: Iterable[Item | None], *, consistent: bool) -> float:
    """GetItem, or BatchGetItem: every item is rounded up by itself."""
    return sum(read_units(item_size(item) if item else 0, consistent=consistent) for item in items)


def query_units(items: Iterable[Item], *, consistent: bool) -> float:
    """Query: all that was read is added up first."""
    return read_units(sum(map(item_size, items)), consistent=consistent)


def write_units(before: Item | None, after: Item | None, indexes: Sequence[Index], *, transaction: bool) -> float:
    """A write that succeeded: the larger of both images, and what it changes in each index.

    What a transaction costs twice is the item; its index entries follow after the commit, as for any write.
    """
    table = _write(before, after) * (TRANSACTION if transaction else 1)
    return float(table + sum(_index_units(index, before, after) for index in indexes))


def refused_units(existing: Item | None, *, transaction: bool) -> float:
    """A write whose condition did not hold, or a condition check: by the size of the item that is there."""
    return float(_write(existing, None) * (TRANSACTION if transaction else 1))


def _write(before: Item | None, after: Item | None) -> int:
    size = max(item_size(image) if image else 0 for image in (before, after))
    return max(1, -(-size // WRITE_UNIT))


def _index_units(index: Index, before: Item | None, after: Item | None) -> int:
    old, new = index.entry(before), index.entry(after)
    if old == new:
        return 0
    if old is None or new is None or all(old[key] == new[key] for key in index.keys):
        return _write(old, new)
    return _write(old, None) + _write(None, new)
