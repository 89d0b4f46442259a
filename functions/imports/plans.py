"""What a test says of each row, and what became of it. Plain: there are as many as the file has rows.

The same rows, read the same way, while nothing else has changed, give the same plan to the last byte, and so the same
hash: whoever imports it imports what was shown.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

type Outcome = Literal["create", "update", "skip", "error"]
type Became = Literal["created", "updated", "skipped", "error", "changed"]
type Undone = Literal["removed", "restored", "left", "changed"]

OUTCOMES: tuple[Outcome, ...] = ("create", "update", "skip", "error")
SHOWN = 80
"""Letters of a cell that are shown where something is told of it."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME, _PLACE, _CHANCE = 10, 4, 12
"""Letters of an id: of its moment, of the row, and of what nobody guesses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that is to be said of a row: a field message of kernel.messages, and the cell that it is about."""

    code: str
    column: str | None = None
    """As Excel calls it: A, Z, AA. None: the row as a whole."""
    field: str | None = None
    value: str | None = None
    """What the cell shows, cut to SHOWN characters."""
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    """Of the message."""

    def as_json(self) -> dict[str, Any]:
        """As it is kept; what says nothing is left out."""
        given = {"code": self.code, "column": self.column, "field": self.field, "value": self.value}
        told = {name: one for name, one in given.items() if one is not None}
        return told | ({"values": self.values} if self.values else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to become of a row."""

    sheet: str
    row: int
    outcome: Outcome
    record: str | None = None
    """To create: the id that it will have. To update, or skip: the one that is there."""
    version: int | None = None
    """Of the record to be updated."""
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """The very body that the kind's Create or Patch takes, as JSON has it."""
    marks: tuple[str, ...] = ()
    """What else must still hold when it is imported."""
    why: tuple[Told, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is kept; what says nothing is left out."""
        kept: dict[str, Any] = {"sheet": self.sheet, "row": self.row, "outcome": self.outcome}
        if self.record is not None:
            kept["record"] = self.record
        if self.version is not None:
            kept["version"] = self.version
        if self.fields:
            kept["fields"] = self.fields
        if self.marks:
            kept["marks"] = self.marks
        if self.why:
            kept["why"] = [one.as_json() for one in self.why]
        return kept

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From what was kept."""
        why = tuple(Told(**one) for one in kept.get("why", ()))
        return cls(**{**kept, "marks": tuple(kept.get("marks", ())), "why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a row, and of which record; `version` is the one that the import made."""

    row: int
    outcome: Became | Undone
    record: str | None = None
    code: str | None = None
    """What the record is called by: a code, or a number."""
    version: int | None = None
    why: tuple[Told, ...] = ()


def written(planned: Sequence[Planned]) -> bytes:
    """A piece of a plan, one row a line; the same rows are the same bytes."""
    return b"".join(_canonical(one.as_json()) + b"\n" for one in planned)


def read(lines: bytes) -> list[Planned]:
    """The piece again."""
    return [Planned.of(json.loads(line)) for line in lines.splitlines()]


class Digest:
    """What tells a plan from every other: SHA-256 of its rows, and of what they were made of."""

    def __init__(self, kind: str, source: str, asked: Mapping[str, Any]) -> None:
        """`source`: the SHA-256 of the file; `asked`: columns and options, as JSON has them."""
        self._sum = hashlib.sha256(_canonical({"kind": kind, "source": source, "asked": asked}) + b"\n")

    def add(self, piece: bytes) -> None:
        """The next piece, as `written`."""
        self._sum.update(piece)

    def value(self) -> str:
        """In hex."""
        return self._sum.hexdigest()


def record_id(import_id: str, row: int) -> str:
    """The id that a row's record will have: of the import's moment, in the rows' order, and the same in every test."""
    chance = int.from_bytes(hashlib.sha256(f"{import_id}#{row}".encode()).digest()[:8])
    return import_id[:_TIME] + _letters(row, _PLACE) + _letters(chance, _CHANCE)


def _letters(number: int, width: int) -> str:
    found = ""
    for _ in range(width):
        found = _ALPHABET[number & 31] + found
        number >>= 5
    return found


def _canonical(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")
