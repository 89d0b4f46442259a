"""The rows of a workbook (.xlsx) as Excel shows them: values, not formulas. One sheet is in memory at a time."""

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from imports import limits, package
from imports.limits import Refused
from imports.package import Seen
from imports.values import Row, Value, Wrong

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells. `rows` may be gone through once, before the next sheet is asked for."""

    name: str
    hidden: bool
    rows: Iterator[Row]
    """Those that are not blank."""


def sheets(content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook, hidden ones too. Raises Refused."""
    parts = package.checked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise Refused("file_unreadable") from error
    told = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if len(told) > limits.SHEETS:
        raise Refused("file_too_many_sheets", most=limits.SHEETS)
    where = _parts_of_sheets(content)
    for one in told:
        seen = parts.get(where.get(one.name, ""), Seen())
        if seen.rows > limits.ROWS or seen.columns > limits.COLUMNS:
            raise Refused("file_sheet_too_large", sheet=one.name, rows=limits.ROWS, columns=limits.COLUMNS)
        yield Sheet(one.name, one.visible != SheetVisibleEnum.Visible, _rows(book, one.name, seen))


def _rows(book: CalamineWorkbook, name: str, seen: Seen) -> Iterator[Row]:
    try:
        sheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise Refused("file_unreadable") from error
    before: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    wrong: dict[int, list[int]] = {}
    for row, column in seen.wrong:
        wrong.setdefault(row, []).append(column)
    for number, read in enumerate(sheet.iter_rows(), 1):
        cells: list[Value] = [*before, *read]
        for column in wrong.get(number, ()):
            cells[column - 1] = Wrong.ERROR
        if any(cell != "" for cell in cells):
            yield number, cells


def _parts_of_sheets(content: bytes) -> dict[str, str]:
    """Which part each sheet is, by the sheets' names."""
    with ZipFile(io.BytesIO(content)) as opened:
        names = set(opened.namelist())
        if _RELATIONS not in names:
            raise Refused("file_unreadable")
        try:
            book, relations = (ET.fromstring(opened.read(name)) for name in (_WORKBOOK, _RELATIONS))  # noqa: S314 - package.checked has refused what declares anything
        except ET.ParseError as error:
            raise Refused("file_unreadable") from error
    targets = {str(one.get("Id")): posixpath.join("/xl", one.get("Target", ""))[1:] for one in relations}
    found = (one for one in book.iter() if one.tag.rpartition("}")[2] == "sheet")
    return {one.get("name", ""): targets.get(one.get(_ID, ""), "") for one in found}
