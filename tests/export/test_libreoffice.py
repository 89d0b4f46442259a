"""LibreOffice opens what we write, and saves it again as it was: no formula, real dates and numbers, charts and all."""

import csv
import re
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from export.cells import Cell, Column, Kind
from export.sheets import Chart, Sheet, at_once
from export.workbook import workbook
from tests.export.test_cells import HOSTILE

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="apt-get install libreoffice-calc-nogui, or make office")
TEXTS = [
    *HOSTILE,
    "-1",
    "'=1+1",
    "\x01=1+1",
    "\x00",
    "_x0041_",
    "0912345678",
    "1E5",
    "2026-01-02",
    "TRUE",
    "a\tb\nc",
    "😀 ệ",
]
COLUMNS = [
    Column(header='=HYPERLINK("http://evil.example")', width=30),
    Column(header="@SUM(1)", kind=Kind.INTEGER, width=9),
    Column(header="+cmd|' /C calc'!A0", kind=Kind.DECIMAL),
    Column(header="Doanh thu", kind=Kind.MONEY, width=20, format='#,##0.00 "USD"'),
    Column(header="Tỷ lệ", kind=Kind.PERCENT),
    Column(header="Ngày", kind=Kind.DATE),
    Column(header="Lúc", kind=Kind.DATETIME),
]  # fmt: skip
VALUES: list[Cell] = [42, Decimal("-1.5"), Decimal("1234567.25"), Decimal("0.15"), date(2026, 2, 28),
                      datetime.fromisoformat("2026-07-31T23:59")]  # fmt: skip


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file, and with what LibreOffice saved after it had opened that."""
    folder = tmp_path_factory.mktemp("office")
    charts = [Chart(kind=kind, title=f"={kind}", labels=0, values=(1, 2)) for kind in ("bar", "line", "pie")]
    file = folder / "ours.xlsx"
    rows: list[list[Cell]] = [[text, *VALUES] for text in TEXTS]
    sheets = [
        Sheet(title="=1+1", columns=COLUMNS, pages=at_once(rows), charts=charts),
        Sheet(title="Hai", columns=COLUMNS[:1], pages=at_once([[text] for text in TEXTS])),
    ]
    file.write_bytes(b"".join(workbook(sheets)))
    for kind in ("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"):
        subprocess.run(  # noqa: S603 - our own file
            [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
             "--outdir", str(folder / "saved"), str(file)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder / "saved"


def test_what_could_be_a_formula_is_the_same_text_in_what_libreoffice_saves(saved: Path):
    book: Any = load_workbook(saved / "ours.xlsx")
    assert book.sheetnames == ["=1+1", "Hai"]
    for sheet in book.worksheets:
        texts = [row[0] for row in sheet.iter_rows(min_row=2)]
        assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        assert [_undone(cell.value) for cell in texts] == TEXTS
        assert {(cell.data_type, cell.number_format) for cell in texts} == {("s", "@")}
    assert [cell.value for cell in book.worksheets[0][1]] == [column.header for column in COLUMNS]


def _undone(text: str) -> str:
    """As the format says that a text is read: openpyxl leaves escapes of control characters as they are."""
    return re.sub("_x(000[0-9A-F])_", lambda code: chr(int(code[1], 16)), text)


def test_what_could_be_a_formula_is_the_same_text_in_its_csv(saved: Path):
    (file,) = saved.glob("*.csv")
    rows = list(csv.reader(file.read_text(encoding="utf-8", newline="").splitlines(keepends=True)))
    assert [row[0] for row in rows] == [COLUMNS[0].header, *TEXTS]
    assert {tuple(row[1:5]) for row in rows[1:]} == {("42", "-1.5", "1234567.25", "15%")}


def test_dates_and_numbers_are_real_to_libreoffice_and_look_as_they_should(saved: Path):
    book: Any = load_workbook(saved / "ours.xlsx")
    row = book.worksheets[0][2][1:]
    moment = datetime.fromisoformat("2026-02-28T00:00")
    assert [cell.value for cell in row] == [42, -1.5, 1234567.25, 0.15, moment, VALUES[5]]
    assert [cell.data_type for cell in row] == ["n", "n", "n", "n", "d", "d"]
    looks = ["#,##0", "#,##0.00", '#,##0.00" USD"', "0.00%", "dd/mm/yyyy", "dd/mm/yyyy\\ hh:mm"]
    assert [cell.number_format for cell in row] == looks


def test_filter_widths_and_charts_are_what_libreoffice_found(saved: Path):
    """That the header is frozen, a conversion without a screen does not keep, of whatever file."""
    book: Any = load_workbook(saved / "ours.xlsx")
    sheet, other = book.worksheets
    assert (sheet.auto_filter.ref, other.auto_filter.ref) == (f"A1:G{len(TEXTS) + 1}", f"A1:A{len(TEXTS) + 1}")
    assert [sheet.column_dimensions[letter].width for letter in "ABD"] == [30, 9, 20]
    assert [type(chart).__name__ for chart in sheet._charts] == ["BarChart", "LineChart", "PieChart"]
    assert [len(chart.series) for chart in sheet._charts] == [2, 2, 1]
    last = len(TEXTS) + 1
    for chart in sheet._charts:
        assert chart.series[0].val.numRef.f.replace("'", "") == f"=1+1!$B$2:$B${last}"
        assert chart.title.tx.rich.p[0].r[0].t.startswith("=")
