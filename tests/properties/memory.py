"""A table of one customer's items in memory, with a stream that can be lost and answers that can be."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from kernel import keys, table
from kernel.fold import Change
from kernel.values import Raw, decode_item


class Crash(BaseException):
    """The process ends here: nothing in the product may catch it."""


class Memory:
    """What kernel.snapshots asks of kernel.table: put, put if absent, all or nothing, and one page of a range.

    `around` is told of every call, before and after it took effect, and may raise or let something else happen.
    """

    def __init__(self, page_size: int) -> None:
        self.items: dict[table.Key, Raw] = {}
        self.stream: list[Change] = []
        self.label = 1
        self.around: Callable[[str], None] = lambda _: None
        self._page_size = page_size
        self._sequence = 0

    def write(self, *writes: table.Write) -> None:
        self.around("before")
        for one in writes:
            key = _key(one.arguments["Item"])
            if "ConditionExpression" in one.arguments and key in self.items:
                raise table.Refused(one, self.items[key])
        for one in writes:
            self.put(one.arguments["Item"])
        self.around("after")

    def page(self, where: table.Range, *, limit: int, start: Mapping[str, Any] | None = None) -> table.Page:
        self.around("before")
        names = sorted(sk for pk, sk in self.items if pk == where.partition)
        if where.newest_first:
            names.reverse()
        after = start["sk"]["S"] if start else ""
        found = [
            sk for sk in names
            if sk.startswith(where.prefix or "") and (where.below is None or sk < where.below) and sk > after
        ]  # fmt: skip
        size = min(limit, self._page_size)
        items = [self.items[where.partition, sk] for sk in found[:size]]
        self.around("after")
        return table.Page(items, {"sk": {"S": found[size - 1]}} if len(found) > size else None)

    def put(self, item: Raw) -> None:
        key = _key(item)
        self._record(key, self.items.get(key), item)
        self.items[key] = item

    def remove(self, key: table.Key) -> None:
        self._record(key, self.items.pop(key, None), None)

    def _record(self, key: table.Key, before: Raw | None, after: Raw | None) -> None:
        if before == after or key[1].startswith(keys.DERIVED):
            return
        self._sequence += 1
        old, new = (decode_item(image) if image else None for image in (before, after))
        self.stream.append(Change(*key, old, new, f"stream {self.label}", self._sequence, datetime.now(UTC)))


def _key(item: Raw) -> table.Key:
    return item["pk"]["S"], item["sk"]["S"]
