"""A score's past: what it was on a day, why it changed, and how the days change it by themselves (H7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock, keys
from scoring import daily
from tests.scoring.test_publishing import opened, publish, vip
from tests.scoring.test_scores import signal
from tests.world import Person, World

NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
"""Noon of 10 March in Ho Chi Minh City."""


class Now:
    """A clock that is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = NOON
        monkeypatch.setattr(clock, "now", lambda: self.at)

    def later(self, **more: float) -> None:
        self.at += timedelta(**more)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


@pytest.fixture
def lead(world: World, staff: Person, now: Now) -> str:
    made = world.call("POST", "/v1/leads", {"name": "L", "groups": ["vip"]}, by=staff)
    world.pump()
    now.later(hours=1)
    return str(made["id"])


def score(world: World, by: Person, lead: str, at: str | None = None) -> Any:
    return world.call("GET", f"/v1/scores/{lead}", by=by, at=at)


def test_what_the_score_was_on_a_day_adds_up_under_the_version_of_that_day(
    world: World, admin: Person, staff: Person, lead: str, now: Now
):
    now.later(days=1)
    publish(world, admin, vip(7))
    world.pump()
    now.later(days=1)
    world.call("PATCH", f"/v1/leads/{lead}", {"groups": []}, by=staff)
    world.pump()
    for day, points in (("2026-03-10", 20), ("2026-03-11", 7), ("2026-03-12", 0)):
        found = score(world, staff, lead, at=day)
        assert (found["score"], sum(one["points"] for one in found["contributions"])) == (points, points)
    assert score(world, staff, lead, at="2026-03-10T04:59:59Z").status == 409
    assert score(world, staff, lead, at="2026-03-10")["rulebook"] == 0
    assert score(world, staff, lead, at="yesterday").status == 422
    told = world.call("GET", f"/v1/scores/{lead}/history", by=staff)["items"]
    assert [(one["score"], one["because"]) for one in told] == [(0, "facts"), (7, "rules"), (20, "first")]
    assert [[(move["rule"], move["points"]) for move in one["moves"]] for one in told] == [
        [("vip", [7, 0])], [("vip", [20, 7])], [("vip", [0, 20])]
    ]  # fmt: skip


def test_a_page_of_the_past_says_why_its_last_entry_came_about(world: World, staff: Person, lead: str, now: Now):
    for message in ("m1", "m2"):
        now.later(hours=1)
        signal(world, lead, message)
    first = world.call("GET", f"/v1/scores/{lead}/history", by=staff, limit=1)
    assert [move["count"] for one in first["items"] for move in one["moves"]] == [[1, 2]]
    second = world.call("GET", f"/v1/scores/{lead}/history", by=staff, limit=1, cursor=first["next_cursor"])
    assert [move["count"] for one in second["items"] for move in one["moves"]] == [[0, 1]]


@pytest.mark.parametrize("limit", range(1, 5))
def test_however_it_is_cut_into_pages_the_past_is_the_same(
    world: World, staff: Person, lead: str, now: Now, limit: int
):
    """A page that ended with the very first snapshot once looked for the one before that, and was busy for ever."""
    for message in ("m1", "m2"):
        now.later(hours=1)
        signal(world, lead, message)
    path, found, cursor = f"/v1/scores/{lead}/history", list[Any](), None
    while cursor is not None or not found:
        page = world.call("GET", path, by=staff, limit=limit, cursor=cursor)
        assert page.status == 200, page.raw
        found, cursor = found + page["items"], page["next_cursor"]
    assert found == world.call("GET", path, by=staff)["items"]


def test_only_who_changes_on_a_day_is_touched_on_that_day(
    world: World, admin: Person, staff: Person, lead: str, now: Now
):
    other = str(world.call("POST", "/v1/leads", {"name": "O", "groups": ["vip"]}, by=staff)["id"])
    publish(world, admin, opened(10, valid_days=10), vip(1))
    world.pump()
    signal(world, lead, "m1", day=9)  # 9 March: until the 18th
    assert score(world, staff, lead)["score"] == 11
    assert daily.change("acme") == 0
    now.at = datetime(2026, 3, 18, 16, 59, tzinfo=UTC)
    assert daily.change("acme") == 0
    now.later(minutes=1)  # midnight where the company is
    assert daily.change("acme") == 1
    assert (score(world, staff, lead)["score"], score(world, staff, other)["score"]) == (1, 1)
    rows = {row["id"]: row["score"] for row in world.call("GET", "/v1/leads", by=staff)["items"]}
    assert rows == {lead: 1, other: 1}
    told = world.call("GET", f"/v1/scores/{lead}/history", by=staff)["items"]
    assert [(one["score"], one["because"]) for one in told][:2] == [(1, "day"), (11, "facts")]
    assert daily.change("acme") == 0


def test_points_that_fade_change_on_the_days_on_which_whole_points_do(
    world: World, admin: Person, staff: Person, lead: str, now: Now
):
    publish(world, admin, opened(100, half_life_days=30))
    world.pump()
    signal(world, lead, "m1", day=10)
    seen = []
    for _ in range(31):
        daily.change("acme")
        seen.append(score(world, staff, lead)["score"])
        now.later(days=1)
    assert seen == [round(100 * 2 ** (-age / 30)) for age in range(31)]


def test_what_is_dated_before_the_record_was_made_or_after_today_counts_as_of_its_own_day(
    world: World, admin: Person, staff: Person, lead: str, now: Now
):
    """Made on the 10th: what was on the 1st counts till the 10th; what is to be on the 12th, till the 21st."""
    publish(world, admin, opened(10, valid_days=10), opened(64, half_life_days=1) | {"id": "fading"})
    world.pump()
    signal(world, lead, "m1", day=1)
    signal(world, lead, "m2", day=12)
    seen = {}
    for day in range(10, 23):
        daily.change("acme")
        given = {one["rule"]: one["points"] for one in score(world, staff, lead)["contributions"]}
        seen[day] = given.get("opened", 0), given.get("fading", 0)
        now.later(days=1)
    fading = {10: 64, 11: 64, 12: 64, 13: 32, 14: 16, 15: 8, 16: 4, 17: 2, 18: 1, 19: 1, 20: 0, 21: 0, 22: 0}
    assert seen == {day: (20 if day == 10 else 10 if day < 22 else 0, left) for day, left in fading.items()}


def test_who_is_interrupted_on_a_day_goes_on_where_it_was(
    world: World, admin: Person, staff: Person, lead: str, now: Now, monkeypatch: pytest.MonkeyPatch
):
    publish(world, admin, opened(10, valid_days=10))
    world.pump()
    signal(world, lead, "m1", day=10)
    now.later(days=10)

    def crash(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("scoring.folding.show", crash)
        with pytest.raises(ConnectionError):
            daily.change("acme")
    (row,) = world.call("GET", "/v1/leads", by=staff)["items"]
    assert row["score"] == 10
    assert daily.change("acme") == 1
    (row,) = world.call("GET", "/v1/leads", by=staff)["items"]
    assert row["score"] == 0
    assert not [one for one in world.items() if one["pk"]["S"] == keys.changing_on("acme")]


def test_there_is_no_time_left_for_another_company(world: World, admin: Person, lead: str, now: Now):
    publish(world, admin, opened(10, valid_days=10))
    world.pump()
    signal(world, lead, "m1", day=10)
    now.later(days=10)
    assert daily.run(lambda: False) == 0
    assert daily.run(lambda: True) == 1
