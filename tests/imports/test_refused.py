"""Files that nobody reads, and what their uploader is told (K3). How they are told apart is in test_sheets."""

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.imports.files import HEADERS, again, book, read, text
from tests.imports.test_sheets import SHEET, changed, with_cells
from tests.world import Person, World


def bomb() -> bytes:
    """20 KB that become 20 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a"]]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w", force_zip64=True) as part:
            for _ in range(20):
                part.write(b" " * (1 << 20))
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
NOBODY_READS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "zip bomb": (bomb, "a.xlsx", "file_unpacks_too_large"),
    "dimension": (
        lambda: with_cells('<row r="1000000"><c r="XFD1000000"><v>1</v></c></row>'), "a.xlsx", "file_too_many_cells",
    ),
    "entities": (lambda: changed(book([["a"]]), {SHEET: LAUGHS}), "a.xlsx", "file_entities"),
    "macros": (lambda: changed(book([["a"]]), {"xl/vbaProject.bin": b"x"}), "a.xlsx", "file_has_macros"),
    "parts": (lambda: changed(book([["a"]]), {f"xl/x{n}": b"" for n in range(1_001)}), "a.xlsx", "file_too_many_parts"),
    "locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", "file_old_or_locked"),
    "broken": (lambda: book([["a"]])[:-900], "a.xlsx", "file_unreadable"),
    "a zip": (lambda: changed(book([["a"]]), {"[Content_Types].xml": b"<Types/>"}), "a.xlsx", "file_not_a_workbook"),
    "no rows": (lambda: book([HEADERS]), "a.xlsx", "file_empty"),
    "no cells": (lambda: book([]), "a.xlsx", "file_empty"),
    "text as a workbook": (lambda: text([HEADERS]), "a.xlsx", "file_wrong_ending"),
    "a workbook as text": (lambda: book([HEADERS]), "a.csv", "file_wrong_ending"),
    "no text": (lambda: b"a\0b", "a.csv", "file_encoding"),
    "a quote": (lambda: b'a,b\n"' + b"c" * (1 << 21), "a.csv", "file_quotes"),
    "columns": (lambda: text([["a"] * 257]), "a.csv", "file_sheet_too_large"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "name", "code"), NOBODY_READS.values(), ids=NOBODY_READS.keys())
def test_a_file_that_is_none_is_refused_with_a_reason_in_both_languages(
    made: Callable[[], bytes], name: str, code: str, world: World, staff: Person
):
    one = read(world, staff, made(), name)
    assert (one["state"], one["reason"]["code"]) == ("refused", code)
    told = [
        world.call("GET", f"/v1/imports/{one['id']}", by=staff, headers={"accept-language": language})["reason"]
        for language in ("vi", "en")
    ]
    assert told[0]["message"] != told[1]["message"]
    assert "…" not in told[0]["message"] + told[1]["message"]
    assert again(world, staff, one["id"], "test").status == 409
