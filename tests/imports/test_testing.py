"""From an upload to a plan, its rows and the file with what was said of each (K2)."""

import io
from typing import Any

import openpyxl
import pytest

from imports import model, store
from kernel import keys
from tests.imports.files import book, read, text
from tests.world import ENVIRONMENT, Person, World, client

HEADERS = ["Họ tên", "Điện thoại", "Email", "Nguồn", "Ghi chú"]
ROWS: list[list[Any]] = [
    ["Nguyễn Thị Hoà", 912345678, "hoa@x.vn", "Giới thiệu", '=HYPERLINK("http://x")'],
    ["Trần Văn Bình", "không có", "binh@", "Báo chí", "+cmd|' /C calc'!A0"],
    ["Hoà nữa", "0912 345 678", "", "", "@SUM(1)"],
    ["Nguyễn\u0301 🌸", "", "", "", 12.5],
]  # fmt: skip


@pytest.fixture
def there(world: World, staff: Person) -> dict[str, Any]:
    made = read(world, staff, book([["DANH SÁCH"], [], HEADERS, *ROWS]))
    assert made["state"] == "read", made.raw
    assert world.call("POST", f"/v1/imports/{made['id']}/test", by=staff).status in {200, 202}
    world.pump()
    return dict(world.call("GET", f"/v1/imports/{made['id']}", by=staff).body)


def tried(by: Person, import_id: str) -> str:
    item = model.find(by.tenant, by.id, import_id)
    assert item
    return str(item.value.test)


def cells_of(by: Person, import_id: str) -> Any:
    where = keys.import_annotated(by.tenant, import_id, tried(by, import_id))
    content = client("s3").get_object(Bucket=ENVIRONMENT["BUCKET_NAME"], Key=where)["Body"].read()
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_file_is_tested_and_each_row_says_what_would_become_of_it(there: dict[str, Any], world: World, staff: Person):
    assert (there["state"], there["counts"]) == ("tested", {"create": 2, "skip": 1, "error": 1})
    assert len(there["plan"]) == 64
    rows = world.call("GET", f"/v1/imports/{there['id']}/rows", by=staff)["items"]
    assert [(one["row"], one["outcome"]) for one in rows] == [(4, "create"), (5, "error"), (6, "skip"), (7, "create")]
    told = [(one["column"], one["field"], one["value"], one["code"]) for one in rows[1]["why"]]
    assert told == [
        ("D", "source", "Báo chí", "none_so_called"), ("B", "phones", "không có", "phone"),
        ("C", "emails", "binh@", "email"),
    ]  # fmt: skip
    (why,) = rows[2]["why"]
    assert why["message"] == "Is the same as row 4 of the file."
    assert why["mend"] == "Make one row of the two, or delete one."
    assert world.call("GET", "/v1/leads", by=staff)["items"] == []  # nothing was made, no mail was sent
    assert not [one for one in world.items() if "#MESSAGE#" in one["pk"]["S"]]


def test_the_annotated_file_is_the_users_sheet_with_what_was_said_of_each_row(there: dict[str, Any], staff: Person):
    sheet = cells_of(staff, there["id"])
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*HEADERS, "Outcome", "Why", "How to mend", "Record code"]
    assert [row[5] for row in rows[1:]] == ["Will be created", "Error", "Left out", "Will be created"]
    assert rows[1][:5] == ["Nguyễn Thị Hoà", 912345678, "hoa@x.vn", "Giới thiệu", None]  # a formula's value was none
    assert rows[2][4] == "+cmd|' /C calc'!A0"
    assert rows[3][4] == "@SUM(1)"
    assert "D: Nothing is called Báo chí." in rows[2][6]
    assert "Choose a name from the list in the template" in rows[2][7]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"}
    assert marked == {"B3", "C3", "D3"}


def test_testing_again_finds_the_same_plan_and_a_killed_test_writes_the_same_again(
    there: dict[str, Any], world: World, staff: Person
):
    first = store.plan(staff.tenant, there["id"], tried(staff, there["id"]), 0)
    assert world.call("POST", f"/v1/imports/{there['id']}/test", by=staff).status in {200, 202}
    world.pump()
    again = world.call("GET", f"/v1/imports/{there['id']}", by=staff)
    assert again["plan"] == there["plan"]
    assert store.plan(staff.tenant, there["id"], tried(staff, there["id"]), 0) == first


def test_a_text_file_with_rows_of_different_widths_comes_back_whole(world: World, staff: Person):
    made = read(world, staff, text([["Họ tên", "Email"], ["A"], ["B", "b@x.vn", "thêm", "nữa"]]), "a.csv")
    world.call("POST", f"/v1/imports/{made['id']}/test", by=staff)
    world.pump()
    found = world.call("GET", f"/v1/imports/{made['id']}", by=staff)
    rows = [[cell.value for cell in row] for row in cells_of(staff, found["id"]).iter_rows()]
    assert rows[0][:4] == ["Họ tên", "Email", "C", "D"]
    assert rows[2][:5] == ["B", "b@x.vn", "thêm", "nữa", "Will be created"]
