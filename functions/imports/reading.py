"""From an upload to rows in chunks, and to what each sheet seems to be: its header, columns and first rows."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Literal

from imports import limits, matching, separated, sheets, store
from imports import looks as looks_of
from imports.limits import Refused
from imports.rules import Format, Import, Read
from imports.values import Row, Value
from kernel import files, keys, table

type Heard = Callable[[int], None]
"""Called with the rows done so far, between two chunks: raises when somebody else is at it, or it was cancelled."""

_HEAD = 250
"""Rows at the beginning of a sheet that are looked at."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read(tenant: str, value: Import, heard: Heard, decimal: Literal[",", "."] = ",") -> Read:
    """Read the file and keep its rows. Raises Refused."""
    came = files.arrived(keys.import_source(tenant, value.id, str(value.source)), limits.BYTES)
    if came is None:
        raise table.Transient("the file is on its way")
    if len(came.content) > limits.BYTES:
        raise Refused("file_too_large", most=limits.BYTES >> 20)
    told, total = [], 0
    for number, (name, hidden, rows) in enumerate(_sheets(value.format, came.content), 1):
        look = _kept(tenant, value, number, rows, decimal)
        told.append({"number": number, "name": name, "hidden": hidden, **look})
        total += look["rows"]
        heard(total)
    best = looks_of.best(told)
    if best is None:
        raise Refused("file_empty")
    store.keep_looks(tenant, value.id, told)
    return Read(sha256=came.sha256, sheets=len(told), options=looks_of.options(best), total=best["rows"])


def _sheets(form: Format, content: bytes) -> Iterator[tuple[str, bool, Iterator[Row]]]:
    """(name, hidden, rows). A file that is called one thing and is the other is refused, and told what it is."""
    is_book = content.startswith(_WORKBOOKS)
    if is_book != (form == "xlsx"):
        raise Refused("file_wrong_ending", ending=f".{form}", right=".xlsx" if is_book else ".csv")
    if is_book:
        yield from ((one.name, one.hidden, one.rows) for one in sheets.sheets(content))
        return
    yield "CSV", False, ((number, list[Value](cells)) for number, cells in separated.rows(content))


def _kept(tenant: str, value: Import, number: int, rows: Iterator[Row], decimal: Literal[",", "."]) -> dict[str, Any]:
    """Keep a sheet's rows; what it looks like. `rows` are those below the header."""
    head = list(itertools.islice(rows, _HEAD))
    matched = matching.matched(value.kind, head, decimal)
    kept = store.keep_rows(tenant, value.id, number, itertools.chain(head, rows))
    above = sum(1 for row, _ in head if matched.header is not None and row <= matched.header)
    return {"rows": kept - above, **looks_of.look(value.kind, matched, head)}
