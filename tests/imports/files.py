"""Files as people upload them, and the way from a file to an import that was read."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from tests.documents.storage import send
from tests.world import Answer, Person, World

HEADERS = ["Họ tên", "Điện thoại", "Email", "Ghi chú"]
PEOPLE: list[list[Any]] = [["An", "0912345678", "an@x.vn", "gọi lại"], ["Bình", "0987654321", "binh@x.vn", None]]


def book(rows: Sequence[Sequence[Any]], **more: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows, and more sheets by name."""
    made = openpyxl.Workbook()
    first: Any = made.active
    for row in rows:
        first.append(list(row))
    for name, other in more.items():
        sheet = made.create_sheet(name)
        for row in other:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence[Any]], separator: str = ",") -> bytes:
    """The same as .csv."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def announce(world: World, by: Person, content: bytes, filename: str = "leads.xlsx", kind: str = "leads") -> Answer:
    """A file announced."""
    return world.call("POST", "/v1/imports", {"kind": kind, "filename": filename, "size": len(content)}, by=by)


def uploaded(world: World, by: Person, content: bytes, filename: str = "leads.xlsx", kind: str = "leads") -> str:
    """A file announced, sent and said to be there; the import's id."""
    made = announce(world, by, content, filename, kind)
    assert made.status == 201, made.raw
    send(made["upload"], content)
    told = world.call("POST", f"/v1/imports/{made['id']}/uploaded", by=by)
    assert (told.status, told["state"]) == (200, "reading"), told.raw
    return str(made["id"])


def read(world: World, by: Person, content: bytes, filename: str = "leads.xlsx", kind: str = "leads") -> Answer:
    """The same, read by the worker."""
    made = uploaded(world, by, content, filename, kind)
    world.pump()
    return world.call("GET", f"/v1/imports/{made}", by=by)


def again(world: World, by: Person, one: str, what: str = "", **body: Any) -> Answer:
    """A request about an import."""
    method = "PUT" if what == "mapping" else "POST" if what else "GET"
    return world.call(method, f"/v1/imports/{one}" + (f"/{what}" if what else ""), body or None, by=by)
