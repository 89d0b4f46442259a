"""What an import does with one row, whatever its kind: making a record, changing one, and taking either back.

Each is one transaction, the same that the API writes, and is known again when it is repeated: a record by the id that
the plan gave it, a change by its entry in the history, which names the import.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from imports.plans import Planned, Told
from kernel import history, table
from kernel.problems import Problem
from kernel.values import Raw

PASSING = frozenset({"in_flight", "busy", "merge_running"})
"""Problems that pass: the same again may succeed in a moment."""
_SHOWN = 80


@dataclass(frozen=True, kw_only=True)
class Done:
    """A record as the import has left it."""

    record: str
    version: int
    code: str | None = None
    """What it is called by."""


class Carrier(Protocol):
    """Carries out the rows of one chunk of a plan, for one person."""

    def lane(self, row: Planned) -> str:
        """Rows of one lane are done one after the other: they meet in the same items."""
        ...

    def create(self, row: Planned) -> Done:
        """Make the record, or find that it is made. Raises Problem where that cannot be."""
        ...

    def update(self, row: Planned) -> Done:
        """Change the record as it was planned, or find that it is changed. Raises Problem where that cannot be."""
        ...

    def found(self, rows: Sequence[Planned]) -> Mapping[int, Done]:
        """What of these rows is done, by their numbers: somebody was interrupted."""
        ...

    def remove(self, row: Planned) -> None:
        """Take away what was made, as if it had never been; one that is gone is gone. Raises Problem where it stays."""
        ...

    def restore(self, row: Planned, version: int) -> Sequence[str]:
        """Give back what the import changed when it made this version; returns the fields that others changed since."""
        ...


def told(problem: Problem) -> tuple[Told, ...]:
    """Why something could not be, as rows tell it; raises Transient for what passes."""
    if problem.code in PASSING:
        raise table.Transient("others keep writing") from problem
    if not problem.errors:
        return (Told(code=problem.code, values=_values(problem.values)),)
    return tuple(
        Told(code=one.code, field=one.path.split("/")[1] or None, values=_values(dict(one.values)))
        for one in problem.errors
    )


def _values(values: Mapping[str, object]) -> dict[str, str | int]:
    return {name: str(value)[:_SHOWN] for name, value in values.items()}


def untouched(pk: str, subject: str, made: int, now: int) -> None:
    """409 where somebody else than this import has made one of the versions after `made`."""
    if not ours(pk, subject, made, now):
        raise Problem("changed_since_import")


def ours(pk: str, subject: str, first: int, now: int) -> bool:
    """Whether all versions after `first` are of this import's making."""
    return now == first or history.caused(pk, subject, range(first + 1, now + 1), str(history.cause.get()))


def is_told(entry: Raw | None, row: Planned) -> bool:
    """Whether an entry of a history tells that this import has changed what the row changes."""
    item = history.HistoryItem.of(entry) if entry else None
    told = item is not None and item.cause == history.cause.get()
    return told and item is not None and not row.fields.keys().isdisjoint(item.changes)


def returning(
    entry: history.HistoryItem | None, present: Mapping[str, object], fields: Iterable[str]
) -> tuple[dict[str, object], list[str]]:
    """(fields to set again, with the values that they had; those that somebody has changed since), by the entry."""
    back: dict[str, object] = {}
    left: list[str] = []
    for name in fields:
        sides = entry.changes.get(name) if entry is not None else None
        if sides is None or _is(present.get(name), sides.get("from")):
            continue
        if _is(present.get(name), sides.get("to")) and not _cut(sides.get("from")):
            back[name] = sides.get("from")
        else:
            left.append(name)
    return back, left


def _is(value: object, told: object) -> bool:
    """Whether a history tells of this value; the table writes an amount without the zeros at its end."""
    if isinstance(value, Decimal) and isinstance(told, str):
        return value == Decimal(told)
    return bool(history.plain(value) == told)


def _cut(told: object) -> bool:
    """Whether a history has only the beginning of a value."""
    return isinstance(told, dict) and "sha256" in told
