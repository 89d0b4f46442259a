"""From an announced file to rows that can be tested (K2)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

import imports.job
from imports import reading
from kernel import clock, keys, table
from tests.documents.storage import Refused, objects, send
from tests.imports.files import HEADERS, PEOPLE, again, announce, book, read, text, uploaded
from tests.world import Person, World


def test_a_file_goes_from_a_form_to_columns_that_are_recognised(world: World, staff: Person):
    done = read(world, staff, book([HEADERS, *PEOPLE]))
    assert (done["state"], done["total"], done["sheets"], done["missing"]) == ("read", 2, 1, [])
    assert [one["field"] for one in done["options"]["columns"]] == ["name", "phones", "emails", "note"]
    assert (done["options"]["header"], done["options"]["duplicates"], done["upload"]) == (1, "skip", None)


def test_a_text_file_does_too(world: World, staff: Person):
    done = read(world, staff, text([HEADERS, *PEOPLE], ";"), "leads.CSV")
    assert (done["state"], done["total"]) == ("read", 2)


def test_all_sheets_are_told_hidden_ones_too_with_what_their_columns_show(world: World, staff: Person):
    def fill(made: Any) -> None:
        made.active.append(["", "Danh sách khách hàng 2026"])
        made.active.append(HEADERS)
        made.active.append([])
        for row in PEOPLE:
            made.active.append(row)
        made.active.merge_cells("A1:D1")
        hidden = made.create_sheet("Cũ")
        hidden.append(HEADERS)
        hidden.append(PEOPLE[0])
        hidden.sheet_state = "hidden"

    out, made = io.BytesIO(), openpyxl.Workbook()
    fill(made)
    made.save(out)
    one = read(world, staff, out.getvalue())
    told = world.call("GET", f"/v1/imports/{one['id']}/sheets", by=staff)
    first, second = told["items"]
    assert (first["number"], first["hidden"], first["header"], first["rows"]) == (1, False, 2, 2)
    assert (second["name"], second["hidden"], second["rows"]) == ("Cũ", True, 1)
    assert first["columns"][1] == {
        "place": 1, "letter": "B", "header": "Điện thoại", "field": "phones", "by": "header", "decimal": ",",
        "days": "day_first", "samples": ["0912345678", "0987654321"],
    }  # fmt: skip
    assert first["first"][0] == {"row": 4, "cells": ["An", "0912345678", "an@x.vn", "gọi lại"]}
    assert {"field": "name", "name": "Name", "look": "line", "required": True} in told["fields"]


def test_without_a_header_columns_are_told_by_what_is_in_them_and_the_rest_is_to_be_mapped(world: World, staff: Person):
    one = read(world, staff, book([["An", "0912345678", "an@x.vn"], ["Bình", "0987654321", "b@x.vn"]]))
    assert (one["options"]["header"], one["missing"], one["total"]) == (None, ["name"], 2)
    refused = again(world, staff, one["id"], "test")
    assert (refused.status, refused["code"]) == (409, "mapping_incomplete")
    columns = [{"place": place, "field": field} for place, field in enumerate(("name", "phones", "emails"))]
    done = again(world, staff, one["id"], "mapping", sheet=1, columns=columns)
    assert (done.status, done["missing"]) == (200, [])


@pytest.mark.parametrize(
    ("columns", "path", "code"),
    [
        ([{"place": 9, "field": "name"}], "/columns/0/place", "no_such_column"),
        ([{"place": 0, "field": "name"}, {"place": 0, "field": "note"}], "/columns/1/place", "duplicate"),
        ([{"place": 0, "field": "name"}, {"place": 1, "field": "name"}], "/columns/1/field", "field_twice"),
        ([{"place": 0, "field": "nonsense"}], "/columns/0/field", "choice"),
    ],
    ids=["no column", "column twice", "field twice", "no field"],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    columns: list[dict[str, Any]], path: str, code: str, world: World, staff: Person
):
    one = read(world, staff, text([HEADERS, *PEOPLE]), "a.csv")["id"]
    answer = again(world, staff, one, "mapping", sheet=1, columns=columns)
    assert (answer.status, answer["errors"][0]["path"], answer["errors"][0]["code"]) == (422, path, code)


def test_options_are_kept_and_what_was_chosen_before_is_told_by_a_version(world: World, staff: Person):
    one = read(world, staff, text([HEADERS, *PEOPLE]), "a.csv")
    chosen = {"sheet": 1, "duplicates": "update", "empty": "clear", "introduce": True, "owner": staff.id}
    done = again(world, staff, one["id"], "mapping", **chosen)
    assert done["options"] | chosen == done["options"]
    late = world.call(
        "PUT", f"/v1/imports/{one['id']}/mapping", chosen, by=staff, headers={"if-match": one.headers["ETag"]}
    )
    assert late.status == 412
    nobody = again(world, staff, one["id"], "mapping", sheet=1, owner="01JZX5T0Q8V3M4N5P6R7S8T9A1")
    assert nobody["errors"][0]["code"] == "no_such_employee"
    other = again(world, staff, one["id"], "mapping", sheet=2)
    assert other["errors"][0]["code"] == "no_such_sheet"


@pytest.mark.parametrize(
    ("name", "size", "path"),
    [
        ("leads.xls", 9, "/filename"), ("leads.xlsm", 9, "/filename"), (".csv", 9, "/filename"),
        ("leads", 9, "/filename"), ("leads.csv", 0, "/size"), ("leads.csv", 52_428_801, "/size"),
    ],
    ids=["xls", "xlsm", "no stem", "no ending", "empty", "too large"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_not_even_awaited(name: str, size: int, path: str, world: World, staff: Person):
    answer = world.call("POST", "/v1/imports", {"kind": "leads", "filename": name, "size": size}, by=staff)
    assert (answer.status, answer["errors"][0]["path"]) == (422, path)


def test_what_is_uploaded_after_it_was_taken_in_changes_nothing(world: World, staff: Person):
    content = text([HEADERS, *PEOPLE])
    made = announce(world, staff, content, "a.csv")
    send(made["upload"], content)
    world.call("POST", f"/v1/imports/{made['id']}/uploaded", by=staff)
    other = content.replace(b"An", b"Xx")
    send(made["upload"], other)
    world.call("POST", f"/v1/imports/{made['id']}/uploaded", by=staff)
    world.pump()
    told = world.call("GET", f"/v1/imports/{made['id']}/sheets", by=staff)["items"][0]
    assert told["first"][0]["cells"][0] == "An"
    assert other in objects().values()


def test_a_form_that_is_used_late_is_refused_and_the_answer_says_how_to_get_another(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    content = text([HEADERS, *PEOPLE])
    made = announce(world, staff, content, "a.csv")
    late = made["upload"]
    monkeypatch.setattr("tests.documents.storage.datetime", _Late)
    with pytest.raises(Refused):
        send(late, content)
    answer = again(world, staff, made["id"], "uploaded")
    assert (answer.status, answer["code"]) == (409, "import_not_uploaded")
    assert "15 minutes" in answer["detail"]
    monkeypatch.undo()
    send(again(world, staff, made["id"])["upload"], content)
    assert again(world, staff, made["id"], "uploaded")["state"] == "reading"


class _Late(datetime):
    """Twenty minutes from now."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # noqa: ARG003 - as datetime has it
        return datetime.now(UTC) + timedelta(minutes=20)


