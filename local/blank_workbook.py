"""`python -m local.blank_workbook`: lets openpyxl make the workbook that exports fill, functions/export/blank.json."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from export.cells import FORMATS, GENERAL, GUARDED, HEADER, TEXT, Column
from export.package import BLANK, MADE, ORIGIN, SHEET

_DIMENSION = re.compile(r"<dimension [^>]*>")  # optional, and unknown while rows still come


def blank() -> dict[str, Any]:
    """The parts of a workbook of one column without rows, and the index of each style."""
    styles, parts = made([Column(header="")], {"Sheet": 1})
    return {"styles": styles, "parts": parts}


def made(columns: Sequence[Column], sheets: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """Index of each style, and the parts that openpyxl writes for sheets given as name and last row."""
    book = Workbook()
    book.properties.creator = "Leadstream"
    book.properties.created = datetime.fromisoformat(MADE).replace(tzinfo=None)
    book.calculation.fullCalcOnLoad = False  # or Excel asks to save a file that nobody changed
    book.remove(book.worksheets[0])
    frames = [(book.create_sheet(name), last) for name, last in sheets.items()]
    styles = _styles(frames[0][0], columns)
    for sheet, last in frames:
        _frame(sheet, columns, last)
    with BytesIO() as file:
        book.save(file)
        with ZipFile(file) as saved:
            parts = {name: saved.read(name).decode() for name in saved.namelist()}
    parts[ORIGIN] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{MADE}", parts[ORIGIN])
    for number in range(1, len(sheets) + 1):
        parts[SHEET.format(number)] = _DIMENSION.sub("", parts[SHEET.format(number)])
    return styles, parts


def _frame(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """A header that stays in sight and on every printed page, filters over all rows, columns' looks."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for place, column in enumerate(columns, 1):
        shape = sheet.column_dimensions[get_column_letter(place)]
        shape.width, shape.number_format = column.width, column.look


def _styles(sheet: Worksheet, columns: Sequence[Column]) -> dict[str, int]:
    """Register every style by a cell that wears it, the columns' own last; the cells stay out of the sheet."""
    known = dict.fromkeys((GENERAL, *FORMATS.values()))
    cells = {look: _cell(sheet, look) for look in known}
    cells[GUARDED] = guarded = _cell(sheet, TEXT)
    guarded.quotePrefix = True
    cells[HEADER] = header = _cell(sheet, TEXT)
    header.font = Font(name="Calibri", sz=11, b=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor="1F4E78")
    header.alignment = Alignment(vertical="center", wrap_text=True)
    styles = {look: cell.style_id for look, cell in cells.items()}
    return styles | {column.look: _cell(sheet, column.look).style_id for column in columns}


def _cell(sheet: Worksheet, look: str) -> Cell:
    cell = Cell(sheet, row=1, column=1)
    cell.number_format = look
    return cell


def main() -> None:
    """Write the file."""
    BLANK.write_text(json.dumps(blank(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {BLANK}")


if __name__ == "__main__":
    main()
