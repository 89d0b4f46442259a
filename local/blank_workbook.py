"""`OPENPYXL_LXML=False python -m local.blank_workbook`: openpyxl makes what exports fill, functions/export/blank.json.

Without lxml, which declares namespaces in other places: what is filled by text has to be written in one way.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import LXML, Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from export.cells import FLAGGED, FORMATS, GENERAL, GUARDED, HEADER, TEXT, Column
from export.charts import CHART, DRAWING, TITLE, X_TITLE, Y_TITLE
from export.package import BLANK, MADE, ORIGIN, SHEET
from export.sheets import Chart, Look, Written
from local import blank_charts

_DIMENSION = re.compile(r"<dimension [^>]*>")  # optional, and unknown while rows still come
_MORE_SERIES = re.compile(r"(<ser>.*?</ser>).*</ser>")
_LOOKS: tuple[Look, ...] = ("bar", "line", "pie")


def blank() -> dict[str, Any]:
    """The parts of a workbook of one column without rows, the index of each style, and a chart of each kind."""
    styles, parts = made([Written("Sheet", [Column(header="")], 1)])
    return {"styles": styles, "parts": parts, **_charts()}


def _charts() -> dict[str, Any]:
    """A chart of each kind with all titles and one series, and a drawing of one chart."""
    pair, found = [Column(header=""), Column(header="")], dict[str, str]()
    for look in _LOOKS:
        chart = Chart(kind=look, title=TITLE, x_title=X_TITLE, y_title=Y_TITLE, values=(1, 1))  # of two is a legend
        _, parts = made([Written("Sheet", pair, 2, [chart])])
        found[look] = _MORE_SERIES.sub(r"\1", parts[CHART.format(1)])
    drawing = parts[DRAWING.format(1)].replace(f"<col>{len(pair) + 1}</col>", "<col>0</col>")
    return {"charts": found, "drawing": drawing.replace("<row>1</row>", "<row>0</row>")}


def made(sheets: Sequence[Written]) -> tuple[dict[str, int], dict[str, str]]:
    """Index of each style, and the parts that openpyxl writes for such sheets."""
    book = Workbook()
    book.properties.creator = "Leadstream"
    book.properties.created = datetime.fromisoformat(MADE).replace(tzinfo=None)
    book.calculation.fullCalcOnLoad = False  # or Excel asks to save a file that nobody changed
    book.remove(book.worksheets[0])
    frames = [book.create_sheet(sheet.name) for sheet in sheets]
    styles = _styles(frames[0], [column for sheet in sheets for column in sheet.columns])
    for frame, sheet in zip(frames, sheets, strict=True):
        _frame(frame, sheet)
    with BytesIO() as file:
        book.save(file)
        with ZipFile(file) as saved:
            parts = {name: saved.read(name).decode() for name in saved.namelist()}
    parts[ORIGIN] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{MADE}", parts[ORIGIN])
    for number in range(1, len(sheets) + 1):
        parts[SHEET.format(number)] = _DIMENSION.sub("", parts[SHEET.format(number)])
    return styles, parts


def _frame(frame: Worksheet, sheet: Written) -> None:
    """A header that stays in sight and on every printed page, filters over all rows, columns' looks, charts."""
    frame.freeze_panes = "A2"
    frame.print_title_rows = "1:1"
    frame.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{sheet.last}"
    for place, column in enumerate(sheet.columns, 1):
        shape = frame.column_dimensions[get_column_letter(place)]
        shape.width, shape.number_format = column.width, column.look
    for number, chart in enumerate(sheet.charts):
        blank_charts.add(frame, chart, number, sheet)


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
    cells[FLAGGED] = flagged = _cell(sheet, TEXT)
    flagged.quotePrefix = True
    flagged.fill = PatternFill("solid", fgColor="FFC7CE")
    flagged.font = Font(name="Calibri", sz=11, color="9C0006")
    styles = {look: cell.style_id for look, cell in cells.items()}
    return styles | {column.look: _cell(sheet, column.look).style_id for column in columns}


def _cell(sheet: Worksheet, look: str) -> Cell:
    cell = Cell(sheet, row=1, column=1)
    cell.number_format = look
    return cell


def main() -> None:
    """Write the file."""
    if LXML:
        raise SystemExit("set OPENPYXL_LXML=False: lxml writes the same in another way")
    BLANK.write_text(json.dumps(blank(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {BLANK}")


if __name__ == "__main__":
    main()
