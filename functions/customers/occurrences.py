"""Signals that were given more than once: the same mail opened by a scanner, and by a person an hour later (H6).

A signal counts once, so it has one item; each other time, as far as it differs, is an *occurrence* beside it, whose key
is made of what happened: told again, it is the same again. The signal shows the time that counts; what it was put with
is then its `own`. So the evidence, which is that and the occurrences, depends on no order, and nothing of it is lost.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from kernel import keys
from kernel.values import Raw

SEEN = (
    "at", "received_at", "sent_at", "ip", "user_agent", "verdict", "reason", "detail",
    "seconds", "path", "path_at", "paths", "parts",
)  # fmt: skip
"""What is told of one time; kind, message and link are what all times have in common."""
_OF_VISITS = ("paths", "parts")
_TELLING = ("at", "ip", "user_agent", *_OF_VISITS)


def own(row: Raw) -> Mapping[str, Any]:
    """What a signal was put with, whatever it shows by now; of an occurrence what it is."""
    kept: Mapping[str, Any] | None = row.get("own", {}).get("M")
    return seen(row) if kept is None else kept


def seen(row: Raw) -> dict[str, Any]:
    """What an item shows of a time."""
    return {name: row[name] for name in SEEN if name in row}


def shared(row: Raw) -> dict[str, Any]:
    """What it has in common with the signal's other times."""
    return {name: value for name, value in row.items() if name not in SEEN and name != "own"}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two are one time, told twice."""
    return all(one.get(name) == other.get(name) for name in _TELLING)


def occurrence(row: Raw, of: Mapping[str, Any], pk: str) -> Raw:
    """The item of one time `of` the signal `row`, in the collection `pk`."""
    told = "\n".join(_said(of.get(name, {})) for name in _TELLING if name in of or name not in _OF_VISITS)
    sk = keys.occurrence(keys.occurs_of(row["sk"]["S"]) or row["sk"]["S"], sha256(told.encode()).hexdigest()[:16])
    return {**shared(row), "pk": {"S": pk}, "sk": {"S": sk}, "occurrence": {"BOOL": True}, **of}


def _said(value: Mapping[str, Any]) -> str:
    return str(value.get("S")) if "S" in value or not value else json.dumps(value, sort_keys=True)


def unsettled(row: Raw) -> Raw:
    """A signal that comes from another collection: who judges it has to look what there is beside it (see mailing)."""
    if not is_signal(row["sk"]["S"]) or "own" in row:
        return row
    return {**row, "own": {"M": seen(row)}}


def is_signal(sk: str) -> bool:
    """Whether a sort key is a signal's, and not an occurrence's."""
    return sk.startswith(keys.SIGNAL) and keys.occurs_of(sk) is None


def is_occurrence(sk: str) -> bool:
    """Whether a sort key is that of one time of a signal."""
    return sk.startswith(keys.SIGNAL) and keys.occurs_of(sk) is not None
