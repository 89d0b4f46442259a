"""Histories: what differs, told once for each version, bounded, read newest first."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kernel import chronicle, history, keys, table
from kernel.access import Viewer
from kernel.paging import PageQuery
from kernel.problems import Problem
from tests.world import World

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY = "01JZX5T0Q8V3M4N5P6R7S8T9W0"
PK = "acme#C#01JZX5T0Q8V3M4N5P6R7S8T9W1"
VIEWER = Viewer("acme", BY, "admin", "D")


def written(world: World, told: Any, *, subject: str = "", version: int = 1, pk: str = PK) -> dict[str, Any]:
    table.write(history.entry(pk, subject, version, BY, AT, told))
    return world.item(pk, keys.history(subject, version))


def test_only_what_differs_is_told():
    before = {"name": "A", "stage": "new", "groups": ("vip",), "priority": 0}
    after = {"name": "A", "stage": "won", "groups": ("vip", "north"), "priority": 0}
    assert history.changes(before, after) == {
        "stage": {"from": "new", "to": "won"},
        "groups": {"from": ("vip",), "to": ("vip", "north")},
    }


def test_who_and_when_are_the_entrys_own_and_no_change_of_the_record():
    assert history.changes({"updated_at": 1, "updated_by": "a"}, {"updated_at": 2, "updated_by": "b"}) == {}


def test_an_absent_field_and_an_empty_one_are_the_same():
    assert history.changes({"source": None}, {}) == {}
    assert history.changes({}, {"source": None}) == {}


def test_what_was_made_comes_from_nothing_and_what_is_gone_goes_to_nothing():
    assert history.changes(None, {"name": "A"}) == {"name": {"from": None, "to": "A"}}
    assert history.changes({"name": "A"}, None) == {"name": {"from": "A", "to": None}}


def test_values_are_told_as_answers_show_them(world: World):
    values = {
        "money": Decimal("1234.50"), "whole": Decimal(5), "count": 5, "flag": True, "day": date(2026, 3, 2), "at": AT,
        "codes": ("b", "a"), "set": frozenset({"b", "a"}), "nested": {"x": {"y": Decimal(1), "z": None}},
    }  # fmt: skip
    written(world, history.changes(None, values))
    (entry,) = chronicle.page(VIEWER, "test", PK, "", PageQuery()).items
    assert {name: change["to"] for name, change in entry.changes.items()} == {
        "money": "1234.50", "whole": "5", "count": 5, "flag": True, "day": "2026-03-02",
        "at": "2026-03-02T09:00:00.000000Z", "codes": ["b", "a"], "set": ["a", "b"], "nested": {"x": {"y": "1"}},
    }  # fmt: skip
    assert {change["from"] for change in entry.changes.values()} == {None}
    assert (entry.version, entry.action, entry.by, entry.at) == (1, "changed", BY, AT)
    json.loads(entry.model_dump_json())


def test_a_version_is_told_once(world: World):
    told = history.changes({"stage": "new"}, {"stage": "won"})
    written(world, told)
    with pytest.raises(table.Refused):
        table.write(history.entry(PK, "", 1, BY, AT, told))


def test_a_long_text_of_a_record_is_told_whole(world: World):
    text = "ễ" * 4000
    written(world, history.changes({"description": None}, {"description": text}))
    (entry,) = chronicle.page(VIEWER, "test", PK, "", PageQuery()).items
    assert entry.changes["description"]["to"] == text


def test_a_value_without_measure_is_told_by_its_beginning_size_and_digest(world: World):
    written(world, {"rules": {"from": "x" * 1_000_000, "to": ["y" * 100] * 1000}})
    (entry,) = chronicle.page(VIEWER, "test", PK, "", PageQuery()).items
    before, after = entry.changes["rules"]["from"], entry.changes["rules"]["to"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["beginning"], before["bytes"]) == ("x" * 200, 1_000_002)
    assert len(str(before["sha256"])) == 64
    assert before["sha256"] != after["sha256"]


def test_many_long_values_together_stay_within_an_item(world: World):
    told = {f"field{n}": {"from": "ễ" * 4000, "to": "ộ" * 4000} for n in range(40)}
    raw = written(world, told | {"stage": {"from": "new", "to": "won"}})
    assert len(json.dumps(raw, ensure_ascii=False).encode()) < 400 * 1024
    assert raw["changes"]["M"]["stage"] == {"M": {"from": {"S": "new"}, "to": {"S": "won"}}}


def test_a_page_is_newest_first_and_its_cursor_goes_on(world: World):
    for version in range(1, 6):
        written(world, {"stage": {"from": str(version - 1), "to": str(version)}}, version=version)
    first = chronicle.page(VIEWER, "test", PK, "", PageQuery(limit=3))
    rest = chronicle.page(VIEWER, "test", PK, "", PageQuery(limit=3, cursor=first.next_cursor))
    assert [entry.version for entry in first.items + rest.items] == [5, 4, 3, 2, 1]
    assert rest.next_cursor is None


def test_subjects_of_one_partition_have_histories_of_their_own(world: World):
    settings = keys.settings("acme")
    for subject in ("stages#new", "stages#won", ""):
        written(world, {"order": {"from": 1, "to": 2}}, subject=subject, pk=settings)
    page = chronicle.page(VIEWER, "test", settings, "stages#new", PageQuery())
    assert [entry.version for entry in page.items] == [1]
    assert len(chronicle.page(VIEWER, "test", settings, "", PageQuery()).items) == 1


def test_a_cursor_of_one_history_is_worth_nothing_in_another(world: World):
    for version in (1, 2):
        for subject in ("stages#new", "stages#won"):
            written(world, {"order": {"from": 1, "to": 2}}, subject=subject, version=version)
    cursor = chronicle.page(VIEWER, "test", PK, "stages#new", PageQuery(limit=1)).next_cursor
    with pytest.raises(Problem, match="invalid_cursor"):
        chronicle.page(VIEWER, "test", PK, "stages#won", PageQuery(limit=1, cursor=cursor))


def test_a_rebuild_does_not_read_histories():
    assert keys.history("", 1) > keys.DERIVED
    assert keys.history("", 2) > keys.history("", 1) > keys.histories("")
