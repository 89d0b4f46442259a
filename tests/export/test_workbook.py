import io
import random
import weakref
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from export import workbook as streaming
from export.cells import Cell, Column, Kind, Tally
from export.naming import sheet_name
from export.workbook import MAX_COLUMNS, MAX_ROWS, workbook
from tests.export.reading import NAMESPACE, by_calamine, by_openpyxl, file_of, sheet_of, sheet_tree, texts_file

ONE_OF_EACH = (
    Column(header="Tên khách hàng", kind=Kind.TEXT, width=30),
    Column(header="Số lần", kind=Kind.INTEGER, width=8),
    Column(header="Điểm", kind=Kind.DECIMAL),
    Column(header="Doanh thu", kind=Kind.MONEY, width=20),
    Column(header="Tỷ lệ", kind=Kind.PERCENT),
    Column(header="Ngày sinh", kind=Kind.DATE),
    Column(header="Tạo lúc", kind=Kind.DATETIME),
)
A_ROW: list[Cell] = [
    "Nguyễn Thị Ánh 😀",
    42,
    Decimal("12.345"),
    Decimal(125_000_000),
    Decimal("0.15"),
    date(1990, 2, 28),
    datetime.fromisoformat("2025-07-31 23:59:58"),
]


def test_openpyxl_reads_every_kind_as_the_value_that_was_written() -> None:
    sheet = by_openpyxl(file_of([A_ROW], ONE_OF_EACH))
    read = [cell.value for cell in sheet[2]]
    assert read == [*A_ROW[:2], 12.345, 125_000_000, 0.15, datetime.fromisoformat("1990-02-28"), A_ROW[6]]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n", "n", "d", "d"]


def test_calamine_reads_every_kind_as_the_value_that_was_written() -> None:
    header, row = by_calamine(file_of([A_ROW], ONE_OF_EACH))
    assert header == [column.header for column in ONE_OF_EACH]
    assert row == [*A_ROW[:2], 12.345, 125_000_000, 0.15, A_ROW[5], A_ROW[6]]


def test_each_column_shows_its_values_in_its_own_number_format() -> None:
    columns = [*ONE_OF_EACH, Column(header="USD", kind=Kind.MONEY, format='#,##0.00 "USD"')]
    sheet = by_openpyxl(file_of([[*A_ROW, Decimal("9.5")]], columns))
    assert [cell.number_format for cell in sheet[2]] == [
        "@",
        "#,##0",
        "#,##0.00",
        "#,##0",
        "0.00%",
        "dd/mm/yyyy",
        "dd/mm/yyyy hh:mm",
        '#,##0.00 "USD"',
    ]


def test_the_header_is_bold_frozen_and_filters_every_row() -> None:
    sheet = by_openpyxl(file_of([A_ROW] * 9, ONE_OF_EACH))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G10"
    assert sheet.print_title_rows == "$1:$1"
    assert all(cell.font.b for cell in sheet[1])
    assert not any(cell.font.b for cell in sheet[2])
    assert [sheet.column_dimensions[letter].width for letter in "ABD"] == [30, 8, 20]


def test_a_file_without_rows_has_its_header() -> None:
    file = file_of([], ONE_OF_EACH)
    assert by_calamine(file) == [[column.header for column in ONE_OF_EACH]]
    assert by_openpyxl(file).auto_filter.ref == "A1:G1"


def test_rows_beyond_a_sheet_go_on_in_the_next_under_the_same_header() -> None:
    tally = Tally()
    rows: list[list[Cell]] = [[number, f"Khách {number}"] for number in range(7)]
    columns = [Column(header="Số", kind=Kind.INTEGER), Column(header="Tên")]
    file = b"".join(workbook(sheet_of(rows, columns), tally=tally, rows_per_sheet=4))
    assert load_workbook(io.BytesIO(file)).sheetnames == ["Leads", "Leads 2", "Leads 3"]
    assert [by_openpyxl(file, sheet).auto_filter.ref for sheet in range(3)] == ["A1:B4", "A1:B4", "A1:B2"]
    assert [by_openpyxl(file, sheet).freeze_panes for sheet in range(3)] == ["A2"] * 3
    sheets = [by_calamine(file, sheet) for sheet in range(3)]
    assert [sheet[0] for sheet in sheets] == [["Số", "Tên"]] * 3
    assert [row for sheet in sheets for row in sheet[1:]] == rows
    assert tally == Tally(rows=7, sheets=3)


def test_rows_that_just_fill_a_sheet_begin_no_other() -> None:
    file = b"".join(workbook(sheet_of([["a"], ["b"], ["c"]], [Column(header="t")]), rows_per_sheet=4))
    assert load_workbook(io.BytesIO(file)).sheetnames == ["Leads"]


def test_a_sheet_too_big_for_a_plain_zip_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_PART_LIMIT", 500_000)
    file = b"".join(workbook(sheet_of(([f"{n:0900d}"] for n in range(1500)), [Column(header="t")])))
    sheets = len(load_workbook(io.BytesIO(file), read_only=True).sheetnames)
    assert sheets > 1
    read = [row[0] for sheet in range(sheets) for row in by_calamine(file, sheet)[1:]]
    assert read == [f"{n:0900d}" for n in range(1500)]


