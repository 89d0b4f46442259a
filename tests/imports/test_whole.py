"""The whole way: a template filled in by hand, uploaded, tested, mended, imported, and undone (K1, K2)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import requests

import watch.schedule
from kernel import clock
from tests.imports.files import HEADERS, PEOPLE, again, read, text
from tests.world import Person, World

FILLED = [
    {"Tên *": "Công ty TNHH Đông Á", "Điện thoại": "0912345678", "Nguồn": "Giới thiệu", "Mã số thuế": "0312345678"},
    {"Tên *": "Chị Lan", "Điện thoại": "912 345 679; 0283 812 3456", "Email": "lan@khach.example"},
    {"Tên *": "Anh Minh", "Email": "minh(at)khach.example"},
    {"Tên *": "Chị Lan", "Email": "LAN@khach.example"},
]


def filled(world: World, by: Person) -> bytes:
    url = world.call("GET", "/v1/imports/template", by=by, kind="leads", language="vi")["url"]
    book = openpyxl.load_workbook(io.BytesIO(requests.get(url, timeout=10).content))
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for row in FILLED:
        assert row.keys() <= set(headers)
        sheet.append([row.get(str(header)) for header in headers])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def order(world: World, by: Person, one: str, what: str, **body: Any) -> Any:
    assert again(world, by, one, what, **body).status == 200
    world.pump()
    return again(world, by, one)


def rows(world: World, by: Person, one: str) -> list[Any]:
    found: list[Any] = world.call("GET", f"/v1/imports/{one}/rows", by=by)["items"]
    return found


def test_a_template_is_filled_in_tested_imported_and_undone(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("imports.rules.SETTLES", timedelta())
    one = read(world, staff, filled(world, staff))["id"]
    tested = order(world, staff, one, "test")
    assert [row["outcome"] for row in rows(world, staff, one)] == ["create", "create", "error", "skip"]
    (wrong,) = rows(world, staff, one)[2]["why"]
    assert (wrong["field"], wrong["value"]) == ("emails", "minh(at)khach.example")
    assert wrong["mend"]
    done = order(world, staff, one, "import", plan=tested["plan"])
    assert (done["state"], done["results"]) == ("done", {"created": 2, "error": 1, "skipped": 1})
    names = {item["name"] for item in world.call("GET", "/v1/leads", by=staff)["items"]}
    assert names == {"Công ty TNHH Đông Á", "Chị Lan"}
    link = world.call("GET", f"/v1/imports/{one}/file", by=staff)["url"]
    shown = openpyxl.load_workbook(io.BytesIO(requests.get(link, timeout=10).content)).worksheets[0]
    assert "Created" in {cell.value for row in shown.iter_rows() for cell in row}
    undone = order(world, staff, one, "undo")
    assert (undone["state"], undone["undone"]["removed"]) == ("undone", 2)
    assert world.call("GET", "/v1/leads", by=staff)["items"] == []


def test_a_file_changes_the_records_that_are_there_and_back(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("imports.rules.SETTLES", timedelta())
    lead = world.call("POST", "/v1/leads", {"name": "An", "phones": ["0912345678"]}, by=staff)["id"]
    world.pump()
    one = read(world, staff, text([HEADERS, ["Hoàng An", "0912345678", "an@x.vn", "gọi lại"]]), "leads.csv")["id"]
    assert again(world, staff, one, "mapping", sheet=1, duplicates="update").status == 200
    tested = order(world, staff, one, "test")
    assert [row["outcome"] for row in rows(world, staff, one)] == ["update"]
    assert order(world, staff, one, "import", plan=tested["plan"])["results"] == {"updated": 1}
    for name in ("Hoàng An", "An"):
        assert world.call("GET", f"/v1/leads/{lead}", by=staff)["name"] == name
        assert [item["name"] for item in world.call("GET", "/v1/leads", by=staff)["items"]] == [name]
        order(world, staff, one, "undo")


def test_an_import_whose_order_was_lost_goes_on_by_the_clock(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    one = read(world, staff, text([HEADERS, *PEOPLE]), "leads.csv")["id"]
    assert again(world, staff, one, "test")["state"] == "testing"
    world.records()  # the stream tells nobody of it
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=17))
        watch.schedule.handler({}, None)
    world.pump()
    assert again(world, staff, one)["state"] == "tested"
