"""What bytes are, as far as their first and characteristic ones tell."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.contents import _LOOKS, fits, names_in
from documents.rules import ENDINGS, Type
from kernel.files import attachment, safe_name
from tests.documents.storage import PDF, executable, zipped

DOCX: Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def compound(stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + stream.encode("utf-16-le") + bytes(64)


GOOD: dict[Type, bytes] = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n" + bytes(8),
    "image/jpeg": b"\xff\xd8\xff\xe0" + bytes(8),
    "image/gif": b"GIF89a" + bytes(8),
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "image/tiff": b"II*\x00" + bytes(8),
    "image/heic": b"\x00\x00\x00\x18ftypheic" + bytes(8),
    DOCX: zipped(WORD),
    XLSX: workbook(),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": zipped(
        {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    ),
    "application/msword": compound("WordDocument"),
    "application/vnd.ms-excel": compound("Workbook"),
    "application/vnd.ms-powerpoint": compound("PowerPoint Document"),
    "application/rtf": b"{\\rtf1}",
    "text/csv": "tên;tiền\r\nHoà;5\r\n".encode(),
    "text/plain": "\ufeffxin chào".encode("utf-16"),
    "application/zip": zipped({"a.txt": "a"}),
}


def test_every_type_has_endings_and_a_look():
    assert ENDINGS.keys() == _LOOKS.keys()


@pytest.mark.parametrize(("kind", "content"), GOOD.items())
def test_a_file_is_what_it_says(kind: Type, content: bytes):
    assert fits(content, kind)


@pytest.mark.parametrize("kind", ENDINGS)
def test_no_program_page_or_nothing_passes_as_any_type(kind: Type):
    for content in (executable(), b"\x7fELF" + bytes(60), b"", bytes(100)):
        assert not fits(content, kind) or (content == b"" and kind.startswith("text/")), content[:8]


@pytest.mark.parametrize("kind", [kind for kind in ENDINGS if not kind.startswith(("text/", "application/zip"))])
def test_a_web_page_and_a_script_are_none_of_them(kind: Type):
    for content in (b"<html><script>alert(1)</script>", b"#!/bin/sh\n", zipped({"a.exe": executable()})):
        assert not fits(content, kind)


def test_an_installer_is_no_old_office_file():
    assert not fits(compound("MsiTables"), "application/msword")


def test_an_office_file_with_a_program_in_it_is_not_the_type_without():
    assert not fits(zipped(WORD | {"word/vbaProject.bin": b"x"}), DOCX)


def test_a_sheet_is_no_text_document_and_an_encrypted_one_neither():
    assert not fits(workbook(), DOCX)
    assert not fits(compound("EncryptedPackage"), XLSX)


def test_a_table_of_contents_that_is_too_long_is_not_read():
    many = zipped(WORD | {f"{n:0200}": "" for n in range(5000)})
    assert names_in(many) == frozenset()
    assert not fits(many, DOCX)


@given(st.binary(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_any_bytes_are_looked_at_without_a_fault(content: bytes, kind: Type):
    assert fits(content, kind) in {True, False}
    assert names_in(b"PK\x03\x04" + content) == frozenset()


@given(st.binary(max_size=60), st.integers(0, 10_000))
def test_a_damaged_zip_is_looked_at_without_a_fault(noise: bytes, place: int):
    content = GOOD[XLSX]
    place %= len(content)
    assert names_in(content[:place] + noise + content[place + len(noise) :]) is not None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo giá.pdf", "Báo giá.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\\c.pdf', "a_b_c.pdf"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("...", "file"),
        (f"{'a' * 300}.pdf", f"{'a' * 150}.pdf"),
    ],
)
def test_a_download_has_a_name_that_is_safe_everywhere(name: str, safe: str):
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_a_disposition_is_one_ascii_header(name: str):
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_a_name_without_a_latin_letter_still_has_its_ending():
    assert attachment("合同.pdf").startswith("attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5")
