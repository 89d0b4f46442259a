import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from export.cells import HEADER, Cell, Column, Tally, encoders, text_encoder
from export.package import RELATIONS, SHEET, TYPES, WORKBOOK, Package, letters, package

MAX_ROWS, MAX_COLUMNS, MAX_WIDTH, MAX_NAME = 1_048_576, 16_384, 255, 31
_LEVEL = 1  # 100,000 rows of 15 columns: 10 MB; level 6 takes a third more time for 8 MB
_BLOCK = _CHUNK = 1 << 18  # characters of XML per write; compressed bytes per chunk
# A part of 2 GiB would need ZIP64, which Excel mistrusts in a streamed file: go on in a new sheet instead.
_PART_LIMIT = 2_000_000_000
# What names the sheets is known last; the rest goes first, where programs tell a workbook from other zips.
_LAST = (WORKBOOK, RELATIONS, TYPES)


def workbook(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    tally: Tally | None = None,
    rows_per_sheet: int = MAX_ROWS,
) -> Iterator[bytes]:
    """The chunks of an .xlsx file, made while `rows` are drawn: one block of rows is in memory at a time.

    Past `rows_per_sheet`, header included, rows go on in a sheet "Leads 2". Raises ValueError at once for
    columns no sheet can have and, while streaming, ValueError or TypeError for a value no cell can have, its
    row noted. Numbers are written exactly; Excel itself computes with 15 digits.
    """
    if not 1 <= len(columns) <= MAX_COLUMNS:
        raise ValueError(f"a sheet has 1 to {MAX_COLUMNS} columns, not {len(columns)}")
    if not all(1 <= column.width <= MAX_WIDTH for column in columns):
        raise ValueError(f"a column is 1 to {MAX_WIDTH} characters wide")
    if not 1 < rows_per_sheet <= MAX_ROWS:
        raise ValueError(f"a sheet has 2 to {MAX_ROWS} rows, not {rows_per_sheet}")
    return _Stream(title, columns, Tally() if tally is None else tally).chunks(rows, rows_per_sheet)


def sheet_name(title: str, number: int = 1) -> str:
    """A name Excel takes: 31 UTF-16 units, nothing forbidden, no quote at an end; "Leads", then "Leads 2"."""
    first = _shortened(title, MAX_NAME)
    if number == 1:
        return first
    suffix = f" {number}"
    name = _shortened(title, MAX_NAME - len(suffix)) + suffix
    return name if name != first else _shortened(title, MAX_NAME - len(suffix) - 1) + suffix


def _shortened(title: str, units: int) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff\[\]:*?/\\]+", " ", title)
    cut = " ".join(clean.split()).strip("' ").encode("utf-16-le")[: 2 * units]
    name = cut.decode("utf-16-le", "ignore").strip("' ")
    return name if name and name.casefold() != "history" else "Sheet"  # "History" is Excel's own


class _Sink:
    """Where the zip goes. It cannot seek, so zipfile writes sizes after each part and never looks back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits further down."""

    def close(self) -> None:
        """Nothing to close."""

    def take(self, least: int = 1) -> Iterator[bytes]:
        """What is held, once it is worth a chunk."""
        if len(self._held) >= least:
            chunk = bytes(self._held)
            self._held.clear()
            yield chunk


class _Stream:
    """One file being written. Texts stay in their cells: a shared table of them would grow with the rows."""

    def __init__(self, title: str, columns: Sequence[Column], tally: Tally) -> None:
        self._title, self._columns, self._tally = title, columns, tally
        self._draft = package(columns, {"draft": 1})
        self._starts = [f'<c r="{letters(place)}' for place in range(1, len(columns) + 1)]
        self._encoders = [encoders(column, self._draft.styles, tally) for column in columns]
        self._sink = _Sink()

    def chunks(self, rows: Iterable[Sequence[Cell]], rows_per_sheet: int) -> Iterator[bytes]:
        """Parts that need no rows, the sheets, and what needs to know the sheets."""
        sheets: dict[str, int] = {}
        with ZipFile(self._sink, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            self._copy(archive, self._draft, [name for name in self._draft.parts if name not in _LAST])
            waiting: Iterator[Sequence[Cell]] | None = iter(rows)
            while waiting:
                self._tally.sheets += 1
                with archive.open(SHEET.format(self._tally.sheets), "w") as part:
                    last = yield from self._sheet(part, islice(waiting, rows_per_sheet - 1))
                sheets[sheet_name(self._title, self._tally.sheets)] = last
                waiting = _unless_empty(waiting)
            self._copy(archive, package(self._columns, sheets), _LAST)
        yield from self._sink.take()

    def _sheet(self, part: IO[bytes], rows: Iterator[Sequence[Cell]]) -> Generator[bytes, None, int]:
        """Write one sheet, handing on chunks as they fill; returns the number of its last row."""
        held, size, written, last, before = [self._header()], 0, 0, 1, self._tally.rows
        part.write(self._draft.head)
        for last, values in enumerate(rows, 2):
            held.append(self._row(last, values))
            size += len(held[-1])
            if size < _BLOCK:
                continue
            written += part.write("".join(held).encode())
            self._tally.rows = before + last - 1
            held, size = [], 0
            yield from self._sink.take(_CHUNK)
            if written > _PART_LIMIT:
                break
        self._tally.rows = before + last - 1
        part.write("".join(held).encode())
        part.write(package(self._columns, {"draft": last}).tail)
        return last

    def _header(self) -> str:
        encode = text_encoder(self._draft.styles[HEADER], self._draft.styles[HEADER], self._tally)
        cells = zip(self._starts, self._columns, strict=True)
        texts = "".join(f"{start}1{encode(column.header)}" for start, column in cells)
        return f'<row r="1">{texts}</row>'

    def _row(self, number: int, values: Sequence[Cell]) -> str:
        ref = str(number)
        try:
            cells = [
                start + ref + encode[type(value)](value)
                for start, encode, value in zip(self._starts, self._encoders, values, strict=True)
                if value is not None
            ]
        except (TypeError, ValueError) as fault:
            fault.add_note(f"in row {number} of sheet {self._tally.sheets}")
            raise
        return f'<row r="{ref}">{"".join(cells)}</row>'

    @staticmethod
    def _copy(archive: ZipFile, source: Package, names: Iterable[str]) -> None:
        for name in names:
            archive.writestr(name, source.parts[name])


def _unless_empty[T](rows: Iterator[T]) -> Iterator[T] | None:
    """The same rows, or None when there are none: a sheet is begun only for a row."""
    for first in rows:
        return chain((first,), rows)
    return None
