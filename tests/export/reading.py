import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from export.cells import Cell, Column
from export.sheets import Rows, Sheet, at_once
from export.workbook import workbook

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def file_of(rows: Sequence[Sequence[Cell]], columns: Sequence[Column], title: str = "Leads") -> bytes:
    return b"".join(workbook(sheet_of(rows, columns, title)))


def sheet_of(rows: Rows, columns: Sequence[Column], title: str = "Leads") -> list[Sheet]:
    return [Sheet(title=title, columns=columns, pages=at_once(rows))]


def texts_file(*texts: Cell) -> bytes:
    return file_of([[text] for text in texts], [Column(header="Ghi chú")])


def by_openpyxl(file: bytes, sheet: int = 0) -> Worksheet:
    return load_workbook(io.BytesIO(file)).worksheets[sheet]


def by_calamine(file: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(sheet).to_python()


def sheet_tree(file: bytes) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml"))  # noqa: S314


def as_the_format_reads(file: bytes) -> list[str]:
    """Texts of the body by the published rule alone: parse the XML, then undo _xHHHH_."""
    texts = [node.text or "" for node in sheet_tree(file).iter(f"{NAMESPACE}t")][1:]
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text) for text in texts]
