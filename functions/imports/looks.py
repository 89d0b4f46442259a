"""What a sheet seems to be: its header, what each column may mean and shows, its first rows."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from export.naming import letters
from imports.columns import FIELDS, Kind
from imports.explaining import OURS
from imports.matching import Matched
from imports.rules import Chosen, Options
from imports.values import Row, Value, Wrong

_SAMPLES, _SHOWN, _FIRST = 3, 80, 5


def options(look: Mapping[str, Any]) -> Options:
    """How a sheet proposes to be understood."""
    names = ("place", "field", "decimal", "days")
    chosen = tuple(Chosen(**{name: one[name] for name in names if name in one}) for one in look["columns"])
    return Options(sheet=look["number"], header=look.get("header"), columns=chosen)


def look(kind: Kind, matched: Matched, head: list[Row]) -> dict[str, Any]:
    """The columns of a sheet, with what their first cells show, and its first rows."""
    body = [(row, cells) for row, cells in head if matched.header is None or row > matched.header]
    told = []
    for one in matched.columns:
        cells = (cells[one.place] for _, cells in body if one.place < len(cells))
        samples = list(itertools.islice((shown(cell) for cell in cells if cell != ""), _SAMPLES))
        told.append({
            "place": one.place, "letter": letters(one.place + 1), "header": one.header[:_SHOWN], "field": one.field,
            "by": one.by, "decimal": one.style.decimal, "days": one.style.days, "samples": samples,
        })  # fmt: skip
    first = [{"row": row, "cells": [shown(cell) for cell in cells]} for row, cells in body[:_FIRST]]
    missing = [
        name for name, field in FIELDS[kind].items() if field.required and name not in {c["field"] for c in told}
    ]
    return {"header": matched.header, "columns": told, "first": first, "missing": missing}


def shown(cell: Value) -> str:
    """What a cell shows to who maps it, cut."""
    if isinstance(cell, Wrong):
        return "#…"
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    return str(cell)[:_SHOWN]


def best(looks: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The sheet with rows in which most columns were recognised; a visible one before a hidden one.

    None: there is no row but in what a template explains.
    """

    def worth(one: Mapping[str, Any]) -> tuple[bool, int]:
        return not one["hidden"], sum(1 for column in one["columns"] if column["field"])

    return max((one for one in looks if one["rows"] and one["name"] not in OURS), key=worth, default=None)
