"""What an import is to do, row by row: made by the test, carried out as it is. Plain: no validators, no table."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from imports.columns import Kind

type Outcome = Literal["create", "update", "skip", "error"]
type Duplicates = Literal["skip", "update", "create"]
"""What becomes of a row that is there already: it is left out, changes what is there, or is made all the same."""

OUTCOMES: tuple[Outcome, ...] = ("create", "update", "skip", "error")
SHOWN = 100
"""Letters of a cell that are shown where something is told of it."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME, _PLACE, _CHANCE = 10, 4, 12
"""Letters of an id: of its moment, of the row, and of what nobody guesses."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say of a row: what (a field message of kernel.messages), of which column, what the cell shows."""

    code: str
    column: str | None = None
    """As Excel has it: A, B… None: of the row as a whole."""
    field: str | None = None
    value: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    """For the message."""

    def as_json(self) -> dict[str, Any]:
        """As it is kept; what says nothing is left out."""
        given = {"code": self.code, "column": self.column, "field": self.field, "value": self.value}
        told = {name: one for name, one in given.items() if one is not None}
        return told | ({"values": dict(self.values)} if self.values else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From what was kept."""
        values = tuple(sorted(kept.get("values", {}).items()))
        return cls(kept["code"], kept.get("column"), kept.get("field"), kept.get("value"), values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What becomes of one row.

    `record`: the id that what is made will have, or of what is there; `version` of what is changed; `fields`: the body
    that creating or changing such a record takes. `marks` is what else has to hold still: `code:` and `number:` are
    free, nobody has what `alike:` finds (head#text#rank of the index), `customer:` is there and seen, `entry:` and
    `employee:` are in use.
    """

    sheet: str
    row: int
    outcome: Outcome
    record: str | None = None
    version: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
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
        return cls(
            sheet=kept["sheet"], row=kept["row"], outcome=kept["outcome"], record=kept.get("record"),
            version=kept.get("version"), fields=kept.get("fields", {}), marks=tuple(kept.get("marks", ())),
            why=tuple(Told.of(one) for one in kept.get("why", ())),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What a test found: the plan's hash, and how many rows come to what."""

    digest: str
    counts: Mapping[Outcome, int]


def written(planned: Sequence[Planned]) -> bytes:
    """A piece of a plan, one row a line; the same rows are the same bytes."""
    return b"".join(_canonical(one.as_json()) + b"\n" for one in planned)


def read(lines: bytes) -> list[Planned]:
    """The piece again."""
    return [Planned.of(json.loads(line)) for line in lines.splitlines()]


class Digest:
    """What tells a plan from every other: SHA-256 of its rows, and of what they were made of."""

    def __init__(self, kind: Kind, source: str, asked: Mapping[str, Any]) -> None:
        """`source`: the SHA-256 of the file; `asked`: columns and options."""
        self._sum = hashlib.sha256(_canonical({"kind": kind, "source": source, "asked": asked}) + b"\n")

    def add(self, piece: bytes) -> None:
        """The next piece, as `written`."""
        self._sum.update(piece)

    def value(self) -> str:
        """In hex."""
        return self._sum.hexdigest()


def digest(kind: Kind, source: str, asked: Mapping[str, Any], pieces: Iterable[bytes]) -> str:
    """The hash of a whole plan."""
    made = Digest(kind, source, asked)
    for piece in pieces:
        made.add(piece)
    return made.value()


def record_id(import_id: str, row: int) -> str:
    """The id that a row's record will have: of the import's moment, in the rows' order, and the same in every test."""
    chance = int.from_bytes(hashlib.sha256(f"{import_id}#{row}".encode()).digest()[:8])
    return import_id[:_TIME] + _letters(row, _PLACE) + _letters(chance, _CHANCE)


def _letters(number: int, width: int) -> str:
    return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in range(width - 1, -1, -1))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
