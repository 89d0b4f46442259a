"""A publication, a day and a fold that get in each other's way: each hole that was found has its test here."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from customers import shown
from kernel import keys, snapshots
from scoring import daily, folding, points, rescoring
from scoring.folding import FOLD
from tests.scoring.test_past import Now, score
from tests.scoring.test_publishing import opened, publish, vip
from tests.scoring.test_scores import signal
from tests.world import Person, World, deliver


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


@pytest.fixture
def lead(world: World, staff: Person, now: Now) -> str:
    made = world.call("POST", "/v1/leads", {"name": "L", "groups": ["vip"]}, by=staff)
    world.pump()
    now.later(hours=1)
    return str(made["id"])


def entries(world: World) -> list[str]:
    return [one["sk"]["S"] for one in world.items() if one["pk"]["S"] == keys.changing_on("acme")]


def once(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, then: Callable[[], object]) -> None:
    """Something else happens just before one call of a function."""
    real = getattr(owner, name)

    def first(*arguments: Any, **more: Any) -> Any:
        monkeypatch.setattr(owner, name, real)
        then()
        return real(*arguments, **more)

    monkeypatch.setattr(owner, name, first)


def walk(version: int) -> None:
    """The step of a publication's walk that goes through everybody."""
    rescoring.step("acme", {"version": version}, cast("Any", SimpleNamespace(cursor=None)))


def stop(*_: object, **_more: object) -> None:
    raise ConnectionError


def test_a_walk_that_stops_between_a_decision_and_what_shows_it_says_all_the_same_when_it_will_change(
    world: World, admin: Person, staff: Person, lead: str, now: Now, monkeypatch: pytest.MonkeyPatch
):
    """Score and stars stay as they are, so that the card alone would not tell that the day is missing."""
    publish(world, admin, opened(10, valid_days=20), vip(1))
    world.pump()
    signal(world, lead, "m1", day=9)
    publish(world, admin, opened(10, valid_days=10), vip(1))
    with monkeypatch.context() as patch:
        patch.setattr(folding, "ChangingItem", stop)
        with pytest.raises(ConnectionError):
            walk(2)
    walk(2)
    now.later(days=8)
    daily.change("acme")
    assert score(world, staff, lead)["score"] == 11
    now.later(days=1)
    daily.change("acme")
    assert score(world, staff, lead)["score"] == 1


def test_who_still_counted_as_of_yesterday_is_looked_at_once_more_today(
    world: World, admin: Person, staff: Person, lead: str, now: Now, monkeypatch: pytest.MonkeyPatch
):
    """A fold decides just before midnight, and says so while the new day's walk takes an entry of that day away."""
    publish(world, admin, opened(10, valid_days=10), vip(1))
    world.pump()
    pk = keys.customer("acme", lead)
    stale = keys.changing((now.at + timedelta(days=9)).date().toordinal(), lead)
    world.put({"pk": {"S": keys.changing_on("acme")}, "sk": {"S": stale}, "number": {"N": "1"}})
    now.later(days=8)
    real, before = FOLD.latest, FOLD.latest(pk)

    def fold_of_yesterday() -> None:
        now.later(days=-1)
        signal(world, lead, "m1", day=9)
        now.later(days=1)

    def earlier(*_: Any, **_more: Any) -> Any:
        monkeypatch.setattr(snapshots.Fold, "latest", lambda _self, *a, **m: real(*a, **m))
        fold_of_yesterday()
        return before

    now.later(days=1)
    monkeypatch.setattr(snapshots.Fold, "latest", earlier)
    daily.change("acme")
    assert score(world, staff, lead)["score"] == 11
    assert entries(world) == [stale]
    daily.change("acme")
    assert (score(world, staff, lead)["score"], entries(world)) == (1, [])


def test_a_worker_that_ends_just_before_it_would_look_at_the_rules_again_does_so_when_its_batch_comes_back(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    publish(world, admin, vip(50))
    world.pump()
    batch: list[dict[str, Any]] = []
    with monkeypatch.context() as patch:
        patch.setattr("tests.world.deliver", batch.extend)
        signal(world, lead, "m1")

    def others() -> None:
        publish(world, admin, vip(50), opened(9))
        world.pump()

    once(monkeypatch, points, "evaluate", others)
    with monkeypatch.context() as patch:
        patch.setattr(snapshots.Fold, "_settle", stop)
        with pytest.raises(ConnectionError):
            deliver(batch)
    deliver(batch)
    world.pump()
    told = score(world, staff, lead)
    assert (told["score"], told["rulebook"]) == (59, 2)


def test_a_record_that_cannot_be_decided_keeps_nobody_from_their_day(
    world: World, admin: Person, staff: Person, lead: str, now: Now, monkeypatch: pytest.MonkeyPatch
):
    other = str(world.call("POST", "/v1/leads", {"name": "O"}, by=staff)["id"])
    publish(world, admin, opened(10, valid_days=10))
    world.pump()
    for one in (lead, other):
        signal(world, one, "m1", day=10)
    now.later(days=10)
    real = FOLD.redecide

    def redecide(_self: object, pk: str, *more: Any, **rest: Any) -> Any:
        return stop() if pk.endswith(lead) else real(pk, *more, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(snapshots.Fold, "redecide", redecide)
        with pytest.raises(ConnectionError):
            daily.run(lambda: True)
    assert [score(world, staff, one)["score"] for one in (lead, other)] == [10, 0]
    assert daily.run(lambda: True) == 1
    assert score(world, staff, lead)["score"] == 0


def test_a_record_that_cannot_be_decided_keeps_nobody_from_new_rules(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    other = str(world.call("POST", "/v1/leads", {"name": "O", "groups": ["vip"]}, by=staff)["id"])
    world.pump()
    real = FOLD.redecide

    def redecide(_self: object, pk: str, *more: Any, **rest: Any) -> Any:
        if pk.endswith(other):
            raise ValueError
        return real(pk, *more, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(snapshots.Fold, "redecide", redecide)
        job = publish(world, admin, vip(50))["job"]
        world.pump()
    assert [score(world, staff, one)["score"] for one in (lead, other)] == [50, 20]
    told = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (told["state"], told["done"], told["skipped"]) == ("done", 1, 1)
    (passed_by,) = world.call("GET", f"/v1/jobs/{job}/results", by=admin)["items"]
    assert (passed_by["record"], passed_by["outcome"], passed_by["code"]) == (other, "skipped", "internal")


def test_what_a_card_shows_its_copies_show_as_well(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    """A walk that stops between two rows begins with that record again, for the card is the last of them."""
    others = [world.employee(world.department(code=f"X{n}"), f"X{n}") for n in range(3)]
    for other in others:
        action = {"kind": "share", "employees": [other.id], "categories": ["profile"]}
        assert world.call("POST", "/v1/bulk", {"records": [lead], "action": action}, by=staff).status == 202
    world.pump()
    publish(world, admin, vip(50))
    real, calls = shown._write, [True] * 2

    def write(*arguments: Any) -> bool:
        if not calls:
            stop()
        return bool(calls.pop() and real(*arguments))

    with monkeypatch.context() as patch:
        patch.setattr(shown, "_write", write)
        with pytest.raises(ConnectionError):
            walk(1)
    walk(1)
    for one in (staff, *others):
        assert [row["score"] for row in world.call("GET", "/v1/leads", by=one)["items"]] == [50]
