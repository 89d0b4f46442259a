"""A measured figure and the limit it must keep."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A ratio within this run, or an exact count; `limit` is the most it may be (the least, if `at_least`)."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def broken(self) -> bool:
        """Whether it is beyond its limit."""
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def shown(self) -> str:
        """The value as people read it."""
        if self.value == int(self.value):
            return f"{self.value:,.0f}"
        return f"{self.value:,.1f}" if self.value >= 10 or self.unit != "ratio" else f"{self.value:.3f}"

    @property
    def limit_shown(self) -> str:
        """The limit as people read it, with its direction."""
        return "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def row(figure: Figure) -> str:
    """One line of the printed table."""
    verdict = "" if figure.limit is None else "  BROKEN" if figure.broken else "  kept"
    return f"{figure.name:<58} {figure.shown:>10} {figure.unit:<12} {figure.limit_shown:<8}{verdict}"


def save(figures: Sequence[Figure], path: Path) -> None:
    """The figures for programs: name -> value, unit, limit."""
    content = {f.name: {"value": round(f.value, 4), "unit": f.unit, "limit": f.limit} for f in figures}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
