"""Which column is which field, in files as people keep them."""

from typing import Any

import pytest

from export.contents import exported
from imports.columns import FIELDS, Kind
from imports.matching import matched


def rows(*cells: list[Any]) -> list[tuple[int, list[Any]]]:
    return list(enumerate(cells, 1))


def fields(kind: Kind, *cells: list[Any]) -> list[str | None]:
    return [one.field for one in matched(kind, rows(*cells)).columns]


@pytest.mark.parametrize("kind", FIELDS)
def test_each_field_is_found_by_its_name_in_either_language(kind: Kind):
    for names in ([one.vi for one in FIELDS[kind].values()], [one.en for one in FIELDS[kind].values()]):
        assert fields(kind, names) == list(FIELDS[kind])


@pytest.mark.parametrize("kind", FIELDS)
def test_no_name_in_one_language_is_that_of_two_fields(kind: Kind):
    for names in ([one.vi for one in FIELDS[kind].values()], [one.en for one in FIELDS[kind].values()]):
        assert len({*names}) == len(names)


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_what_is_exported_is_matched_when_it_comes_back(kind: Kind):
    renamed: dict[str, str | None] = {"customer_code": "customer", "customer": None}
    if kind in {"leads", "customers"}:
        renamed |= {"email": "emails", "phone": "phones"}
    for name, shape in exported(kind).shapes.items():
        field = renamed.get(name, name)
        if field in FIELDS[kind]:
            for header in (shape.vi, shape.en):
                assert fields(kind, [header, "?"])[0] == field, (name, header)


def test_headers_are_understood_whatever_people_add_to_them():
    header = ["STT", "HỌ VÀ TÊN (*)", "SĐT 1", "Sđt 2", "e-mail (nếu có)", "mst", "Nhân viên phụ trách"]
    assert fields("leads", header) == [None, "name", "phones", "phones", "emails", "tax_code", "owner"]


def test_titles_above_the_header_are_not_the_header():
    found = matched("leads", rows(["CÔNG TY ABC", ""], ["Ngày 3/2"], ["Mã", "Tên"], ["L-1", "Hoà"]))
    assert found.header == 3
    assert [one.header for one in found.columns] == ["Mã", "Tên"]


def test_a_field_with_one_value_is_one_column():
    assert fields("leads", ["Tên", "Họ tên", "Tên"]) == ["name", None, None]


def test_where_no_header_says_so_addresses_and_phones_are_known_by_their_looks():
    found = matched(
        "leads", rows(["Tên", "Liên lạc", "Khác"], *[["A", "a@b.vn", "0912 345 678"]] * 3, ["B", "", "không"])
    )
    assert [(one.field, one.by) for one in found.columns] == [
        ("name", "header"),
        ("emails", "content"),
        ("phones", "content"),
    ]


def test_a_file_without_a_header_begins_with_its_first_row():
    found = matched("leads", rows(["Nguyễn Hoà", "a@b.vn"], ["Trần An", "c@d.vn"]))
    assert found.header is None
    assert [(one.header, one.field) for one in found.columns] == [("", None), ("", "emails")]


def test_a_header_of_unknown_names_is_a_header_all_the_same():
    assert matched("leads", rows(["Alpha", "Beta"], ["x", "y"])).header == 1


def test_nothing_matches_nothing():
    assert matched("leads", []).columns == ()


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["1.500", "2.000.000"], ","), (["1,500", "2,000,000"], "."), (["1,5", "1.500"], ","), (["1.5", "3"], "."),
        (["1.500", "2.500"], ","), (["3", "4"], ","), (["1.234,5"], ","), (["1,234.50 $"], "."), ([], ","),
    ],
)  # fmt: skip
def test_a_column_tells_how_it_writes_numbers(texts: list[str], decimal: str):
    found = matched("leads", rows(["Doanh thu kỳ vọng"], *[[text] for text in texts]))
    assert found.columns[0].style.decimal == decimal


@pytest.mark.parametrize(
    ("texts", "days"),
    [(["1/2/2026", "31/12/2026"], "day_first"), (["1/2/2026", "12/31/2026"], "month_first"),
     (["1/2/2026"], "day_first"),
     (["31/12/2026", "12/31/2026"], "day_first"), (["2026-12-31"], "day_first")],
)  # fmt: skip
def test_a_column_tells_whether_it_begins_with_the_month(texts: list[str], days: str):
    found = matched("leads", rows(["Dự kiến chốt"], *[[text] for text in texts]))
    assert found.columns[0].style.days == days
