from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from export.archive import Archive
from export.cells import HEADER, Cell, Column, Tally, encoders, text_encoder
from export.naming import letters, sheet_names
from export.package import SHEET, beginning, ending, head, styles, tail
from export.sheets import Rows, Sheet, Written
from kernel import clock

MAX_ROWS, MAX_COLUMNS, MAX_WIDTH = 1_048_576, 16_384, 255
_BLOCK = CHUNK = 1 << 18  # characters of XML per write; compressed bytes per chunk
# A part of 2 GiB would need ZIP64, which Excel mistrusts in a streamed file: go on in a new sheet instead.
_PART_LIMIT = 2_000_000_000

type Row = Callable[[int, Sequence[Cell]], str]


def workbook(
    sheets: Sequence[Sheet], *, tally: Tally | None = None, rows_per_sheet: int = MAX_ROWS, made: datetime | None = None
) -> Iterator[bytes]:
    """The chunks of an .xlsx file, made while rows are drawn: one block of rows is in memory at a time.

    Raises ValueError at once for columns no sheet can have.
    """
    writing = Writing(sheets, tally=tally, rows_per_sheet=rows_per_sheet, made=made)
    return _chunks(writing)


def _chunks(writing: "Writing") -> Iterator[bytes]:
    for _ in writing.run():
        if chunk := writing.archive.take(CHUNK):
            yield chunk
    yield writing.archive.take()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a file stands between two pages: all that another process needs to go on with it."""

    archive: list[Any]
    sheet: int
    after: str | None
    """Of this sheet's pages, the place to go on from."""
    last: int
    """The last row of the part being written; 0 when none is."""
    written: list[list[int]]
    """(which sheet, which of its parts, its last row) of all that is written."""
    tally: dict[str, int]


@dataclass(slots=True)
class _Standing:
    sheet: int = 0
    after: str | None = None
    last: int = 0
    written: list[list[int]] = field(default_factory=list)


