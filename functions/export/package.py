import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from export.cells import FORMATS, GENERAL, GUARDED, HEADER, TEXT, Column, Kind

SHEET = "xl/worksheets/sheet{}.xml"
_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_DIMENSION = re.compile(rb"<dimension [^>]*>")  # optional, and unknown while rows still come


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx without rows: its parts, the index of each style, and what stands around a sheet's rows."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, int]
    head: bytes
    tail: bytes


def package(columns: Sequence[Column], sheets: Mapping[str, int]) -> Package:
    """Let openpyxl write all but rows, for sheets given as name and last row; `tail` is the first one's.

    The same columns give the same styles, whatever the sheets: so a package made before the rows and one made
    after them, which knows the sheets, fit together.
    """
    book = Workbook()
    book.properties.creator = "Leadstream"
    book.calculation.fullCalcOnLoad = False  # or Excel asks to save a file that nobody changed
    book.remove(book.worksheets[0])
    for name, last in sheets.items():
        _frame(book.create_sheet(name), columns, last)
    styles = _styles(book.worksheets[0], columns)
    with BytesIO() as file:
        book.save(file)
        with ZipFile(file) as saved:
            parts = {name: saved.read(name) for name in saved.namelist()}
    head, tail = _ROWS.split(parts[SHEET.format(1)])
    tail = tail.replace(b"</worksheet>", _no_warnings(columns, next(iter(sheets.values()))) + b"</worksheet>")
    return Package(parts, styles, _DIMENSION.sub(b"", head) + b"<sheetData>", b"</sheetData>" + tail)


def _frame(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """A header that stays in sight and on every printed page, filters over all rows, columns' looks."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for place, column in enumerate(columns, 1):
        shape = sheet.column_dimensions[get_column_letter(place)]
        shape.width, shape.number_format = column.width, column.look


def _styles(sheet: Worksheet, columns: Sequence[Column]) -> dict[str, int]:
    """Register every style by a cell that wears it; the cells themselves stay out of the sheet."""
    looks = (GENERAL, *FORMATS.values(), *(column.look for column in columns))
    cells = {look: Cell(sheet, row=1, column=1) for look in looks}
    for look, cell in cells.items():
        cell.number_format = look
    cells[GUARDED] = guarded = Cell(sheet, row=1, column=1)
    guarded.number_format, guarded.quotePrefix = TEXT, True
    cells[HEADER] = header = Cell(sheet, row=1, column=1)
    header.number_format = TEXT
    header.font = Font(name="Calibri", sz=11, b=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor="1F4E78")
    header.alignment = Alignment(vertical="center", wrap_text=True)
    return {look: cell.style_id for look, cell in cells.items()}


def _no_warnings(columns: Sequence[Column], last: int) -> bytes:
    """Phone numbers and tax codes are texts on purpose: no green corner on each."""
    texts = (place for place, column in enumerate(columns, 1) if column.kind is Kind.TEXT)
    ranges = " ".join(f"{letter}1:{letter}{last}" for letter in map(get_column_letter, texts))
    error = f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>'
    return error.encode() if ranges else b""
