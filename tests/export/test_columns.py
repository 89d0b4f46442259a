"""Columns are listed in the reader's language, and those that somebody chose are offered the next time."""

from typing import get_args

import pytest

from export.contents import exported
from export.rules import Kind
from tests.export.reading import by_calamine
from tests.export.test_jobs import ask, capture, download, read
from tests.world import Answer, Person, World


def columns(world: World, by: Person, kind: str, language: str = "en") -> Answer:
    return world.call("GET", "/v1/exports/columns", by=by, kind=kind, headers={"accept-language": language})


def header(world: World, by: Person, **fields: object) -> list[str]:
    job = ask(world, by, **fields)["id"]
    world.pump()
    return [str(cell) for cell in by_calamine(download(read(world, by, job)["url"]))[0]]


def test_every_kind_has_its_columns_with_names_in_both_languages():
    for kind in get_args(Kind.__value__):
        assert all(exported(kind).title), kind
        for language in ("vi", "en"):
            headers = [getattr(shape, language) for shape in exported(kind).shapes.values()]
            assert len(headers) == len(set(headers)), (kind, language)


def test_the_columns_of_a_kind_are_listed_with_what_they_are_called(world: World, staff: Person):
    found = columns(world, staff, "leads", "vi")
    assert found["chosen"] is None
    first, *_ = found["items"]
    assert first == {"name": "code", "header": "Mã", "look": "text", "usual": True}
    usual = [one["header"] for one in columns(world, staff, "leads")["items"] if one["usual"]]
    capture(world, staff)
    assert header(world, staff) == usual
    assert columns(world, staff, "debt")["items"] == []


def test_what_was_chosen_is_remembered_for_each_person_and_kind(world: World, admin: Person, staff: Person):
    assert header(world, staff, columns=["name", "code"]) == ["Name", "Code"]
    assert columns(world, staff, "leads")["chosen"] == ["name", "code"]
    assert header(world, staff) == ["Name", "Code"]
    assert header(world, staff, columns=["email"]) == ["Email"]
    assert columns(world, staff, "leads")["chosen"] == ["email"]
    assert columns(world, staff, "customers")["chosen"] is None
    assert columns(world, admin, "leads")["chosen"] is None
    assert ask(world, admin)["request"]["columns"] != ["email"]


def test_a_column_that_there_is_no_more_is_not_offered(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    header(world, staff, columns=["name", "code"])
    shapes = {name: one for name, one in exported("leads").shapes.items() if name != "name"}
    monkeypatch.setitem(exported("leads").__dict__, "shapes", shapes)
    assert columns(world, staff, "leads")["chosen"] == ["code"]


def test_a_kind_that_there_is_not_is_refused(world: World, staff: Person):
    assert columns(world, staff, "tenants").status == 422
