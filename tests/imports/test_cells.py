"""What people write into cells, and what is understood of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from imports.cells import Names, Style, Unreadable, read
from imports.columns import FIELDS, Field
from imports.values import Wrong

LEAD = FIELDS["leads"]
NAMES = Names(
    entries={
        "sources": {
            "website": frozenset({"website"}),
            "trangweb": frozenset({"website"}),
            "web": frozenset({"a", "b"}),
        },
        "groups": {
            "mienbac": frozenset({"north"}),
            "vip": frozenset({"vip"}),
            "thephangiay": frozenset({"steel-paper"}),
        },
    },
    employees={"nguyenvanan": frozenset({"E1"}), "anaaa": frozenset({"E1"})},
)
MOMENT = datetime(2026, 3, 2, 4, 5)  # noqa: DTZ001 - a cell has no zone

LATE = datetime(2026, 12, 31, 23)  # noqa: DTZ001 - likewise


def got(field: Field | str, cell: Any, **style: Any) -> Any:
    return read(LEAD[field] if isinstance(field, str) else field, cell, Style(**style), NAMES)


def refused(field: Field | str, cell: Any, **style: Any) -> str:
    with pytest.raises(Unreadable) as error:
        got(field, cell, **style)
    return error.value.code


@pytest.mark.parametrize("field", LEAD)
def test_an_empty_cell_says_nothing(field: str):
    assert got(field, "") is got(field, "  ") is got(field, "\u00a0") is None


@pytest.mark.parametrize("field", LEAD)
def test_a_cell_with_an_error_is_told_and_never_dropped(field: str):
    assert refused(field, Wrong.ERROR) == "cell_error"


def test_a_line_broken_in_a_cell_is_one_line_and_prose_keeps_its_lines():
    assert got("address", " 12 Lê Lợi_x000D_\n  Đà Nẵng ") == "12 Lê Lợi Đà Nẵng"
    assert got("note", "một_x000D_\nhai\r\nba ") == "một\nhai\nba"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12345.0, "12345"), (1.5, "1.5"), (True, "TRUE"), (date(2026, 3, 2), "2026-03-02"),
     (MOMENT, "2026-03-02 04:05"), (timedelta(hours=30), "1 day, 6:00:00")])  # fmt: skip
def test_what_is_not_text_is_shown_as_in_its_cell(cell: Any, text: str):
    assert got("name", cell) == text


def test_a_number_that_excel_has_cut_is_not_believed():
    assert refused("tax_code", 1.234567890123457e19) == refused("expected_revenue", 1e15) == "number_cut"


def test_a_cell_longer_than_excel_takes_is_refused():
    assert refused("note", "x" * 32_768) == "cell_too_long"
    assert got("note", "x" * 32_767) == "x" * 32_767


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("0912 345 678", ["0912 345 678"]), (912345678.0, ["0912345678"]), (84912345678.0, ["+84912345678"]),
        (2838221234.0, ["02838221234"]), ("84912345678", ["+84912345678"]), ("912345678", ["912345678"]),
        ("0912 345 678 / 0987.654.321;+84 90 1234567", ["0912 345 678", "0987.654.321", "+84 90 1234567"]),
        ("0912345678\n0987654321", ["0912345678", "0987654321"]),
        ("0912345678 - 0987654321", ["0912345678", "0987654321"]),
        ("028-3822-1234", ["028-3822-1234"]), (123.0, ["123"]),
    ],
)  # fmt: skip
def test_phones_get_back_the_zero_that_a_spreadsheet_took(cell: Any, phones: list[str]):
    assert got("phones", cell) == phones


def test_several_addresses_of_a_cell_are_several():
    assert got("emails", "<a@b.vn>; mailto:c@d.vn, e@f.vn\ng@h.vn") == ["a@b.vn", "c@d.vn", "e@f.vn", "g@h.vn"]


def test_a_field_that_has_one_value_takes_no_two():
    deal = FIELDS["opportunities"]
    assert refused(deal["phone"], "0912345678, 0987654321") == refused(deal["email"], "a@b.vn c@d.vn") == "one_only"
    assert got(deal["phone"], "0912345678") == "0912345678"


def test_entries_are_found_by_code_or_name_without_case_accents_and_spaces():
    assert got("source", "Trang WEB") == got("source", "website") == "website"
    assert got("groups", "VIP; miền bắc,vip") == ["vip", "north"]
    assert got("groups", "Thép, hàn, giấy") == ["steel-paper"]
    assert got("owner", "Nguyễn Văn An") == "E1"


def test_a_name_of_nothing_or_of_several_is_told():
    assert (
        refused("source", "Facebook")
        == refused("groups", "VIP, Miền Nam")
        == refused("owner", "Bình")
        == "none_so_called"
    )
    assert refused("source", "web") == "several_so_called"


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.500.000", ",", "1500000"), ("1,500,000", ".", "1500000"), ("1.500.000,25", ",", "1500000.25"),
        ("1,500,000.25", ",", "1500000.25"), ("1.500", ",", "1500"), ("1.500", ".", "1.500"), ("1,5", ",", "1.5"),
        ("1.5", ",", "1.5"), ("1 500 000 ₫", ",", "1500000"), ("2.000.000 VNĐ", ",", "2000000"), ("-3", ",", "-3"),
        ("1'500", ",", "1500"), ("12.345.678 đồng", ",", "12345678"), ("$1,200.50", ".", "1200.50"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_column_writes_them(text: str, decimal: str, value: str):
    assert got("expected_revenue", text, decimal=decimal) == value


@pytest.mark.parametrize(
    "cell", ["1.5.0", "12,34,567", "1e5", "abc", "1,5.0,2", "٣", "--1", "1.", "", True, date(2026, 1, 1)]
)
def test_what_is_no_number_is_refused(cell: Any):
    if cell != "":
        assert refused("expected_revenue", cell) == "not_a_number"


def test_a_number_keeps_its_digits():
    assert got("expected_revenue", 0.1) == "0.1"
    assert got("expected_revenue", 123456789012345.0) == "123456789012345"
    assert got("priority", "2") == got("priority", 2.0) == 2
    assert refused("priority", 1.5) == "not_whole"


@pytest.mark.parametrize(
    ("cell", "value"),
    [(0.08, "8"), ("8%", "8"), ("8", "8"), (8.0, "8"), ("7,5 %", "7.5"), (0.0, "0"),
     (1.0, "1"), ("0,5", "0.5"), (0.5, "50")])  # fmt: skip
def test_a_percentage_is_of_a_hundred_whichever_way_it_is_written(cell: Any, value: str):
    assert got(FIELDS["products"]["tax"], cell) == value


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        (date(2026, 12, 31), "day_first"), (LATE, "day_first"),
        ("31/12/2026", "day_first"),
        ("31-12-26", "day_first"), ("31.12.2026", "day_first"), ("2026-12-31", "month_first"),
        ("2026/12/31", "day_first"),
        ("12/31/2026", "month_first"), ("31/12/2026 10:30", "day_first"), ("2026-12-31T10:30:00Z", "day_first"),
        ("ngày 31 tháng 12 năm 2026", "month_first"), ("12/31/2026 10:30 PM", "month_first"),
        (" 31 / 12 / 2026 ", "day_first"),
    ],
)  # fmt: skip
def test_days_are_cells_or_written(cell: Any, days: str):
    assert got("expected_close", cell, days=days) == "2026-12-31"


def test_a_year_of_two_digits_is_of_this_century_up_to_69():
    assert (got("expected_close", "1/1/69"), got("expected_close", "1/1/70")) == ("2069-01-01", "1970-01-01")


def test_a_day_that_does_not_exist_is_told_apart_from_what_is_no_day():
    assert refused("expected_close", "29/02/2026") == refused("expected_close", "12/31/2026") == "no_such_day"
    assert (
        refused("expected_close", "mai")
        == refused("expected_close", 46022.0)
        == refused("expected_close", "1/2")
        == "not_a_day"
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Có", True), ("x", True), ("✓", True), (True, True), (1.0, True), ("Không", False),
     ("no", False), (0.0, False), (False, False)])  # fmt: skip
def test_yes_and_no(cell: Any, value: bool):
    assert got(FIELDS["contacts"]["primary"], cell) is value


def test_what_is_neither_yes_nor_no_is_refused():
    assert refused(FIELDS["contacts"]["primary"], "có thể") == "not_yes_or_no"


def test_a_person_and_an_organisation_have_names_in_both_languages():
    assert got("kind", "cá nhân") == got("kind", "Person") == "person"
    assert got("kind", "Doanh nghiệp") == got("kind", "organisation") == "organisation"
    assert refused("kind", "Hộ") == "choice"
