"""How an import goes on once its file was read: tested, imported, stopped, tried again, undone; and its rows (K2).

What a test says and what importing does is told elsewhere: here both are stand-ins.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imports import again as looking
from imports import importing, planning, queue, rules, store
from imports.plans import Planned, Result, Told
from imports.reading import Heard
from imports.rules import Changed, Import, Stepped
from kernel import clock, keys
from tests.imports.files import HEADERS, PEOPLE, again, read, text
from tests.world import Person, World

HASH, CHUNKS = "b" * 64, 3
WHY = Told(code="choice", column="B", field="phones", value="x", values={"expected": "y"})


def planned(tenant: str, value: Import, heard: Heard) -> rules.Tested:
    """Three chunks of which every second row is an error."""
    for chunk in range(CHUNKS):
        rows = [
            Planned(sheet="CSV", row=chunk * 4 + place, outcome="error", why=(WHY,)) if place % 2
            else Planned(sheet="CSV", row=chunk * 4 + place, outcome="create", fields={"name": "An"})
            for place in range(4)
        ]  # fmt: skip
        store.keep_plan(tenant, value.id, str(value.test), chunk, rows)
        heard((chunk + 1) * 5_000)
    return rules.Tested(plan=HASH, chunks=CHUNKS, counts={"create": 6, "error": 6})


def stepped(tenant: str, value: Import, _heard: Heard) -> Stepped:
    rows = [Result(row=value.chunk * 4 + place, outcome="created", record="r", version=1) for place in (0, 2)]
    store.keep_results(tenant, value.id, str(value.test), value.chunk, rows)
    return Stepped(counts={"created": 2}, over=value.chunk == CHUNKS - 1)


def taken_back(_tenant: str, value: Import, _heard: Heard) -> Stepped:
    return Stepped(counts={"removed": 2}, over=value.chunk == CHUNKS - 1)


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "test", planned)
    monkeypatch.setattr(importing, "step", stepped)
    monkeypatch.setattr(importing, "undo_step", taken_back)
    monkeypatch.setattr("imports.rules.SETTLES", timedelta())


@pytest.fixture
def one(world: World, staff: Person) -> str:
    return str(read(world, staff, text([HEADERS, *PEOPLE]), "a.csv")["id"])


def done(world: World, by: Person, one: str, what: str, **body: Any) -> Any:
    """What an order comes to."""
    answer = again(world, by, one, what, **body)
    assert answer.status == 200, answer.raw
    world.pump()
    return again(world, by, one)


def test_it_is_tested_imported_and_undone(world: World, staff: Person, one: str):
    tested = done(world, staff, one, "test")
    assert (tested["state"], tested["plan"], tested["counts"]) == ("tested", HASH, {"create": 6, "error": 6})
    imported = done(world, staff, one, "import", plan=HASH)
    assert (imported["state"], imported["results"], imported["done"]) == ("done", {"created": 6}, 6)
    assert again(world, staff, one, "import", plan=HASH)["state"] == "done"
    undone = done(world, staff, one, "undo")
    assert (undone["state"], undone["undone"]) == ("undone", {"removed": 6})
    assert again(world, staff, one, "undo")["state"] == "undone"
    assert again(world, staff, one, "test").status == 409


def test_only_the_plan_of_the_last_test_is_imported(world: World, staff: Person, one: str):
    assert again(world, staff, one, "import", plan=HASH).status == 409
    done(world, staff, one, "test")
    other = again(world, staff, one, "import", plan="c" * 64)
    assert (other.status, other["code"]) == (409, "other_plan")
    mapped = again(world, staff, one, "mapping", sheet=1, duplicates="update")
    assert (mapped["state"], mapped["plan"], mapped["counts"]) == ("read", None, {})
    assert again(world, staff, one, "import", plan=HASH).status == 409


def test_what_has_changed_since_the_test_stops_all_of_it_until_it_is_tested_again(
    world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch
):
    done(world, staff, one, "test")
    monkeypatch.setattr(importing, "step", lambda *_: Changed(counts={"changed": 1}))
    changed = done(world, staff, one, "import", plan=HASH)
    assert (changed["state"], changed["results"]) == ("changed", {"changed": 1})
    assert again(world, staff, one, "undo").status == 409
    assert again(world, staff, one, "import", plan=HASH).status == 409
    assert done(world, staff, one, "test")["state"] == "tested"


def test_rows_come_in_pages_over_all_chunks_by_outcome_and_with_what_became_of_them(
    world: World, staff: Person, one: str
):
    assert world.call("GET", f"/v1/imports/{one}/rows", by=staff).status == 409
    done(world, staff, one, "test")
    assert [row["row"] for row in _rows(world, staff, one, limit=5)] == list(range(12))
    wrong = _rows(world, staff, one, limit=4, outcome="error")
    assert [row["row"] for row in wrong] == [1, 3, 5, 7, 9, 11]
    (why,) = wrong[0]["why"]
    assert (why["code"], why["column"], why["field"], why["value"]) == ("choice", "B", "phones", "x")
    assert why["message"]
    assert why["mend"]
    done(world, staff, one, "import", plan=HASH)
    assert len(_rows(world, staff, one, limit=100, outcome="created")) == 6
    assert _rows(world, staff, one, limit=100, outcome="create") == []


def _rows(world: World, by: Person, one: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = world.call("GET", f"/v1/imports/{one}/rows", by=by, cursor=cursor, **query)
        assert page.status == 200, page.raw
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_a_cursor_of_other_rows_is_none_of_these(world: World, staff: Person, one: str):
    done(world, staff, one, "test")
    page = world.call("GET", f"/v1/imports/{one}/rows", by=staff, limit=1)
    other = world.call("GET", f"/v1/imports/{one}/rows", by=staff, outcome="error", cursor=page["next_cursor"])
    assert other["code"] == "invalid_cursor"


def test_a_test_that_is_stopped_leaves_the_file_as_it_was_read(
    world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch
):
    def stopped(tenant: str, value: Import, heard: Heard) -> rules.Tested:
        assert again(world, staff, one, "cancel")["state"] == "read"
        return planned(tenant, value, heard)

    monkeypatch.setattr(planning, "test", stopped)
    assert done(world, staff, one, "test")["state"] == "read"
    monkeypatch.setattr(planning, "test", planned)
    assert done(world, staff, one, "test")["state"] == "tested"


def test_an_import_that_is_stopped_keeps_and_counts_what_it_did_and_can_go_on_or_be_undone(
    world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch
):
    def stopped(tenant: str, value: Import, heard: Heard) -> Stepped:
        if value.chunk == 1:
            again(world, staff, one, "cancel")
        return stepped(tenant, value, heard)

    done(world, staff, one, "test")
    monkeypatch.setattr(importing, "step", stopped)
    halted = done(world, staff, one, "import", plan=HASH)
    assert (halted["state"], halted["results"]) == ("cancelled", {"created": 4})
    assert again(world, staff, one, "cancel")["state"] == "cancelled"
    monkeypatch.setattr(importing, "step", stepped)
    assert done(world, staff, one, "retry")["results"] == {"created": 6}
    assert done(world, staff, one, "undo")["state"] == "undone"


def test_what_was_never_imported_can_be_given_up_and_not_undone(world: World, staff: Person, one: str):
    assert again(world, staff, one, "cancel")["state"] == "cancelled"
    for order in ("undo", "retry", "test"):
        assert again(world, staff, one, order).status == 409


def test_a_step_that_two_do_is_counted_once(world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch):
    def twice(tenant: str, value: Import, heard: Heard) -> Stepped:
        monkeypatch.setattr(importing, "step", stepped)
        queue.send((keys.imports(staff.tenant, staff.id), keys.import_job(one)), value.step)
        world.work()
        return stepped(tenant, value, heard)

    done(world, staff, one, "test")
    monkeypatch.setattr(importing, "step", twice)
    assert done(world, staff, one, "import", plan=HASH)["results"] == {"created": 6}
    assert len(_rows(world, staff, one, limit=100, outcome="created")) == 6


def test_an_import_whose_order_was_lost_is_ordered_again_when_nobody_is_heard_of(
    world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch
):
    where = (keys.imports(staff.tenant, staff.id), keys.import_job(one))
    assert looking.again(where) is False
    assert again(world, staff, one, "test")["state"] == "testing"
    world.records()
    assert looking.again(where) is True
    assert world.work() == 0
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=17))
        assert looking.again(where) is True
    world.pump()
    assert again(world, staff, one)["state"] == "tested"


def test_undoing_begins_when_nobody_is_at_the_import_any_more(
    world: World, staff: Person, one: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("imports.rules.SETTLES", timedelta(seconds=30))
    done(world, staff, one, "test")
    done(world, staff, one, "import", plan=HASH)
    assert done(world, staff, one, "undo")["state"] == "undoing"
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=20))
    assert looking.again((keys.imports(staff.tenant, staff.id), keys.import_job(one))) is True
    world.pump()
    assert again(world, staff, one)["state"] == "undone"
