"""Workbooks of several sheets, each with columns of its own, and charts over their cells."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.chart import BarChart, PieChart

from export.cells import Cell, Column, Kind
from export.sheets import Chart, Sheet, at_once
from export.workbook import workbook
from tests.export.reading import by_calamine

REASONS = [Column(header="Lý do", width=30), Column(header="Số lượng", kind=Kind.INTEGER),
           Column(header="Tỷ lệ", kind=Kind.PERCENT)]  # fmt: skip
DAYS = [Column(header="Ngày", kind=Kind.DATE), Column(header="USD", kind=Kind.MONEY, format='#,##0.00 "USD"')]
LOST: list[list[Cell]] = [["Giá cao", 3, Decimal("0.75")], ["=Đối thủ", 1, Decimal("0.25")], ["Tổng", 4, 1]]
SHARES = Chart(kind="pie", title="Lý do thua", leave_out=1)
COUNTS = Chart(kind="bar", title="Số lượng", values=(1, 2), across=True, x_title="Lý do", leave_out=1)


def both() -> bytes:
    return b"".join(
        workbook(
            [
                Sheet(title="Thua", columns=REASONS, pages=at_once(LOST), charts=[SHARES, COUNTS]),
                Sheet(title="Ngày", columns=DAYS, pages=at_once([[date(2026, 1, 2), Decimal("9.5")]])),
            ]
        )
    )


def test_each_sheet_has_columns_and_looks_of_its_own():
    file = both()
    assert by_calamine(file, 0)[1:] == [["Giá cao", 3, 0.75], ["=Đối thủ", 1, 0.25], ["Tổng", 4, 1]]
    assert by_calamine(file, 1) == [["Ngày", "USD"], [date(2026, 1, 2), 9.5]]
    book = load_workbook(io.BytesIO(file))
    assert book.sheetnames == ["Thua", "Ngày"]
    assert [sheet.auto_filter.ref for sheet in book.worksheets] == ["A1:C4", "A1:B2"]
    assert [sheet.freeze_panes for sheet in book.worksheets] == ["A2", "A2"]
    formats = [[cell.number_format for cell in sheet[2]] for sheet in book.worksheets]
    assert formats == [["@", "#,##0", "0.00%"], ["dd/mm/yyyy", '#,##0.00 "USD"']]


def charts(file: bytes, sheet: int) -> list[Any]:
    book: Any = load_workbook(io.BytesIO(file))
    return list(book.worksheets[sheet]._charts)


def test_a_chart_takes_its_series_and_labels_from_the_sheets_cells():
    file = both()
    pie, bars = charts(file, 0)
    assert (type(pie), type(bars), charts(file, 1)) == (PieChart, BarChart, [])
    assert [one.cat.strRef.f for one in (*pie.series, *bars.series)] == ["'Thua'!$A$2:$A$3"] * 3
    assert [one.val.numRef.f for one in pie.series] == ["'Thua'!$B$2:$B$3"]
    assert [one.val.numRef.f for one in bars.series] == ["'Thua'!$B$2:$B$3", "'Thua'!$C$2:$C$3"]
    assert [one.tx.strRef.f for one in bars.series] == ["'Thua'!$B$1", "'Thua'!$C$1"]
    assert [one.title.tx.rich.p[0].r[0].t for one in (pie, bars)] == ["Lý do thua", "Số lượng"]
    assert bars.barDir == "bar"
    assert [one.anchor._from.col for one in (pie, bars)] == [4, 4]
    assert pie.anchor._from.row < bars.anchor._from.row


def test_sheets_of_one_title_are_named_apart_from_each_other_and_from_their_own_further_sheets():
    sheets = [
        Sheet(title=title, columns=[Column(header="t")], pages=at_once([["a"]] * rows))
        for title, rows in (("Leads", 2), ("leads", 1), ("Leads 2", 1), ("Leads", 1))
    ]
    book = load_workbook(io.BytesIO(b"".join(workbook(sheets, rows_per_sheet=2))))
    assert book.sheetnames == ["Leads", "Leads 2", "leads 3", "Leads 2 2", "Leads 4"]


def test_a_chart_of_a_sheet_that_goes_on_in_another_shows_the_first():
    rows = at_once([[str(n), n] for n in range(5)])
    columns = [Column(header="t"), Column(header="n", kind=Kind.INTEGER)]
    sheet = Sheet(title="Leads", columns=columns, pages=rows, charts=[Chart(kind="line", title="")])
    file = b"".join(workbook([sheet], rows_per_sheet=4))
    (line,) = charts(file, 0)
    assert (line.series[0].val.numRef.f, charts(file, 1)) == ("'Leads'!$B$2:$B$4", [])


def test_a_sheet_whose_pages_are_none_or_empty_has_its_header():
    columns = [Column(header="t")]
    for pages in (lambda _: iter([]), lambda _: iter([([], "a"), ([["x"]], None)])):
        (sheet,) = load_workbook(
            io.BytesIO(b"".join(workbook([Sheet(title="A", columns=columns, pages=pages)])))
        ).worksheets
        assert sheet["A1"].value == "t"
