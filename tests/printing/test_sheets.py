"""Workbooks: placeholders become values of their own type, and never formulas (D7)."""

import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kernel.refusal import Refused
from printing.fields import Plain, values_of
from printing.sheets import render
from tests.printing.papers import altered, read_sheet, workbook

RECORD: dict[str, Plain] = {
    "name": "Nước <sạch> & Hoà Bình", "code": "L-1", "expected_revenue": "620000000", "stars": 4, "score": 88,
    "expected_close": "2026-03-09", "created_at": "2026-03-02T01:30:00", "phones": ["0912", "024"],
}  # fmt: skip


def filled(cells: dict[str, Any], record: dict[str, Plain] | None = None, formats: dict[str, str] | None = None) -> Any:
    return read_sheet(render(workbook(cells, formats), values_of(RECORD if record is None else record))[0])


def refusal(content: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(Refused) as refused:
        render(content, values_of(RECORD))
    return refused.value.code, refused.value.values


def test_a_cell_that_is_one_placeholder_gets_a_value_of_its_type():
    places = {"A1": "{{ name }}", "A2": "{{expected_revenue}}", "A3": " {{ stars }} ", "A4": "{{ expected_close }}"}
    sheet = filled(places | {"A5": "{{ created_at }}", "A6": "{{ company }}", "A7": "{{ phones }}"})
    assert [sheet[f"A{n}"].value for n in range(1, 8)] == [
        "Nước <sạch> & Hoà Bình", 620_000_000, 4, datetime.fromisoformat("2026-03-09"),
        datetime.fromisoformat("2026-03-02T01:30"), None, "0912, 024",
    ]  # fmt: skip
    assert [sheet[f"A{n}"].number_format for n in range(1, 6)] == [
        "General", "#,##0", "General", "dd/mm/yyyy", "dd/mm/yyyy hh:mm",
    ]  # fmt: skip


def test_calamine_reads_the_same():
    made, _ = render(workbook({"A1": "{{ expected_revenue }}", "B1": "{{ name }}"}), values_of(RECORD))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows == [[620_000_000.0, "Nước <sạch> & Hoà Bình"]]


def test_a_value_that_looks_like_an_escape_of_excel_comes_back_as_it_was():
    made, _ = render(NAMED, values_of({"name": "_x003D_1"}))
    assert CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python() == [["_x003D_1"]]


def test_text_around_placeholders_stays_and_values_read_as_in_vietnam():
    sheet = filled({"A1": "Kính gửi {{ name }}: {{ expected_revenue }} đ, ngày {{ expected_close }}", "A2": "x"})
    assert sheet["A1"].value == "Kính gửi Nước <sạch> & Hoà Bình: 620.000.000 đ, ngày 09/03/2026"
    assert sheet["A2"].value == "x"


def test_a_format_that_somebody_chose_stays():
    sheet = filled(
        {"A1": "{{ expected_revenue }}", "A2": "{{ expected_close }}"},
        formats={"A1": '#,##0.00 "VND"', "A2": "yyyy-mm-dd"},
    )
    assert [sheet["A1"].number_format, sheet["A2"].number_format] == ['#,##0.00 "VND"', "yyyy-mm-dd"]


@pytest.mark.parametrize(
    "value", ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1"]
)
def test_a_value_never_becomes_a_formula(value: str):
    for cell in ("{{ name }}", "{{ name }}{{ code }}"):
        made, _ = render(workbook({"A1": cell}), values_of({"name": value}))
        found = read_sheet(made)["A1"]
        assert (found.data_type, found.value) == ("s", value)
        assert found.quotePrefix
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=40)
def test_any_text_comes_back_as_text(text: str):
    made, _ = render(NAMED, values_of({"name": text}))
    found = read_sheet(made)["A1"].value
    assert found is None or isinstance(found, str)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert all(isinstance(cell, str) for row in rows for cell in row)


NAMED = workbook({"A1": "{{ name }}"})


def test_formulas_of_the_template_stay_and_are_calculated_anew():
    cells = {"A1": "{{ expected_revenue }}", "A2": "=A1*2"}
    made, _ = render(workbook(cells), values_of(RECORD))
    assert read_sheet(made)["A2"].value == "=A1*2"
    assert openpyxl.load_workbook(io.BytesIO(made)).calculation.fullCalcOnLoad is True


@pytest.mark.parametrize(
    "formula",
    [
        '="{{ name }}"', "={{ code }}", '=WEBSERVICE("http://x")', "=cmd|'/c calc'!A0", '=RTD("x",,"y")',
        "=SUM(1, webservice (A1))", '=CALL("kernel32","x","y")', '=IMAGE("http://x")',
    ],
)  # fmt: skip
def test_formulas_that_fetch_or_hold_a_placeholder_are_refused(formula: str):
    assert refusal(workbook({"A1": formula}))[0] == "template_formula"


def test_a_bar_in_a_text_of_a_formula_is_no_harm():
    assert filled({"A1": '=CONCATENATE("a|b", A2)', "A2": "{{ code }}"})["A2"].value == "L-1"


def test_unknown_fields_are_all_listed_and_what_is_no_placeholder_is_told():
    assert refusal(workbook({"A1": "{{ nam }}", "A2": "x {{ revenue }}", "A3": "{{ name }}"})) == (
        "unknown_fields", {"fields": "nam, revenue"},
    )  # fmt: skip
    for text in ("{{ name.x }}", "{{ name | upper }}", "{% if name %}", "{{ name", "{{ 'a' * 9 }} {{ name }}"):
        if text.count("}}") or "{%" in text:
            assert refusal(workbook({"A1": text}))[0] == "template_code"


def test_headers_and_footers_are_filled():
    book = openpyxl.load_workbook(io.BytesIO(workbook({"A1": "x"})))
    sheet: Any = book.active
    sheet.oddHeader.center.text = "{{ name }}"
    out = io.BytesIO()
    book.save(out)
    assert read_sheet(render(out.getvalue(), values_of(RECORD))[0]).oddHeader.center.text.replace("&&", "&") == (
        "Nước <sạch> & Hoà Bình"
    )


def test_what_is_not_filled_stays_as_it_was_to_the_byte():
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    content = altered(workbook({"A1": "{{ name }}"}), {"xl/media/image1.png": picture})
    made, _ = render(content, values_of(RECORD))
    before, after = zipfile.ZipFile(io.BytesIO(content)), zipfile.ZipFile(io.BytesIO(made))
    assert before.namelist() == after.namelist()
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"}


def test_a_workbook_without_formats_or_strings_is_filled_too():
    bare = altered(workbook({"A1": 5}), {
        "xl/worksheets/sheet1.xml": (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            b'<c r="A1" t="inlineStr"><is><r><t>{{ na</t></r><r><t>me }}</t></r></is></c></row></sheetData></worksheet>'
        ),
    })  # fmt: skip
    assert read_sheet(render(bare, values_of({"name": "=1"}))[0])["A1"].value == "=1"
