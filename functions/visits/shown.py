"""What is told of a visit, and what it comes to: values that join in any order, any number of times. Pure.

Parts of a visit's time come in events of their own (GA4 sends increments), in any order and again. So what is kept is
a set, of parts by what makes each the same again; joining sets is what nothing can spoil. What grows beyond its limit
keeps those that sort first: that, too, is a function of the set alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from kernel.clock import stamp

MOST_PARTS = 1_000
"""Events with a time of their own that are kept of a visit: 20 KB. No person makes as many."""
MOST_PATHS = 100


@dataclass(frozen=True, slots=True)
class Told:
    """When a visit was, as far as is known; the pages in it; and its time, event by event, in milliseconds."""

    at: str
    received_at: str
    entry: tuple[str, str] | None
    """When and which page came first."""
    paths: frozenset[str]
    parts: Mapping[str, int]

    @classmethod
    def of(cls, at: datetime, received: datetime, path: str | None, parts: Mapping[str, int]) -> Self:
        """What one event tells."""
        entry = None if path is None else (stamp(at), path)
        return cls(stamp(at), stamp(received), entry, frozenset() if path is None else frozenset({path}), parts)

    @classmethod
    def stored(cls, item: Mapping[str, Any]) -> Self:
        """What an item, or what it was put with, tells."""
        path_at = item.get("path_at")
        entry = None if path_at is None else (str(path_at), str(item["path"]))
        return cls(item["at"], item["received_at"], entry, frozenset(item["paths"]), dict(item["parts"]))

    def joined(self, other: "Told | None") -> "Told":
        """What both tell."""
        if other is None:
            return self
        entries = [one for one in (self.entry, other.entry) if one is not None]
        return replace(
            self, at=min(self.at, other.at), received_at=min(self.received_at, other.received_at),
            entry=min(entries, default=None),
            paths=frozenset(sorted(self.paths | other.paths, key=_spread)[:MOST_PATHS]),
            parts=dict(sorted((dict(self.parts) | dict(other.parts)).items())[:MOST_PARTS]),
        )  # fmt: skip

    @property
    def seconds(self) -> int:
        """How long it was, each begun second whole: longer than ten minutes stays longer than ten minutes."""
        return -(-sum(self.parts.values()) // 1000)

    def shown(self) -> dict[str, Any]:
        """As an item shows it; the rules of the score look at seconds and paths."""
        path = {} if self.entry is None else {"path": self.entry[1], "path_at": self.entry[0]}
        return {
            "at": self.at, "received_at": self.received_at, "seconds": self.seconds, "paths": sorted(self.paths),
            "parts": dict(self.parts), **path,
        }  # fmt: skip


def _spread(path: str) -> str:
    return sha256(path.encode()).hexdigest()
