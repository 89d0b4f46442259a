"""What changed, when, by whom, from what, to what (A8): an entry is written in the transaction of its change.

Its key is the version that the change made, so that none is lost or told twice, and a change that was decided on a
version that is gone meanwhile fails with its entry. An entry lies in the partition of what it tells of: a record's own
(subject ""), or one that holds many things (subject `stages#new`). `kernel.chronicle` reads them; apart, as who only
writes needs no validators.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item
from kernel.values import MapAttribute, encode

type Changes = dict[str, dict[str, Any]]
"""Field -> {"from": value before, "to": value after}; None where there was or is none."""

STAMPS = frozenset({"updated_at", "updated_by"})
"""What every change changes: the entry has its own."""
WHOLE, CUT = 16 * 1024, 1024
"""Bytes of JSON up to which a value is told whole: 16 KB hold the longest text of a record. If an entry would be too
large all the same, values of more than 1 KB are cut too."""
ENTRY_LIMIT = 300 * 1024
"""Bytes; DynamoDB has 400 KB for an item with its names and types."""
_BEGINNING = 200
"""Characters that are left of a value that is cut."""


cause: ContextVar[str | None] = ContextVar("cause", default=None)
"""What brings about the changes that are made now, if it is more than a request: the id of an import."""


class HistoryItem(Item):
    """One change."""

    action = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UnicodeAttribute()
    changes = MapAttribute()
    cause = UnicodeAttribute(null=True)


def find(pk: str, subject: str, version: int) -> HistoryItem | None:
    """What made a version, if that is told."""
    return table.get(HistoryItem, (pk, keys.history(subject, version)), consistent=True)


def caused(pk: str, subject: str, versions: range, by: str) -> bool:
    """Whether one cause has brought about all of these versions, and nobody else one of them."""
    return all((item := find(pk, subject, one)) is not None and item.cause == by for one in versions)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Changes:
    """What differs, without stamps; nested values whole. Nothing before: it was made; nothing after: it is gone."""
    old, new = before or {}, after or {}
    names = [name for name in {**old, **new} if name not in STAMPS and old.get(name) != new.get(name)]
    return {name: {"from": old.get(name), "to": new.get(name)} for name in names}


def entry(
    pk: str, subject: str, version: int, by: str, at: datetime, changes: Changes, *, action: str = "changed"
) -> table.Write:
    """The write that tells of a change; for the same transaction. Write none when `changes` are none."""
    item = HistoryItem(
        pk, keys.history(subject, version), action=action, by=by, at=clock.stamp(at), changes=_bounded(changes),
        cause=cause.get(),
    )  # fmt: skip
    return table.create(item)


def telling(
    pk: str, subject: str, version: int, by: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[table.Write]:
    """What to write besides a change made now, from both sides of it: one entry, or none if nothing differs."""
    told = changes(before, after)
    action = "created" if before is None else "deleted" if after is None else "changed"
    return [entry(pk, subject, version, by, clock.now(), told, action=action)] if told else []


def _bounded(told: Changes) -> dict[str, Any]:
    """Values as they are stored: whole while that is short, else their beginning, size and digest."""
    shown = {name: {side: plain(value) for side, value in sides.items()} for name, sides in told.items()}
    for limit in (WHOLE, CUT):
        kept = {name: {side: _cut(value, limit) for side, value in sides.items()} for name, sides in shown.items()}
        if len(_json(kept)) <= ENTRY_LIMIT:
            break
    return kept


def _cut(value: object, limit: int) -> object:
    written = _json(value)
    if len(written) <= limit:
        return value
    text = value if isinstance(value, str) else written.decode()
    return {"beginning": text[:_BEGINNING], "bytes": len(written), "sha256": hashlib.sha256(written).hexdigest()}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    """As answers show it: an amount is text, so that 5 pieces and 5 dong stay apart; a set has one order."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case Mapping():
            return {str(name): plain(one) for name, one in value.items() if one is not None}
        case frozenset() | set():
            return sorted(map(plain, value))
        case Sequence():
            return [plain(one) for one in value if one is not None]
    return encode(value)["S"]