class Writing:
    """A file being written, all of it or from a mark on. Texts stay in their cells: a shared table would grow.

    Past `rows_per_sheet`, header included, rows go on in a sheet "Leads 2". A row of another width than its sheet's is
    a ValueError with a note; a value no cell can have is told as a text. Numbers are written exactly; Excel itself
    computes with 15 digits.
    """

    def __init__(
        self, sheets: Sequence[Sheet], *, tally: Tally | None = None, rows_per_sheet: int = MAX_ROWS,
        made: datetime | None = None, mark: Mark | None = None, held: bytes = b"",
    ) -> None:  # fmt: skip
        _check(sheets, rows_per_sheet)
        self.archive = Archive.taken_up(mark.archive, held) if mark else Archive()
        self.tally = Tally(**mark.tally) if mark else tally or Tally()
        self._sheets, self._rows_per_sheet, self._made = sheets, rows_per_sheet, made or clock.now()
        self._columns = [column for sheet in sheets for column in sheet.columns]
        self._styles = styles(self._columns)
        self._at = _Standing(mark.sheet, mark.after, mark.last, [*mark.written]) if mark else _Standing()
        self._begun = mark is not None

    def run(self) -> Iterator[bool]:
        """Write on, telling after each block whether a page has ended too: only then is there a mark."""
        if not self._begun:
            for name, part in beginning(self._columns, self._made).items():
                self.archive.add(name, part)
        for sheet in self._sheets[self._at.sheet :]:
            yield from self._sheet(sheet)
        for name, part in ending(self._written()).items():
            self.archive.add(name, part)
        self.archive.finish()

    def mark(self) -> Mark:
        """Where the file stands; to be asked between two pages, before what is held is taken."""
        state = self.archive.state(within=self._at.last > 0)
        return Mark(archive=state, **asdict(self._at), tally=asdict(self.tally))

    def _sheet(self, sheet: Sheet) -> Iterator[bool]:
        row = _rows(sheet.columns, self._styles, self.tally)
        if not self._at.last:
            self._begin(sheet)
        for rows, after in sheet.pages(self._at.after):
            yield from self._page(sheet, row, rows)
            self._at.after = after
            if after is None:
                break
            yield True
        self._end(sheet)
        self._at.sheet, self._at.after = self._at.sheet + 1, None
        yield True

    def _begin(self, sheet: Sheet) -> None:
        """A sheet's next part, up to its header."""
        self.tally.sheets += 1
        self.archive.begin(SHEET.format(self.tally.sheets))
        self.archive.write(head(sheet.columns, self._styles))
        self.archive.write(_header(sheet.columns, self._styles, self.tally).encode())
        self._at.last = 1

    def _end(self, sheet: Sheet) -> None:
        part = 1 + sum(written[0] == self._at.sheet for written in self._at.written)
        drawn = bool(sheet.charts) and part == 1
        self.archive.write(tail(sheet.columns, self._at.last, drawn=drawn))
        self.archive.end()
        self._at.written.append([self._at.sheet, part, self._at.last])
        self._at.last = 0

    def _page(self, sheet: Sheet, row: Row, rows: Rows) -> Iterator[bool]:
        """Write a page's rows, block by block."""
        held: list[str] = []
        size, last = 0, self._at.last
        for values in rows:
            full = last == self._rows_per_sheet
            if full or size >= _BLOCK:
                full = self._put(held, last) > _PART_LIMIT or full
                held, size = [], 0
                yield False
            if full:
                self._end(sheet)
                self._begin(sheet)
                last = 1
            last += 1
            held.append(row(last, values))
            size += len(held[-1])
        self._put(held, last)

    def _put(self, held: Sequence[str], last: int) -> int:
        """Write rows up to the last; returns the size of the part."""
        self.tally.rows += len(held)
        self._at.last = last
        return self.archive.write("".join(held).encode())

    def _written(self) -> list[Written]:
        """All sheets by their names; charts are with the first part of theirs."""
        parts = self._at.written
        names = sheet_names([(self._sheets[place].title, part) for place, part, _ in parts])
        found = [(self._sheets[place], part, last) for place, part, last in parts]
        return [
            Written(name, sheet.columns, last, sheet.charts if part == 1 else ())
            for name, (sheet, part, last) in zip(names, found, strict=True)
        ]


def _check(sheets: Sequence[Sheet], rows_per_sheet: int) -> None:
    if not sheets:
        raise ValueError("a workbook has a sheet at least")
    for columns in (sheet.columns for sheet in sheets):
        if not 1 <= len(columns) <= MAX_COLUMNS:
            raise ValueError(f"a sheet has 1 to {MAX_COLUMNS} columns, not {len(columns)}")
        if not all(1 <= column.width <= MAX_WIDTH for column in columns):
            raise ValueError(f"a column is 1 to {MAX_WIDTH} characters wide")
    if not 1 < rows_per_sheet <= MAX_ROWS:
        raise ValueError(f"a sheet has 2 to {MAX_ROWS} rows, not {rows_per_sheet}")


def _starts(columns: Sequence[Column]) -> list[str]:
    return [f'<c r="{letters(place)}' for place in range(1, len(columns) + 1)]


def _header(columns: Sequence[Column], known: dict[str, int], tally: Tally) -> str:
    encode = text_encoder(known[HEADER], known[HEADER], tally)
    cells = zip(_starts(columns), columns, strict=True)
    return f'<row r="1">{"".join(f"{start}1{encode(column.header)}" for start, column in cells)}</row>'


def _rows(columns: Sequence[Column], known: dict[str, int], tally: Tally) -> Row:
    """How a row of these columns is written."""
    starts, ways = _starts(columns), [encoders(column, known, tally) for column in columns]

    def row(number: int, values: Sequence[Cell]) -> str:
        ref = str(number)
        try:
            cells = [
                start + ref + encode[type(value)](value)
                for start, encode, value in zip(starts, ways, values, strict=True)
                if value is not None
            ]
        except ValueError as fault:
            fault.add_note(f"in row {number} of sheet {tally.sheets}")
            raise
        return f'<row r="{ref}">{"".join(cells)}</row>'

    return row
