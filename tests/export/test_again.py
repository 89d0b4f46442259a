"""An export whose order was lost, or whose worker died, is found; one that is over is in no list."""

import boto3
import pytest

from export import upload, work
from kernel import keys
from tests.bulk.test_again import look, under_way
from tests.export.test_jobs import ask, capture, orders, read
from tests.world import Person, World, deliver


@pytest.mark.parametrize("lost", ["the stream's record", "the order"])
def test_one_that_nobody_works_at_is_found(lost: str, world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    capture(world, staff)
    job = ask(world, staff)["id"]
    records = world.records()
    if lost == "the order":
        deliver(records)
        orders(world)
    look(world, monkeypatch, 60)
    assert read(world, staff, job)["state"] == "queued"
    look(world, monkeypatch)
    assert (read(world, staff, job)["state"], read(world, staff, job)["rows"]) == ("done", 1)
    assert under_way(world) == []


def test_one_whose_worker_died_goes_on_when_it_has_not_been_heard_of_for_long(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    capture(world, staff)
    job = ask(world, staff)["id"]
    deliver(world.records())
    orders(world)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> int:
        raise Killed

    whole = upload.Upload.put
    monkeypatch.setattr(upload.Upload, "put", killed)
    with pytest.raises(Killed):
        work.work((keys.exports("acme", staff.id), keys.export(job)))
    monkeypatch.setattr(upload.Upload, "put", whole)
    look(world, monkeypatch, 60)
    assert read(world, staff, job)["state"] == "running"
    look(world, monkeypatch, 17 * 60)
    assert (read(world, staff, job)["state"], under_way(world)) == ("done", [])


def test_one_that_failed_waits_for_who_asked_for_it(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    job = ask(world, staff)["id"]

    def broken(*_: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(upload.Upload, "put", broken)
        world.pump()
    assert under_way(world) == []
    look(world, monkeypatch)
    assert read(world, staff, job)["state"] == "failed"
    world.call("POST", f"/v1/exports/{job}/retry", by=staff)
    world.records()
    assert len(under_way(world)) == 1
    look(world, monkeypatch, 30 * 60)
    assert (read(world, staff, job)["state"], under_way(world)) == ("done", [])


def test_one_that_has_expired_is_ordered_no_more(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    ask(world, staff)
    world.records()
    look(world, monkeypatch, 8 * 86400)
    assert under_way(world) == []
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="leadstream-files")
