"""A table in memory that counts and lists can be kept in, with the stream of its profiles."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from kernel import keys, table
from kernel.fold import Change
from kernel.table import Key
from kernel.values import Raw, decode, decode_item, encode

_ADD = re.compile(r"(#\d+) (:\d+)")


class Crash(BaseException):
    """The process ends here: nothing in the product may catch it."""


class Ledger:
    """What counts.folding asks of kernel.table. `around` is told of every call, before and after it took effect."""

    def __init__(self) -> None:
        self.items: dict[Key, Raw] = {}
        self.stream: list[Change] = []
        self.around: Callable[[str], None] = lambda _: None

    def read(self, key: Key, *, consistent: bool = False) -> Raw | None:
        assert consistent, "what a count rests on is read consistently"
        return self._seen(lambda: self.items.get(key))

    def get_many(self, wanted: Sequence[Key], *, consistent: bool = False) -> dict[Key, Raw]:
        assert consistent, "what a count rests on is read consistently"
        assert 0 < len(set(wanted)) <= 100
        return self._seen(lambda: {key: self.items[key] for key in wanted if key in self.items})

    def write(self, *writes: table.Write) -> None:
        assert 0 < len(writes) <= 100
        places = [_place(one) for one in writes]
        assert len(set(places)) == len(places), "a transaction writes no item twice"
        self.around("before")
        for one, key in zip(writes, places, strict=True):
            if not self._holds(one, self.items.get(key)):
                raise table.Refused(one, self.items.get(key))
        for one, key in zip(writes, places, strict=True):
            self._apply(one, key)
        self.around("after")

    def put(self, record: str, value: dict[str, Any] | None) -> None:
        """Somebody changes a profile, or takes it away."""
        key = (record, keys.PROFILE)
        before = self.items.pop(key, None)
        if value is not None:
            self.items[key] = {"pk": encode(key[0]), "sk": encode(key[1]), "value": encode(value)}
        old, new = (decode_item(image) if image else None for image in (before, self.items.get(key)))
        if old != new:
            self.stream.append(Change(*key, old, new, "stream", len(self.stream) + 1, datetime.now(UTC)))

    def _seen[T](self, look: Callable[[], T]) -> T:
        self.around("before")
        found = look()
        self.around("after")
        return found

    @staticmethod
    def _holds(one: table.Write, found: Raw | None) -> bool:
        match one.arguments.get("ConditionExpression"):
            case None:
                return True
            case str(text) if text.startswith("attribute_not_exists"):
                return found is None
        (wanted,) = one.arguments["ExpressionAttributeValues"].values()
        return found is not None and found["version"] == wanted

    def _apply(self, one: table.Write, key: Key) -> None:
        match one.kind:
            case "Put":
                self.items[key] = one.arguments["Item"]
            case "Delete":
                self.items.pop(key, None)
            case _:
                self._add(one.arguments, key)

    def _add(self, arguments: dict[str, Any], key: Key) -> None:
        names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
        item = dict(self.items.get(key, {"pk": encode(key[0]), "sk": encode(key[1])}))
        for name, value in _ADD.findall(arguments["UpdateExpression"].removeprefix("ADD ")):
            item[names[name]] = encode(decode(item.get(names[name], {"N": "0"})) + decode(values[value]))
        self.items[key] = item


def _place(one: table.Write) -> Key:
    whole = one.arguments["Item"] if one.kind == "Put" else one.arguments["Key"]
    return whole["pk"]["S"], whole["sk"]["S"]
