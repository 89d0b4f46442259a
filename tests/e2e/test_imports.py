"""A file goes to storage, is read, tested, imported and undone, on the deployed template with roles enforced."""

import io
from typing import Any

import openpyxl
import pytest

from local.caller import Caller, eventually, lenient
from local.company import Company
from tests.e2e.test_files import get, post
from tests.imports.files import HEADERS, book, text
from tests.imports.test_refused import bomb

pytestmark = pytest.mark.e2e
AT_WORK = frozenset({"reading", "testing", "importing", "undoing"})


def settled(call: Caller, one: str) -> dict[str, Any]:
    """An import when nobody is at it any more."""
    look = lenient(lambda: call("GET", one))
    found: dict[str, Any] = eventually("the import", look, lambda it: bool(it) and it["state"] not in AT_WORK, 90)
    return found


def read(call: Caller, content: bytes, filename: str) -> tuple[str, dict[str, Any]]:
    made = call("POST", "/v1/imports", {"kind": "leads", "filename": filename, "size": len(content)})
    assert post(made["upload"], content + b"x") >= 400
    assert post(made["upload"], content) == 204
    one = f"/v1/imports/{made['id']}"
    assert call("POST", f"{one}/uploaded")["state"] == "reading"
    return one, settled(call, one)


def ordered(call: Caller, one: str, what: str, body: Any = None) -> dict[str, Any]:
    call("POST", f"{one}/{what}", body)
    return settled(call, one)


def test_a_file_is_read_mapped_tested_imported_and_undone(company: Company):
    call = company.staff[0].call
    people = [["Nhập Một", "0911111101", "nhap1@x.vn", "a"], ["Nhập Hai", "0911111102", "khong-phai-email", ""]]
    one, told = read(call, book([HEADERS, *people, ["Nhập Ba", "0911111103", "nhap3@x.vn", ""]]), "Khách.xlsx")
    assert (told["state"], told["total"], told["missing"]) == ("read", 3, [])
    assert call("GET", f"{one}/sheets")["items"][0]["columns"][0]["samples"][0] == "Nhập Một"
    mapped = call("PUT", f"{one}/mapping", {"sheet": 1, "duplicates": "skip"})
    assert mapped["state"] == "read"
    tested = ordered(call, one, "test")
    assert (tested["state"], tested["counts"]["create"], tested["counts"]["error"]) == ("tested", 2, 1), tested
    (wrong,) = call("GET", f"{one}/rows?outcome=error")["items"]
    assert (wrong["row"], wrong["why"][0]["column"], wrong["why"][0]["value"]) == (3, "C", "khong-phai-email")
    imported = ordered(call, one, "import", {"plan": tested["plan"]})
    assert (imported["state"], imported["results"]["created"]) == ("done", 2), imported
    made = [row["record"] for row in call("GET", f"{one}/rows?outcome=created")["items"]]
    assert {call("GET", f"/v1/leads/{lead}")["name"] for lead in made} == {"Nhập Một", "Nhập Ba"}
    annotated = openpyxl.load_workbook(io.BytesIO(get(call("GET", f"{one}/file")["url"])))
    assert "Nhập Hai" in {cell.value for row in annotated.worksheets[0].iter_rows() for cell in row}
    undone = ordered(call, one, "undo")
    assert (undone["state"], undone["undone"]["removed"]) == ("undone", 2), undone


def test_a_template_offers_what_the_company_has_and_a_bomb_is_refused_with_a_reason(company: Company):
    call = company.staff[0].call
    content = get(call("GET", "/v1/imports/template?kind=leads&language=vi")["url"])
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A1"].value == "Mã"
    _, refused = read(call, bomb(), "a.xlsx")
    assert (refused["state"], refused["reason"]["code"]) == ("refused", "file_unpacks_too_large")
    _, empty = read(call, text([HEADERS]), "a.csv")
    assert (empty["state"], empty["reason"]["code"]) == ("refused", "file_empty")
