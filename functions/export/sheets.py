"""What a workbook holds, before it is written: sheets, each with columns of its own, and charts over its cells."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from export.cells import Cell, Column

type Rows = Iterable[Sequence[Cell]]
type Pages = Callable[[str | None], Iterator[tuple[Rows, str | None]]]
"""Rows, page after page, and after each the place to go on from: None at the end.

A place means the same in another process, for an export may go on there: it is asked for the pages after the last place
that was noted. Of a page that was begun nothing counts until its end, so a page is worth some seconds and no more.
"""
type Look = Literal["bar", "line", "pie"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A native chart, right of its sheet's columns. Columns are said by their places, from 0."""

    kind: Look
    title: str
    labels: int = 0
    """The column with the categories."""
    values: Sequence[int] = (1,)
    """The columns with the series; their headers name them. A pie shows the first."""
    leave_out: int = 0
    """So many of the last rows that it does not show, such as a total."""
    x_title: str = ""
    y_title: str = ""
    stacked: bool = False
    across: bool = False
    """Bars that lie, for labels that are long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet; rows beyond what Excel takes go on in a sheet "Leads 2", under the same header."""

    title: str
    columns: Sequence[Column]
    pages: Pages
    charts: Sequence[Chart] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet of the file, once its rows are written."""

    name: str
    columns: Sequence[Column]
    last: int
    """Its last row."""
    charts: Sequence[Chart] = ()


def at_once(rows: Rows) -> Pages:
    """All rows as one page, where they are few: what is interrupted begins with them again."""
    return lambda _: iter([(rows, None)])
