"""Several at once: workers at one step, imports of one file, and who stops or takes back what is under way."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from botocore.client import BaseClient

from imports import importing, rowwise, rules, turns
from imports.rowwise import LOOKS
from imports.work import work
from kernel import clock, table
from kernel.problems import Problem
from kernel.table import Key
from tests.faults.wire import Crash, Fault, Wire
from tests.imports.carried import begin, creates, imported, item, laid, results, run, undone
from tests.world import Person, World

ROWS = [{"name": f"A{number}", "stage": "new", "emails": [f"a{number}@x.vn"]} for number in range(12)]


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto does one call after the other; whose turn it is, is chance."""
    lock, call = threading.RLock(), BaseClient._make_api_call  # type: ignore[attr-defined]

    def locked(client: Any, operation: str, arguments: Any) -> Any:
        with lock:
            return call(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", locked)


def together(*acts: Callable[[], object]) -> list[Exception]:
    """All of them at once; what they raised."""
    faults: list[Exception] = []

    def through(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001 - told to the test
            faults.append(fault)

    threads = [threading.Thread(target=through, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return faults


def names(world: World, by: Person) -> list[str]:
    return sorted(one["name"] for one in world.call("GET", "/v1/leads", by=by, limit=100)["items"])


@pytest.mark.usefixtures("one_by_one")
def test_workers_at_the_same_step_make_everything_once(world: World, staff: Person):
    key = laid(staff, "leads", creates(ROWS), size=6)
    begin(key, "importing")
    while rules.is_open(value := item(key).value):
        faults = together(*[partial(work, key, value.step)] * 3)
        assert all(map(table.is_transient, faults)), faults
    assert value.results == {"created": 12}
    assert names(world, staff) == sorted(str(one["name"]) for one in ROWS)


@pytest.mark.usefixtures("one_by_one")
def test_rows_that_are_written_at_the_same_time_are_each_written_once(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rowwise, "AT_ONCE", 4)
    key = laid(staff, "leads", creates(ROWS), size=12)
    assert imported(key).results == {"created": 12}
    assert [one.row for one in results(staff, key)] == list(range(2, 14))
    assert undone(key).undone == {"removed": 12}
    assert names(world, staff) == []


def order(by: Person, world: World, key: Key) -> Any:
    """As a person does it."""
    value = item(key).value
    return world.call("POST", f"/v1/imports/{value.id}/import", {"plan": value.plan}, by=by)


@pytest.mark.parametrize("kind", ["leads", "contacts", "opportunities", "products"])
def test_of_two_imports_of_the_same_file_one_is_done(world: World, admin: Person, kind: Any):
    home = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    rows: Any = {
        "leads": [{"name": "B", "phones": ["0912345678"]}], "products": [{"code": "SP1", "name": "B"}],
        "contacts": [{"name": "B", "customer": home}],
        "opportunities": [{"name": "B", "customer": home, "expected_close": "2030-01-01"}],
    }  # fmt: skip
    first, second = (laid(admin, kind, creates(rows[kind])) for _ in range(2))
    assert order(admin, world, first).status == 200
    refused = order(admin, world, second)
    assert (refused.status, refused["code"]) == (409, "import_running")
    assert run(first).results == {"created": 1}
    world.pump()
    assert order(admin, world, second).status == 200
    assert run(second).state == "changed"


def test_who_was_stopped_lets_others_write_a_little_later(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "SETTLES", timedelta(seconds=45))
    first, second = (laid(staff, "leads", creates(ROWS[:1])) for _ in range(2))
    order(staff, world, first)
    world.call("POST", f"/v1/imports/{item(first).value.id}/cancel", by=staff)
    assert order(staff, world, second)["code"] == "import_running"
    later = clock.now() + timedelta(seconds=46)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert order(staff, world, second).status == 200


def test_leads_and_customers_take_turns(world: World, staff: Person):
    first, second = laid(staff, "leads", creates(ROWS[:1])), laid(staff, "customers", creates(ROWS[:1]))
    order(staff, world, first)
    assert order(staff, world, second)["code"] == "import_running"
    other = laid(staff, "contacts", [])
    assert order(staff, world, other).status == 200


def test_what_is_stopped_stays_where_it_is_and_goes_on(world: World, staff: Person):
    key = laid(staff, "leads", creates(ROWS), size=4)
    begin(key, "importing")
    for _ in range(2):
        work(key, item(key).value.step)
    stopped = world.call("POST", f"/v1/imports/{item(key).value.id}/cancel", by=staff)
    assert (stopped["state"], item(key).value.results) == ("cancelled", {"created": 4})
    assert run(key).results == {"created": 4}
    assert len(names(world, staff)) == 4
    world.call("POST", f"/v1/imports/{item(key).value.id}/retry", by=staff)
    value = run(key)
    assert (value.state, value.results) == ("done", {"created": 12})
    assert len(names(world, staff)) == 12


@pytest.fixture
def cut_off(staff: Person, monkeypatch: pytest.MonkeyPatch) -> Key:
    """An import whose worker ended in the middle of its second chunk."""
    key = laid(staff, "leads", creates(ROWS), size=4)
    begin(key, "importing")
    for _ in range(2):
        work(key, item(key).value.step)
    wire = Wire(monkeypatch)
    step = item(key).value.step
    with pytest.raises(Crash), wire.carrying(Fault(5, "the process ends after it")):
        work(key, step)
    return key


def test_what_was_done_of_a_chunk_that_was_cut_off_is_undone(world: World, staff: Person, cut_off: Key):
    key = cut_off
    done = len(names(world, staff))
    assert 4 < done < 8
    world.call("POST", f"/v1/imports/{item(key).value.id}/cancel", by=staff)
    assert undone(key).undone == {"removed": done}
    assert names(world, staff) == []


def test_undoing_rests_until_no_late_worker_writes(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "SETTLES", timedelta(seconds=45))
    assert LOOKS < 45 / 2
    key = laid(staff, "leads", creates(ROWS[:2]))
    imported(key)
    world.call("POST", f"/v1/imports/{item(key).value.id}/undo", by=staff)
    work(key, item(key).value.step)
    assert (item(key).value.state, len(names(world, staff))) == ("undoing", 2)
    later = clock.now() + timedelta(seconds=46)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert run(key).undone == {"removed": 2}


def test_a_worker_that_was_overtaken_writes_no_more(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    key = laid(staff, "leads", creates(ROWS[:4]), size=4)
    begin(key, "importing")
    work(key, item(key).value.step)
    late = item(key).value
    run(key)
    undone(key)
    monkeypatch.setattr(rowwise, "LOOKS", 0.0)
    with pytest.raises(table.Transient):
        importing.step(staff.tenant, late, lambda _: None)
    assert names(world, staff) == []


def test_the_turn_is_taken_once(staff: Person):
    first, second = (laid(staff, "leads", creates(ROWS[:1])) for _ in range(2))
    writes = [
        turns.taking(item(key), rules.importing(item(key).value, clock.now())) for key in (first, second)
    ]  # fmt: skip
    table.write(*writes[0])
    with pytest.raises(Problem, match="in_flight"):
        table.write(*writes[1])
