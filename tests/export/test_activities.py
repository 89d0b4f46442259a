"""Activities as a workbook: those that one sees, the chosen ones, or what filters find (E3, L1, L4)."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from tests.activities.tasks import Tasks, tasking
from tests.conftest import opened
from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.opportunities.deals import errors
from tests.world import Answer, Person


@pytest.fixture(scope="module")
def firm() -> Iterator[Tasks]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        made = tasking(world)
        made.lead = str(made.call("POST", "/v1/leads", {"name": "Hoà Phát", "code": "HP"})["id"])
        made.task(subject="=1+1", type="meeting", start="2026-01-05T23:30:00+07:00", priority=2, status="in_progress")
        made.task(subject="Gửi mẫu", status="completed", result="Đã gửi", deadline="2026-01-01T00:00:00Z")
        made.task(subject="Của người khác", assignee=made.stranger.id, deadline="2026-01-02T00:00:00Z")
        made.task(
            made.admin, subject="Của giám đốc", customer=made.call("POST", "/v1/leads", {"name": "B"}, made.admin)["id"]
        )
        world.pump()
        yield made


def ask(firm: Tasks, by: Person | None = None, language: str = "en", **fields: Any) -> Answer:
    body = {"kind": "activities", **fields}
    headers = {"accept-language": language}
    return firm.world.call("POST", "/v1/exports", body, by=by or firm.owner, headers=headers)


def file(firm: Tasks, by: Person | None = None, **fields: Any) -> bytes:
    job = ask(firm, by, **fields)
    assert job.status == 202, job.raw
    firm.world.pump()
    done = firm.call("GET", f"/v1/exports/{job['id']}", by=by)
    assert done["state"] == "done", done.raw
    return download(done["url"])


def subjects(firm: Tasks, by: Person | None = None, **fields: Any) -> list[str]:
    header, *rows = by_calamine(file(firm, by, columns=["subject"], **fields))
    assert header == ["Subject"]
    return [row[0] for row in rows]


def test_its_cells_are_texts_numbers_and_days_and_its_headers_in_the_askers_language(firm: Tasks):
    content = file(firm, language="vi")
    header, *rows = by_calamine(content)
    found = dict(zip(header, rows[-1], strict=True))
    assert (found["Tiêu đề"], found["Loại"], found["Trạng thái"]) == ("=1+1", "Gặp mặt", "Đang thực hiện")
    assert found["Bắt đầu"] == datetime(2026, 1, 5, 23, 30)  # noqa: DTZ001 - the company's own hour
    assert (found["Ưu tiên"], found["Khách hàng"], found["Mã khách hàng"]) == (2, "Hoà Phát", "HP")
    assert found["Người thực hiện"] == found["Người tạo"] == "S1"
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet.title == "Hoạt động"
    cell = sheet.cell(len(rows) + 1, header.index("Tiêu đề") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    start = sheet.cell(len(rows) + 1, header.index("Bắt đầu") + 1)
    assert isinstance(start, Cell)
    assert start.is_date


def test_it_holds_what_the_lists_hold_of_everybody(firm: Tasks):
    firm.share("activities", employee=firm.neighbour)
    firm.world.pump()
    people = [firm.owner, firm.neighbour, firm.stranger, firm.boss, firm.admin]
    for who in people:
        listed = [firm.look(task, who)["subject"] for task in firm.walked("activities", who)]
        assert subjects(firm, who) == listed
    assert subjects(firm, firm.admin)[0] == "Của giám đốc"
    header, *rows = by_calamine(file(firm, firm.neighbour, columns=["subject", "customer", "customer_code"]))
    assert header == ["Subject", "Customer", "Customer code"]
    assert len(rows) == 3
    assert {(row[1], row[2]) for row in rows} <= {(None, None), ("", "")}  # given activities, and no profile
    firm.share()
    firm.world.pump()
    assert subjects(firm, firm.neighbour) == []


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({"status": ["completed"]}, ["Gửi mẫu"]), ({"overdue": True}, ["Của người khác"]),
        ({"subject": "mau"}, ["Gửi mẫu"]), ({"type": "meeting,visit"}, ["=1+1"]),
        ({"deadline_to": "2026-01-02T00:00:00Z"}, ["Gửi mẫu"]), ({"start_in": "today"}, []),
        ({"scope": "mine"}, ["Gửi mẫu", "=1+1"]), ({"result": "da gui", "open": False}, ["Gửi mẫu"]),
    ],
)  # fmt: skip
def test_filters_find_in_a_file_what_they_find_in_a_list(firm: Tasks, where: dict[str, Any], wanted: list[str]):
    assert subjects(firm, activities=where) == wanted


def test_the_chosen_ones_and_of_those_what_one_sees(firm: Tasks):
    tasks = firm.walked("activities", firm.admin)
    named = [firm.look(task, firm.admin)["subject"] for task in tasks]
    chosen = [tasks[0], tasks[2], "01JZX5T0Q8V3M4N5P6R7S8T9W0"]
    assert subjects(firm, firm.admin, records=chosen) == [named[0], named[2]]
    assert subjects(firm, records=chosen) == [named[2]]


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"columns": ["stars"]}, "/columns/0", "choice"), ({"sort": "score"}, "/sort", "not_with"),
        ({"customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/customer", "not_without"),
        ({"kind": "leads", "activities": {}}, "/activities", "not_without"),
        ({"kind": "leads", "columns": ["subject"]}, "/columns/0", "choice"),
        ({"activities": {}, "records": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/records", "not_with"),
        ({"activities": {"subject": "--"}}, "/activities/subject", "nothing_to_find"),
        ({"activities": {"start_in": "today", "start_to": "2026-01-01T00:00:00Z"}}, "/activities/start_in", "not_with"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_field(firm: Tasks, fields: dict[str, Any], path: str, code: str):
    assert errors(ask(firm, **fields)) == [(path, code)]


def test_a_list_of_others_is_refused(firm: Tasks):
    assert ask(firm, activities={"scope": "all"})["code"] == "not_your_scope"


def test_pages_follow_each_other(firm: Tasks, monkeypatch: pytest.MonkeyPatch):
    whole = subjects(firm, firm.admin)
    monkeypatch.setattr("export.kinds.attached._PAGE", 2)
    assert subjects(firm, firm.admin, activities={"open": None}) == whole
