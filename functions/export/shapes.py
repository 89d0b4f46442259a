"""Columns of a file as a kind describes them, and how stored values become their cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from export.asked import Asked, Names
from export.cells import Cell, Column, Kind

type Words = Mapping[str, tuple[str, str]]
"""What each value is called, in vi and en."""

PEOPLE, TIERS, DEPARTMENTS = "people", "tiers", "departments"
"""What a column names that no catalogue has."""
_SEPARATORS = frozenset(";,|\n")


@dataclass(frozen=True)
class Shape:
    """A column: how its cells look, its width in characters, its header in vi and en, and what its codes name."""

    look: Kind
    width: int
    vi: str
    en: str
    names: str | None = None
    """A catalogue, PEOPLE, TIERS or DEPARTMENTS: its values are codes or ids, or lists of
    these, and shown by their names."""
    words: Words | None = None
    usual: bool = True
    """Whether a file has it where no columns were chosen."""

    def column(self, asked: Asked) -> Column:
        """As this reader's file has it."""
        look = asked.money if self.look is Kind.MONEY else ""
        return Column(header=asked.say((self.vi, self.en)), kind=self.look, width=self.width, format=look)

    def naming(self, names: str | None) -> "Shape":
        """The same column of what is called by other names."""
        return replace(self, names=names)


type Shapes = Mapping[str, Shape]


def text(width: int, vi: str, en: str, **more: Any) -> Shape:  # noqa: ANN401 - the fields of Shape
    """A column of texts, or of names for codes."""
    return Shape(Kind.TEXT, width, vi, en, **more)


def usual(shapes: Shapes) -> tuple[str, ...]:
    """The columns of a file for which none were chosen."""
    return tuple(name for name, shape in shapes.items() if shape.usual)


def columns(asked: Asked, shapes: Shapes, chosen: Iterable[str]) -> list[Column]:
    """The chosen columns in their order."""
    return [shapes[name].column(asked) for name in chosen]


class Cells:
    """Stored values as cells; what codes and ids are called is read once for a file."""

    def __init__(self, asked: Asked, shapes: Shapes, chosen: Sequence[str]) -> None:
        self._asked, self._shapes, self.chosen = asked, shapes, chosen
        self._of = {name: _names(asked, shapes[name]) for name in chosen}

    def row(self, value: Mapping[str, Any]) -> list[Cell]:
        """The chosen columns of a stored value."""
        return [self.cell(name, value.get(name)) for name in self.chosen]

    def cell(self, name: str, value: Any) -> Cell:  # noqa: ANN401 - a stored value
        """Names for codes, local time for moments, real dates, numbers and percentages."""
        if value is None or value == "":
            return None
        match self._shapes[name].look:
            case Kind.DATETIME:
                return self._asked.local(value)
            case Kind.DATE:
                return date.fromisoformat(value)
            case Kind.PERCENT:
                return Decimal(value) / 100
        if isinstance(value, Sequence) and not isinstance(value, str):
            return _listed([str(one) for one in value], self._of[name])
        cell: Cell = self._of[name].get(value, value) if isinstance(value, str) else value
        return cell


def _names(asked: Asked, shape: Shape) -> Names:
    if shape.words is not None:
        return {code: asked.say(pair) for code, pair in shape.words.items()}
    match shape.names:
        case None:
            return {}
        case "people":
            return asked.people
        case "tiers":
            return asked.tiers
        case "departments":
            return asked.departments
        case catalog:
            return asked.entries(catalog)


def _listed(codes: Sequence[str], names: Names) -> str | None:
    """Several in one cell, so that an import tells them apart again: a name that has a comma in it is its code."""
    called = [names.get(code, code) for code in codes]
    if len(codes) > 1:
        called = [code if _SEPARATORS & set(name) else name for code, name in zip(codes, called, strict=True)]
    return "; ".join(called) or None
