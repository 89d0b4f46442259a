"""Text files as spreadsheets and other programs write them."""

import pytest

from imports import separated
from imports.limits import Refused

TEXT = "Mã,Họ tên\r\nL-1,Nguyễn Hoà\r\n"
CELLS = [["Mã", "Họ tên"], ["L-1", "Nguyễn Hoà"]]


def cells(content: bytes) -> list[list[str]]:
    return [row for _, row in separated.rows(content)]


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as error:
        cells(content)
    return error.value.code


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), b"\xff\xfe" + TEXT.encode("utf-16-le"),
     b"\xfe\xff" + TEXT.encode("utf-16-be")],
)  # fmt: skip
def test_a_text_says_in_which_encoding_it_is(content: bytes):
    assert cells(content) == CELLS


def test_what_a_vietnamese_windows_writes_is_understood_and_composed():
    # windows-1258 has no ễ and no à: it writes ê and a with a combining accent after each
    written = "Họ tên\r\nNguyê\u0303n Thị Hoa\u0300 Đường\r\n".replace("ọ", "o\u0323").replace("ị", "i\u0323")
    written = written.replace("ờ", "ơ\u0300")
    assert cells(written.encode("cp1258")) == [["Họ tên"], ["Nguyễn Thị Hoà Đường"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str):
    text = f"code{separator}name{separator}value\nL-1{separator}Hoà, Lan{separator}1,5\nL-2{separator}An{separator}2\n"
    if separator == ",":
        text = text.replace("Hoà, Lan", '"Hoà, Lan"').replace("1,5", '"1,5"')
    assert cells(text.encode())[1] == ["L-1", "Hoà, Lan", "1,5"]


def test_a_first_line_may_name_the_separator():
    assert list(separated.rows(b"sep=;\r\na;b,c\r\n")) == [(2, ["a", "b,c"])]


def test_a_line_ends_where_csv_says_and_not_at_what_python_takes_for_one():
    odd = "Nguy\u1ec5n\x85Hoà,a\x0bb\x0cc\x1c\u2028d\n2,x\r3,y\r\n4,z"
    assert cells(odd.encode()) == [["Nguy\u1ec5n\x85Hoà", "a\x0bb\x0cc\x1c\u2028d"], ["2", "x"], ["3", "y"], ["4", "z"]]


def test_a_quoted_cell_may_have_lines_quotes_and_separators_and_the_row_has_the_number_of_its_first_line():
    text = 'a,b\n"1\n2, ""3""",c\n\n  ,\nd,e\n'
    assert list(separated.rows(text.encode())) == [(1, ["a", "b"]), (2, ['1\n2, "3"', "c"]), (6, ["d", "e"])]


def test_a_single_column_is_a_file_too():
    assert cells(b"email\na@b.vn\n") == [["email"], ["a@b.vn"]]


def test_an_empty_file_has_no_rows():
    assert cells(b"") == cells(b"\n\n ,\n") == []


def test_what_is_no_text_is_refused():
    assert refused(b"\x00\x01\x02\x03") == refused("a,b".encode("utf-16-le")) == "file_encoding"
    assert refused(b"\xff\xfe\x00\x00a\x00\x00\x00") == "file_encoding"
    assert refused(b"a,b\n\xd2\xff\x8d\n") == "file_encoding"


def test_a_quote_that_is_never_closed_is_refused_with_its_line():
    content = b'a,b\n1,"x\n' + b"2,y\n" * 300_000
    with pytest.raises(Refused) as error:
        cells(content)
    assert (error.value.code, error.value.values) == ("file_quotes", {"line": 2})


def test_more_rows_or_columns_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imports.limits.ROWS", 3)
    monkeypatch.setattr("imports.limits.COLUMNS", 2)
    assert len(cells(b"1\n2\n3\n")) == 3
    assert refused(b"1\n2\n3\n4\n") == refused(b"1,2,3\n") == "file_sheet_too_large"
