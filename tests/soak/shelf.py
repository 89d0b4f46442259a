"""A table in memory, as kernel.table asks it: conditions, all or nothing, a lagging index, and a stream in shards."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from kernel import keys, table
from kernel.values import Raw

SHARDS = 4
LAG = 2.0
"""Seconds within which an index, or a read that is not consistent, may show what was before."""
type Record = dict[str, Any]
_EXISTS = re.compile(r"attribute_(not_)?exists \((#\d+)\)")
_COMPARED = re.compile(r"(#\d+) ([=<]) (:\d+)")
_SET = re.compile(r"(#\d+) = (:\d+)")


class Shelf:
    """Items by partition. `around` is told of every call, before and after it took effect, and may raise."""

    def __init__(self, now: Callable[[], float], lag: Callable[[], float] = lambda: 0.0) -> None:
        self.parts: dict[str, dict[str, Raw]] = defaultdict(dict)
        self.index: dict[str, dict[str, Raw]] = defaultdict(dict)
        self.shards: list[list[Record]] = [[] for _ in range(SHARDS)]
        self.around: Callable[[str], None] = lambda _: None
        self.label = 1
        self._now, self._lag = now, lag
        self._late: list[tuple[float, str, str, Raw | None]] = []
        self._sequence = 0
        self._last: dict[str, tuple[float, str]] = {}

    # --- what kernel.table offers -------------------------------------------------------------------
    def write(self, *writes: table.Write) -> None:
        self.around("before")
        after: list[tuple[str, str, Raw | None]] = []
        for one in writes:
            place = one.arguments["Item"] if one.kind == "Put" else one.arguments["Key"]
            pk, sk = place["pk"]["S"], place["sk"]["S"]
            found = self.parts[pk].get(sk)
            if not _holds(one.arguments, found):
                raise one.otherwise or table.Refused(one, found)
            after.append((pk, sk, _after(one, found or place)))
        for change in after:
            self.change(*change)
        self.around("after")

    def read(self, key: table.Key, *, consistent: bool = False) -> Raw | None:  # noqa: ARG002 - its shape
        self.around("before")
        return self.parts[key[0]].get(key[1])

    def page(self, where: table.Range, *, limit: int, start: Mapping[str, Any] | None = None) -> table.Page:
        self.around("before")
        self._catch_up()
        rows = (self.index if where.index else self.parts)[where.partition]
        after = start["sk"]["S"] if start else ""
        names = sorted(
            sk for sk in rows
            if sk.startswith(where.prefix or "") and (where.below is None or sk < where.below) and sk > after
        )  # fmt: skip
        if where.newest_first:
            names.reverse()
        if not where.index and not where.consistent and names and self._is_fresh(where.partition, names[0]):
            names = names[1:] or names
        found = [rows[sk] for sk in names[:limit]]
        return table.Page(found, {"sk": {"S": names[limit - 1]}} if len(names) > limit else None)

    # --- what happens in it --------------------------------------------------------------------------
    def change(self, pk: str, sk: str, after: Raw | None) -> None:
        """One item is another now, or gone; the stream and the index are told."""
        before = self.parts[pk].get(sk)
        if after is None:
            self.parts[pk].pop(sk, None)
        else:
            self.parts[pk][sk] = after
        if before == after:
            return
        self._last[pk] = self._now(), sk
        if keys.owner_of(pk) is not None and not sk.startswith(keys.DERIVED):
            self._tell(pk, sk, before, after)
        for image in (before, after):
            if image and "feed" in image:
                shown = after if after and after.get("feed") == image["feed"] else None
                self._late.append((self._now() + self._lag(), image["feed"]["S"], sk, shown))

    def _tell(self, pk: str, sk: str, before: Raw | None, after: Raw | None) -> None:
        self._sequence += 1
        data: Record = {
            "Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": str(self._sequence),
            "ApproximateCreationDateTime": self._now(),
        }  # fmt: skip
        images = {"OldImage": before, "NewImage": after}
        data |= {name: image for name, image in images.items() if image is not None}
        record = {"dynamodb": data, "eventSourceARN": f"arn:aws:dynamodb:::table/t/stream/{self.label}"}
        self.shards[sum(map(ord, pk)) % SHARDS].append(record)

    def _catch_up(self) -> None:
        """Changes of one item come to an index in their order, each after its lag."""
        waiting: set[tuple[str, str]] = set()
        left = []
        for at, feed, sk, shown in self._late:
            if at > self._now() or (feed, sk) in waiting:
                waiting.add((feed, sk))
                left.append((at, feed, sk, shown))
            elif shown is None:
                self.index[feed].pop(sk, None)
            else:
                self.index[feed][sk] = shown
        self._late = left

    def _is_fresh(self, pk: str, sk: str) -> bool:
        at, last = self._last.get(pk, (0.0, ""))
        return last == sk and self._now() - at < self._lag()


def _after(one: table.Write, item: Raw) -> Raw | None:
    if one.kind == "Update":
        return _updated(one.arguments, item)
    return dict(one.arguments["Item"]) if one.kind == "Put" else None


def _holds(arguments: Mapping[str, Any], item: Raw | None) -> bool:
    """Whether a condition holds: all that the product writes here is joined by AND."""
    text: str = arguments.get("ConditionExpression", "")
    names, values = arguments.get("ExpressionAttributeNames", {}), arguments.get("ExpressionAttributeValues", {})
    there = item or {}
    exists = all((names[name] in there) != bool(absent) for absent, name in _EXISTS.findall(text))
    return exists and all(
        names[name] in there and _compared(there[names[name]], sign, values[value])
        for name, sign, value in _COMPARED.findall(text)
    )


def _compared(found: Raw, sign: str, wanted: Raw) -> bool:
    return found == wanted if sign == "=" else int(found["N"]) < int(wanted["N"])


def _updated(arguments: Mapping[str, Any], item: Raw) -> Raw:
    names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
    sets, _, removes = arguments["UpdateExpression"].partition("REMOVE")
    now = dict(item) | {names[name]: values[value] for name, value in _SET.findall(sets)}
    gone = {names[name] for name in re.findall(r"#\d+", removes)}
    return {name: value for name, value in now.items() if name not in gone}
