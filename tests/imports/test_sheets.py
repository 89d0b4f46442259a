"""Workbooks as people and programs make them, and as an enemy does."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from imports import limits, package
from imports.limits import Refused
from imports.sheets import sheets
from imports.values import Value, Wrong

SHEET = "xl/worksheets/sheet1.xml"
MOMENT = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a cell has no zone
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(fill: Callable[[Any], None] = lambda book: book.active.append(["a"])) -> bytes:
    made = openpyxl.Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same workbook with other, or more, parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def with_cells(xml: str) -> bytes:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'
    return changed(book(), {SHEET: text.encode()})


def read(content: bytes) -> dict[str, list[tuple[int, list[Value]]]]:
    return {sheet.name: list(sheet.rows) for sheet in sheets(content)}


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as error:
        read(content)
    return error.value.code


def test_values_come_as_excel_shows_them_and_dates_as_dates():
    def fill(made: Any) -> None:
        made.active.title = "Khách"
        made.active.append(["Nguyễn", 1.5, True, date(2026, 1, 2), MOMENT, time(3, 4), "=1+1", " x "])
        made.active["B2"] = "0912"

    assert read(book(fill)) == {"Khách": [
        (1, ["Nguyễn", 1.5, True, date(2026, 1, 2), MOMENT, time(3, 4), "", " x "]),
        (2, ["", "0912", *[""] * 6]),
    ]}  # fmt: skip


def test_days_are_right_in_the_calendar_of_1904_too():
    def fill(made: Any) -> None:
        made.epoch = CALENDAR_MAC_1904
        made.active.append([date(2026, 1, 2)])

    assert read(book(fill)) == {"Sheet": [(1, [date(2026, 1, 2)])]}


def test_rows_keep_their_numbers_and_columns_their_places_whatever_is_blank():
    def fill(made: Any) -> None:
        made.active["C3"], made.active["D7"] = "c", "d"

    assert read(book(fill)) == {"Sheet": [(3, ["", "", "c", ""]), (7, ["", "", "", "d"])]}


def test_a_cell_with_an_error_is_not_taken_for_empty():
    content = with_cells('<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><v>3</v></c></row>')
    assert read(content) == {"Sheet": [(2, ["", Wrong.ERROR, 3.0])]}


def test_hidden_sheets_are_told_apart():
    def fill(made: Any) -> None:
        made.active.append(["a"])
        made.create_sheet("ẩn").sheet_state = "hidden"

    assert [(one.name, one.hidden, len(list(one.rows))) for one in sheets(book(fill))] == [
        ("Sheet", False, 1), ("ẩn", True, 0),
    ]  # fmt: skip


def test_formats_without_values_do_not_make_a_sheet_large():
    def fill(made: Any) -> None:
        made.active.append(["a"])
        made.active.cell(1_048_576, 16_384).number_format = "0.00"

    assert read(book(fill)) == {"Sheet": [(1, ["a"])]}


def test_a_workbook_of_other_programs_that_does_not_place_its_cells_is_read():
    content = with_cells("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert read(content) == {"Sheet": [(1, [1.0, 2.0]), (2, [3.0, ""])]}


FAR = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        f'{FAR}<row r="2"><c r="XFD2"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c s='1' r = 'XFD1048576'><v>1</v></c></row>",
        f'{FAR}<row r="1048576"><c><v>1</v></c><c x=">" r="XFD1048576"><v>1</v></c></row>',
        f'{FAR}<row r="1048576"><c x="<" r="XFD1048576"><v>1</v></c></row>',
        '<x:row xmlns:x="u" r="1"><x:c r="A1"><v>1</v></x:c><x:c r="XFD1048576"><v>1</v></x:c></x:row>',
        FAR + '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
    ],
)  # fmt: skip
def test_a_sheet_whose_cells_lie_too_far_apart_is_refused_before_room_is_made_for_it(cells: str):
    assert refused(with_cells(cells)) in {"file_too_many_cells", "file_unreadable"}


def test_a_dimension_that_is_claimed_makes_no_sheet_large():
    claimed = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{FAR}</sheetData></worksheet>'
    content = changed(book(), {SHEET: claimed.encode()})
    assert read(content) == {"Sheet": [(1, [1.0])]}


def test_more_rows_or_columns_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ROWS", 2)
    assert (
        refused(with_cells("".join(f'<row><c r="A{n}"><v>1</v></c></row>' for n in (1, 2, 3))))
        == "file_sheet_too_large"
    )
    assert refused(book(lambda made: made.active.append([1] * 257))) == "file_sheet_too_large"


def test_a_small_file_that_swells_is_refused():
    assert refused(changed(book(), {"xl/media/a.png": b"\0" * (200 << 20)})) == "file_unpacks_too_large"


def test_a_part_that_claims_to_be_smaller_than_it_is_is_refused():
    content = bytearray(changed(book(), {"xl/media/a.xml": b"<a>" + b"x" * 50_000}))
    place = content.rfind(b"xl/media/a.xml") - 46  # its entry in the table of contents
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(content)) == "file_unreadable"


def test_a_claim_of_two_gigabytes_is_refused():
    content = bytearray(book())
    place = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = (2 << 30).to_bytes(4, "little")
    assert refused(bytes(content)) == "file_unpacks_too_large"


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
     '<!doctype a [<!ENTITY % b SYSTEM "http://example.com/a.dtd"> %b;]>'],
)  # fmt: skip
@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_what_declares_entities_is_refused(part: str, declared: str):
    with zipfile.ZipFile(io.BytesIO(book(lambda made: made.active.append(["text"])))) as old:
        text = old.read(part).replace(b"?>", b"?>" + declared.encode(), 1)
    text = text if declared.encode() in text else declared.encode() + text
    assert refused(changed(book(), {part: text})) == "file_entities"


def test_what_hides_its_text_in_another_encoding_is_refused():
    text = f'<?xml version="1.0" encoding="utf-16"?><worksheet xmlns="{MAIN}"/>'
    assert refused(changed(book(), {SHEET: text.encode("utf-16")})) == "file_entities"
    assert refused(changed(book(), {SHEET: text.encode()})) == "file_entities"
    assert refused(changed(book(), {SHEET: text.encode("utf-16-le")})) == "file_entities"


def test_ten_thousand_sheets_are_refused():
    assert (
        refused(changed(book(), {f"xl/worksheets/s{n}.xml": b"<a/>" for n in range(10_000)})) == "file_too_many_parts"
    )

    def fill(made: Any) -> None:
        for n in range(limits.SHEETS):
            made.create_sheet(f"{n}")

    assert refused(book(fill)) == "file_too_many_sheets"


def test_macros_and_binary_workbooks_are_refused():
    assert refused(changed(book(), {"xl/vbaProject.bin": b"x"})) == "file_has_macros"
    assert refused(changed(book(), {"xl/macrosheets/sheet1.xml": b"<a/>"})) == "file_has_macros"
    types = zipfile.ZipFile(io.BytesIO(book())).read("[Content_Types].xml")
    macro = types.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(
        b"vnd.openxmlformats-officedocument.sheet.macro", b"vnd.ms-excel.sheet.macro"
    )
    assert refused(changed(book(), {"[Content_Types].xml": macro})) == "file_not_a_workbook"


def test_an_old_or_locked_workbook_is_refused_as_such():
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "file_old_or_locked"


@pytest.mark.parametrize("content", [b"", b"PK", b"a,b\n1,2\n", b"<html></html>", b"PK\x03\x04" + b"x" * 100])
def test_what_is_no_zip_is_refused(content: bytes):
    assert refused(content) == "file_unreadable"


def test_a_document_of_another_program_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<a/>")
    assert refused(out.getvalue()) == "file_not_a_workbook"


def test_a_damaged_part_is_refused():
    assert refused(changed(book(), {"xl/workbook.xml": b"<workbook>"})) == "file_unreadable"
    assert refused(changed(book(), {SHEET: b"<worksheet><sheetData><row"})) == "file_unreadable"
    content = book()
    middle = content.index(b"xl/worksheets") + 60
    assert refused(content[:middle] + b"????" + content[middle + 4 :]) == "file_unreadable"


@pytest.mark.parametrize(
    "xml", ["<c " * 300_000, "<c " + "r " * 400_000 + "/>", '<c r="A' * 100_000, "<row " + " " * 900_000]
)
def test_what_is_made_to_be_looked_at_forever_is_not(xml: str):
    content = changed(book(), {SHEET: f'<worksheet xmlns="{MAIN}">{xml}'.encode()}, compression=zipfile.ZIP_STORED)
    with suppress(Refused):
        assert not any(read(content).values())


def test_tags_are_seen_whole_wherever_a_piece_ends(monkeypatch: pytest.MonkeyPatch):
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="C{0}" t="e"><v>#N/A</v></c></row>'
    content = with_cells("".join(row.format(n) for n in range(1, 60)))
    whole = package.checked(content)[SHEET]
    assert (whole.rows, whole.columns, whole.cells, len(whole.wrong)) == (59, 3, 118, 59)
    for size in (7, 50, 333):
        monkeypatch.setattr(package, "_CHUNK", size)
        assert package.checked(content)[SHEET] == whole