def test_each_row_of_a_long_sheet_is_written_once_and_in_order() -> None:
    file = file_of([[f"{n:0900d}"] for n in range(1500)], [Column(header="t")])
    places = [cell.get("r") for cell in sheet_tree(file).iter(f"{NAMESPACE}c")]
    assert places == [f"A{row}" for row in range(1, 1502)]
    assert [row[0] for row in by_calamine(file)[1:]] == [f"{n:0900d}" for n in range(1500)]


def test_no_part_needs_zip64_which_excel_mistrusts_in_a_stream() -> None:
    versions = [part.extract_version for part in zipfile.ZipFile(io.BytesIO(texts_file("a"))).infolist()]
    assert max(versions) <= zipfile.DEFAULT_VERSION


def test_the_file_is_known_as_a_workbook_by_its_beginning() -> None:
    assert texts_file("a")[30:].startswith((b"_rels/", b"docProps/"))


class Row(list[Cell]):
    """A row whose end can be watched."""


FORTY = [Column(header=str(place)) for place in range(40)]


def noisy_row(seed: int) -> Row:
    """Some 24 KB that do not compress away."""
    noise = random.Random(seed)  # noqa: S311
    return Row([noise.randbytes(300).hex() for _ in FORTY])


def test_chunks_come_while_rows_are_drawn_and_no_row_is_kept() -> None:
    drawn: list[weakref.ref[Row]] = []

    def rows() -> Iterator[Row]:
        for number in range(300):
            row = noisy_row(number)
            drawn.append(weakref.ref(row))
            yield row

    chunks = workbook(sheet_of(rows(), FORTY))
    seen = [(len(drawn), sum(row() is not None for row in drawn)) for _ in chunks]
    assert len(seen) > 5
    assert seen[0][0] < 100
    assert max(alive for _, alive in seen) <= 2


def test_progress_can_be_read_while_the_file_is_written() -> None:
    tally = Tally()
    next(workbook(sheet_of(map(noisy_row, range(300)), FORTY), tally=tally))
    assert 0 < tally.rows < 100


def test_a_fault_of_the_rows_reaches_the_caller() -> None:
    def rows() -> Iterator[Sequence[Cell]]:
        yield ["a"]
        raise ConnectionError("the table is away")

    with pytest.raises(ConnectionError):
        list(workbook(sheet_of(rows(), [Column(header="t")])))


@pytest.mark.parametrize("row", [[], ["a", "b"]])
def test_a_row_as_wide_as_another_table_is_refused(row: list[Cell]) -> None:
    with pytest.raises(ValueError, match="argument 3"):
        file_of([row], [Column(header="t")])


@pytest.mark.parametrize("columns", [[], [Column(header="t")] * (MAX_COLUMNS + 1), [Column(header="t", width=256)]])
def test_columns_that_excel_cannot_have_are_refused_before_anything_is_written(columns: list[Column]) -> None:
    with pytest.raises(ValueError, match="column"):
        workbook(sheet_of([], columns))


@pytest.mark.parametrize("rows_per_sheet", [1, MAX_ROWS + 1])
def test_a_sheet_of_no_rows_or_of_too_many_is_refused(rows_per_sheet: int) -> None:
    with pytest.raises(ValueError, match="2 to 1048576"):
        workbook(sheet_of([], [Column(header="t")]), rows_per_sheet=rows_per_sheet)


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("Khách hàng", 1, "Khách hàng"),
        ("Leads", 2, "Leads 2"),
        ("a/b\\c[d]:e*f?g", 1, "a b c d e f g"),
        ("'quoted'", 1, "quoted"),
        ("", 1, "Sheet"),
        ("///", 3, "Sheet 3"),
        ("history", 1, "Sheet"),
        ("x" * 40, 1, "x" * 31),
        ("x" * 40, 12, "x" * 28 + " 12"),
        ("😀" * 20, 1, "😀" * 15),
        ("a\0\ud800b", 1, "a b"),
        ("x" * 29 + " 2", 2, "x" * 28 + " 2"),
    ],
)
def test_a_sheet_is_named_as_excel_allows(title: str, number: int, name: str) -> None:
    assert sheet_name(title, number) == name


@given(st.text(), st.integers(2, 999))
def test_any_title_names_each_sheet_lawfully_and_differently(title: str, number: int) -> None:
    names = [sheet_name(title), sheet_name(title, number), sheet_name(title, number + 1)]
    assert len({name.casefold() for name in names}) == 3
    assert all(1 <= len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert not set("".join(names)) & set("[]:*?/\\")


@settings(max_examples=25)
@given(st.text())
def test_any_title_makes_a_file_that_opens(title: str) -> None:
    file = file_of([], [Column(header="t")], title)
    assert load_workbook(io.BytesIO(file)).sheetnames == [sheet_name(title)]
