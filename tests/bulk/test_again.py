"""A job comes to its end: one that failed is tried again, one whose worker died or whose order was lost is found."""

from typing import Any

import pytest

import watch.schedule
from customers import rewriting
from jobs import underway
from kernel import clock, keys, table
from tests.bulk.test_jobs import ask, job, lead, order, results, stage, waiting
from tests.bulk.test_walks import later
from tests.world import Answer, Person, World, deliver

NEXT = {"kind": "next_stage"}


def under_way(world: World) -> list[Any]:
    return [item for item in world.items() if item["pk"]["S"] == keys.underway("acme")]


def look(world: World, patch: pytest.MonkeyPatch, seconds: float = 11 * 60) -> None:
    """What the schedule does after a while."""
    later(patch, seconds)
    watch.schedule.handler({}, None)
    world.pump()


def retry(world: World, by: Person, asked: Answer) -> Answer:
    return world.call("POST", f"/v1/jobs/{asked['id']}/retry", by=by)


def fail(world: World, by: Person, asked: Answer, *, after: int) -> None:
    """The worker has done so many records of a step when the table is gone, also at the last time of asking."""
    rewrite, seen = rewriting.rewrite, list[int]()

    def breaking(*arguments: Any, **more: Any) -> Any:
        seen.append(1)
        if len(seen) > after:
            raise ConnectionError
        return rewrite(*arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bulk.kinds.rewrite", breaking)
        order(by, asked, job(world, by, asked)["version"] - 1, received=5)


def test_a_job_that_failed_goes_on_where_it_had_come_to_and_does_nothing_twice(world: World, staff: Person):
    leads = [lead(world, staff) for _ in range(30)]
    asked = ask(world, staff, leads, NEXT)
    deliver(world.records())
    world.work()
    list(waiting(world))
    fail(world, staff, asked, after=2)
    failed = job(world, staff, asked)
    assert (failed["state"], failed["reason"], failed["done"]) == ("failed", "gave_up", 27)
    assert under_way(world) == []
    first, again = retry(world, staff, asked), retry(world, staff, asked)
    assert (first.status, first["state"], first["reason"], first["finished_at"]) == (200, "running", None, None)
    assert again.body == first.body
    world.pump()
    assert (job(world, staff, asked)["state"], job(world, staff, asked)["done"]) == ("done", 30)
    assert retry(world, staff, asked)["state"] == "done"
    assert {stage(world, staff, one) for one in leads} == {"contacted"}
    assert set(results(world, staff, asked).values()) == {("done", None)}
    assert under_way(world) == []


def test_only_ones_own_job_is_tried_again_and_none_that_was_stopped(world: World, admin: Person, staff: Person):
    asked = ask(world, staff, [lead(world, staff)])
    assert retry(world, admin, asked).status == 404
    world.call("POST", f"/v1/jobs/{asked['id']}/cancel", by=staff)
    refused = retry(world, staff, asked)
    assert (refused.status, refused["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("lost", ["the stream's record", "the order"])
def test_a_job_that_nobody_works_at_is_found(lost: str, world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    asked = ask(world, staff, [lead(world, staff)])
    records = world.records()
    if lost == "the order":
        deliver(records)
        list(waiting(world))
    look(world, monkeypatch, 60)
    assert job(world, staff, asked)["state"] == "queued"
    look(world, monkeypatch)
    assert (job(world, staff, asked)["state"], job(world, staff, asked)["done"]) == ("done", 1)
    assert under_way(world) == []


def test_what_follows_a_saved_change_is_tried_again_by_itself_until_it_is_done(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    other, made = world.department(), lead(world, staff)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"department": other}, by=admin)
    deliver(world.records())
    list(waiting(world))
    (asked,) = world.call("GET", "/v1/jobs", by=admin)["items"]
    asked = world.call("GET", f"/v1/jobs/{asked['id']}", by=admin)
    fail(world, admin, asked, after=0)
    assert job(world, admin, asked)["state"] == "failed"
    look(world, monkeypatch)
    assert job(world, admin, asked)["state"] == "done"
    assert world.call("GET", f"/v1/leads/{made}", by=admin)["department"] == other
    assert under_way(world) == []


def test_a_merge_whose_orders_were_lost_is_found(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    mine, theirs = lead(world, staff), lead(world, staff)
    monkeypatch.setattr("merging.service.hurry", lambda *_: None)
    world.call("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, by=staff)
    world.records()
    look(world, monkeypatch)
    (merge,) = world.call("GET", f"/v1/leads/{mine}/merges", by=staff)["items"]
    assert merge["state"] == "done"
    assert under_way(world) == []
    world.call("POST", f"/v1/leads/{mine}/merges/{theirs}/undo", by=staff)
    world.records()
    look(world, monkeypatch, 30 * 60)
    (merge,) = world.call("GET", f"/v1/leads/{mine}/merges", by=staff)["items"]
    assert (merge["state"], under_way(world)) == ("undone", [])


def test_what_cannot_be_read_stands_in_nobodys_way(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    broken, asked = ask(world, staff, [lead(world, staff)]), ask(world, staff, [lead(world, staff)])
    world.records()
    item = world.item(keys.jobs("acme", staff.id), keys.job(broken["id"]))
    world.put({**item, "value": {"M": {"state": {"S": "running"}}}})
    look(world, monkeypatch)
    assert job(world, staff, asked)["state"] == "done"


def test_work_that_is_over_is_taken_out_of_the_list(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    asked = ask(world, staff, [lead(world, staff)])
    world.pump()
    where = keys.jobs("acme", staff.id), keys.job(asked["id"])
    for work in (where, (where[0], keys.job(staff.id))):
        table.write(underway.beginning(work, clock.now()))
    assert len(under_way(world)) == 2
    look(world, monkeypatch)
    assert under_way(world) == []