def test_a_file_that_is_imported_again_says_when_it_was_before_and_each_import_is_its_own(
    world: World, staff: Person, admin: Person
):
    content = text([HEADERS, *PEOPLE])
    first, second = (uploaded(world, staff, content, "a.csv") for _ in range(2))
    world.pump()
    told = sorted((again(world, staff, one) for one in (first, second)), key=lambda one: len(one["same"]))
    assert [[one["id"] for one in answer["same"]] for answer in told] in ([[], [first]], [[], [second]])
    assert {answer["state"] for answer in told} == {"read"}
    assert read(world, admin, content, "a.csv")["same"] == []


def test_products_are_the_administrators_to_import(world: World, staff: Person):
    answer = announce(world, staff, b"x", "a.csv", "products")
    assert (answer.status, answer["code"]) == (403, "admin_only")


def test_an_import_is_nobody_elses(world: World, staff: Person, admin: Person):
    one = read(world, staff, text([HEADERS, *PEOPLE]), "a.csv")["id"]
    assert again(world, admin, one).status == 404
    assert world.call("GET", f"/v1/imports/{one}/sheets", by=admin).status == 404
    assert world.call("GET", f"/v1/imports/{one}/rows", by=admin).status == 404
    assert [item["id"] for item in world.call("GET", "/v1/imports", by=staff)["items"]] == [one]
    assert world.call("GET", "/v1/imports", by=admin)["items"] == []


def test_an_import_is_forgotten_after_thirty_days(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    one = read(world, staff, text([HEADERS, *PEOPLE]), "a.csv")["id"]
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(days=31))
    assert again(world, staff, one).status == 404


def test_a_worker_that_is_killed_while_it_reads_is_followed_by_another(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    one = uploaded(world, staff, text([HEADERS, *PEOPLE]), "a.csv")
    where = (keys.imports(staff.tenant, staff.id), keys.import_job(one))
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read", _killed)
        with pytest.raises(table.Transient):
            world.pump()
    assert again(world, staff, one)["state"] == "reading"
    world.pump()
    imports.work.work(where, 1)
    assert (again(world, staff, one)["state"], again(world, staff, one)["total"]) == ("read", 2)


def _killed(*_: object, **__: object) -> Any:
    raise table.Transient("killed")


def test_what_can_never_be_read_fails_says_so_and_can_be_tried_again(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    one = uploaded(world, staff, text([HEADERS, *PEOPLE]), "a.csv")
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read", lambda *_, **__: 1 / 0)
        world.pump()
    assert (again(world, staff, one)["state"], again(world, staff, one)["reason"]["code"]) == ("failed", "internal")
    assert again(world, staff, one, "retry")["state"] == "reading"
    world.pump()
    assert again(world, staff, one)["state"] == "read"
