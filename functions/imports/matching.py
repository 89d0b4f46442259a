"""Which column of a file is which field: by its header in either language, else by what is in it. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from imports.cells import USUAL, Style
from imports.columns import FIELDS, Field, Kind
from imports.values import Value
from kernel.text import compact

LOOKED_AT = 200
"""Rows at the beginning that tell what a column holds."""
_WITHIN = 20
"""The header is one of so many rows: above it stand titles and logos."""
_MOSTLY = 0.6
_TAIL = re.compile(r"[\s(\[]*(?:\d+|\*|bắt buộc|required|nếu có|optional)[)\]\s]*$", re.IGNORECASE)
"""What follows a name in a header: a number, a star, a hint."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(?:\+|0)\d[\d .()-]{7,14}\d")
_AMBIGUOUS = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*\d{2,4}.*")
_DECIMAL = re.compile(r"\d+([.,])(?:\d{1,2}|\d{4,})\D*")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})+\D*|\d{1,3}([.,])\d{3}[.,]\d+\D*")
_MOST_OF_A_YEAR = 12

type By = Literal["header", "content"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file: its header, the field that it seems to be, and by what; how it writes numbers and days."""

    place: int
    """From 0."""
    header: str
    field: str | None = None
    by: By | None = None
    style: Style = USUAL


@dataclass(frozen=True, kw_only=True)
class Matched:
    """The row that is the header (None: there is none), and the columns."""

    header: int | None
    columns: tuple[Column, ...]


def matched(kind: Kind, rows: Sequence[tuple[int, Sequence[Value]]], decimal: Literal[",", "."] = ",") -> Matched:
    """What the first rows of a sheet tell. `decimal`: how the company writes numbers, where a column does not tell."""
    fields = FIELDS[kind]
    header, names = _header(fields, rows)
    body = [cells for number, cells in rows if header is None or number > header][:LOOKED_AT]
    width = max((len(cells) for _, cells in rows), default=0)
    columns = [
        Column(
            place=place, header=names[place] if place < len(names) else "", style=_style(_column(body, place), decimal)
        )
        for place in range(width)
    ]
    taken = _by_header(fields, columns)
    _by_content(fields, columns, body, taken)
    found = dict[int, tuple[str | None, By | None]](taken)
    named = (replace(one, field=field, by=by) for one in columns for field, by in [found.get(one.place, (None, None))])
    return Matched(header=header, columns=tuple(named))


def meanings(fields: Mapping[str, Field]) -> dict[str, str]:
    """What fields are called, `compact`, and the fields: a name of several is the first one's."""
    found: dict[str, str] = {}
    for called in (lambda one: (one.vi, one.en), lambda one: one.also):
        for name, one in fields.items():
            for text in called(one):
                found.setdefault(compact(text), name)
    return found | {compact(name): name for name in fields if compact(name) not in found}


def _header(fields: Mapping[str, Field], rows: Sequence[tuple[int, Sequence[Value]]]) -> tuple[int | None, list[str]]:
    """The row that names most fields; without such a one the first, unless it holds what is no name."""
    known = meanings(fields)
    best, most = None, 0
    for number, cells in rows[:_WITHIN]:
        named = {known[text] for cell in cells if isinstance(cell, str) and (text := _bare(cell)) in known}
        if len(named) > most:
            best, most = (number, cells), len(named)
    if best is None and rows and not any(_is_data(cell) for cell in rows[0][1]):
        best = rows[0]
    return (best[0], [str(cell).strip() for cell in best[1]]) if best else (None, [])


def _is_data(cell: Value) -> bool:
    return not isinstance(cell, str) or bool(_EMAIL.fullmatch(cell.strip()) or _PHONE.fullmatch(cell.strip()))


def _bare(header: str) -> str:
    return compact(_TAIL.sub("", header.strip()))


def _by_header(fields: Mapping[str, Field], columns: Iterable[Column]) -> dict[int, tuple[str, By]]:
    """A field with one value is the first column that is called so; one with several may be more columns."""
    known, taken = meanings(fields), dict[int, tuple[str, By]]()
    for column in columns:
        field = known.get(compact(column.header)) or known.get(_bare(column.header))
        if field and (fields[field].several or field not in {name for name, _ in taken.values()}):
            taken[column.place] = (field, "header")
    return taken


def _by_content(
    fields: Mapping[str, Field], columns: Iterable[Column], body: Sequence[Sequence[Value]],
    taken: dict[int, tuple[str, By]],
) -> None:  # fmt: skip
    """Columns that look like email addresses or phones, where no header says so."""
    for column in columns:
        if column.place in taken:
            continue
        for look, pattern in (("email", _EMAIL), ("phone", _PHONE)):
            field = next((name for name in (f"{look}s", look) if name in fields), None)
            free = field is not None and field not in {name for name, _ in taken.values()}
            if free and _mostly(_column(body, column.place), pattern):
                taken[column.place] = (str(field), "content")


def _mostly(cells: Sequence[Value], pattern: re.Pattern[str]) -> bool:
    fit = sum(1 for cell in cells if isinstance(cell, str) and pattern.fullmatch(cell.strip()))
    return fit > 0 and fit >= _MOSTLY * len(cells)


def _column(body: Sequence[Sequence[Value]], place: int) -> list[Value]:
    return [cells[place] for cells in body if place < len(cells) and cells[place] != ""]


def _style(cells: Sequence[Value], decimal: Literal[",", "."]) -> Style:
    texts = [cell for cell in cells if isinstance(cell, str)]
    return Style(decimal=_decimal(texts) or decimal, days=_days(texts))


def _decimal(texts: Iterable[str]) -> Literal[",", "."] | None:
    """The mark that can only be a decimal one, or not the one that can only part thousands."""
    told: Counter[str] = Counter()
    for text in texts:
        bare = text.replace(" ", "").replace("\u00a0", "").lstrip("+-")
        if grouped := _GROUPED.fullmatch(bare):
            told["," if (grouped[1] or grouped[2]) == "." else "."] += 1
        elif found := _DECIMAL.fullmatch(bare):
            told[found[1]] += 1
    (mark, _), *_rest = told.most_common(1) or [("", 0)]
    return "," if mark == "," else "." if mark == "." else None


def _days(texts: Iterable[str]) -> Literal["day_first", "month_first"]:
    """Month first only where some day can only be read so, and none only the other way."""
    first = second = False
    for text in texts:
        if found := _AMBIGUOUS.fullmatch(text):
            first |= int(found[1]) > _MOST_OF_A_YEAR
            second |= int(found[2]) > _MOST_OF_A_YEAR
    return "month_first" if second and not first else "day_first"
