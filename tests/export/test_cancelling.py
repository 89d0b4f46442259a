"""An export that is cancelled: nobody gets its file, whether it waits, is being made, or comes too late (L2)."""

from typing import Any

import pytest

import export.job
from export import contents
from tests.export.test_jobs import ask, capture, orders, read
from tests.world import Answer, Person, World, deliver


def cancel(world: World, by: Person, job: str) -> Answer:
    return world.call("POST", f"/v1/exports/{job}/cancel", by=by)


def test_one_that_waits_is_never_made(world: World, admin: Person, staff: Person):
    job = ask(world, staff)["id"]
    assert cancel(world, admin, job).status == 404
    ended = cancel(world, staff, job)
    assert (ended.status, ended["state"], ended["url"]) == (200, "cancelled", None)
    world.pump()
    found = read(world, staff, job)
    assert (found["state"], found["rows"], found["url"], found["reason"]) == ("cancelled", 0, None, None)
    assert found["finished_at"] is not None
    assert ask(world, staff)["id"] != job


def test_one_that_is_being_made_stops_and_stays_cancelled(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    (order,) = orders(world)
    real, later = contents.contents, list[str]()

    def overtaken(*arguments: Any) -> Any:
        later.append(cancel(world, staff, job)["state"])
        return real(*arguments)

    monkeypatch.setattr(contents, "contents", overtaken)
    export.job.handler({"Records": [order]}, None)
    found = read(world, staff, job)
    assert (later, found["state"], found["url"]) == (["cancelled"], "cancelled", None)
    export.job.handler({"Records": [order]}, None)
    assert read(world, staff, job)["state"] == "cancelled"


def test_one_that_is_over_cannot_be_cancelled_nor_a_cancelled_one_retried(world: World, staff: Person):
    done, ended = ask(world, staff)["id"], ask(world, staff, sort="name")["id"]
    assert cancel(world, staff, ended).status == 200
    world.pump()
    assert (cancel(world, staff, done).status, cancel(world, staff, done)["code"]) == (409, "wrong_state")
    assert cancel(world, staff, ended)["code"] == "wrong_state"
    assert world.call("POST", f"/v1/exports/{ended}/retry", by=staff)["code"] == "wrong_state"
