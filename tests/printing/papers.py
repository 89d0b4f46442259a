"""Templates as people make them, and as nobody should."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import openpyxl

from tests.documents.storage import send
from tests.world import Answer, Person, World


def announce(world: World, by: Person, content: bytes, kind: str = "docx", **fields: Any) -> Answer:
    """A template announced."""
    body = {"name": "Báo giá", "kind": kind, "size": len(content)} | fields
    return world.call("POST", "/v1/print-templates", body, by=by)


def uploaded(world: World, by: Person, content: bytes, kind: str = "docx") -> Answer:
    """A template announced, sent and completed."""
    made = announce(world, by, content, kind)
    assert made.status == 201, made.raw
    send(made["upload"], content)
    return world.call("POST", f"/v1/print-templates/{made['id']}/complete", by=by)


def made_template(world: World, by: Person) -> str:
    """The id of a template that can be used."""
    done = uploaded(world, by, letter("{{ name }}"))
    assert done.status == 200, done.raw
    return str(done["id"])


def letter(*paragraphs: str, header: str = "", table: list[list[str]] | None = None) -> bytes:
    """A Word document of these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(cells: Mapping[str, Any], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet with these cells."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for place, value in cells.items():
        sheet[place] = value
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_letter(content: bytes) -> list[str]:
    """The paragraphs of a document, also those in its tables and headers."""
    document = docx.Document(io.BytesIO(content))
    inside = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    headers = [one.text for one in document.sections[0].header.paragraphs]
    return [text for text in [*headers, *(one.text for one in document.paragraphs), *inside] if text]


def read_sheet(content: bytes) -> Any:
    """The sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content)).active


def altered(content: bytes, changes: Mapping[str, bytes | tuple[str, str] | None]) -> bytes:
    """The file with parts replaced (bytes), text in them replaced (two strings), added, or left out (None)."""
    out, seen = io.BytesIO(), set[str]()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change, data = changes.get(name, b""), old.read(name)
            seen.add(name)
            if isinstance(change, tuple):
                assert change[0].encode() in data, name
                data = data.replace(change[0].encode(), change[1].encode())
            elif change:
                data = change
            if change is not None:
                new.writestr(name, data)
        for name, change in changes.items():
            if name not in seen and isinstance(change, bytes):
                new.writestr(name, change)
    return out.getvalue()
