"""New rules reach everybody: drafted, compared, published, and walked through to the last record (H5)."""

from typing import Any

import pytest

from kernel import keys
from scoring import points
from tests.scoring.test_scores import signal
from tests.world import Person, World, deliver

NAMES = {"vi": "Q", "en": "R"}


def vip(points: int, **more: Any) -> dict[str, Any]:
    return {"id": "vip", "kind": "group", "group": "vip", "points": points, "name": NAMES, **more}


def opened(points: int, **more: Any) -> dict[str, Any]:
    return {"id": "opened", "kind": "email_opened", "points": points, "name": NAMES, **more}


@pytest.fixture
def leads(world: World, staff: Person) -> list[str]:
    bodies = [{"name": f"L{place}", "groups": ["vip"] if place % 2 else []} for place in range(4)]
    made = [str(world.call("POST", "/v1/leads", body, by=staff)["id"]) for body in bodies]
    world.pump()
    return made


def tag(version: int) -> dict[str, str]:
    return {"if-match": f'"{version}"'}


def publish(world: World, admin: Person, *rules: dict[str, Any]) -> Any:
    answer = world.call("PUT", "/v1/scoring/rulebook", {"rules": list(rules)}, by=admin)
    assert answer.status == 200, answer.raw
    return answer


def scores(world: World, by: Person, leads: list[str]) -> list[tuple[int, int]]:
    found = [world.call("GET", f"/v1/scores/{lead}", by=by) for lead in leads]
    return [(one["score"], one["rulebook"]) for one in found]


def snapshots(world: World, lead: str) -> int:
    prefix = keys.snapshots("SCORE")
    return sum(
        one["pk"]["S"] == keys.customer("acme", lead) and one["sk"]["S"].startswith(prefix) for one in world.items()
    )


def test_publishing_rescores_everybody_and_writes_only_where_something_changes(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    before = [snapshots(world, lead) for lead in leads]
    job = publish(world, admin, vip(50))["job"]
    world.pump()
    assert scores(world, staff, leads) == [(0, 1), (50, 1), (0, 1), (50, 1)]
    assert [snapshots(world, lead) - was for lead, was in zip(leads, before, strict=True)] == [0, 1, 0, 1]
    done = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (done["state"], done["done"], done["skipped"]) == ("done", 2, 2)
    rows = {row["id"]: (row["score"], row["stars"]) for row in world.call("GET", "/v1/leads", by=staff)["items"]}
    assert [rows[lead] for lead in leads] == [(0, 1), (50, 3), (0, 1), (50, 3)]


def test_a_record_that_waits_for_its_turn_is_explained_by_the_version_that_it_names(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    publish(world, admin, vip(50))
    assert scores(world, staff, leads[:2]) == [(0, 1), (20, 0)]  # the first is the same under both
    told = world.call("GET", f"/v1/scores/{leads[1]}", by=staff)
    assert sum(one["points"] for one in told["contributions"]) == 20


def test_a_second_publication_during_the_walk_ends_with_the_newest_everywhere(
    world: World, admin: Person, staff: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("scoring.rescoring.STEP", 1)
    first = publish(world, admin, vip(50))["job"]
    for record in world.records():
        deliver([record])
    world.work()
    world.work()
    publish(world, admin, vip(7))
    world.pump()
    assert scores(world, staff, leads) == [(0, 2), (7, 2), (0, 2), (7, 2)]
    assert world.call("GET", f"/v1/jobs/{first}", by=admin)["state"] == "done"


def test_rules_that_ask_for_days_observe_anew_only_where_there_is_something_to_see(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    signal(world, leads[0], "m1")
    before = [snapshots(world, lead) for lead in leads]
    publish(world, admin, opened(100, half_life_days=1))
    world.pump()
    assert snapshots(world, leads[0]) > before[0]
    assert snapshots(world, leads[2]) == before[2]
    assert scores(world, staff, leads[:1]) == [(0, 1)]  # it was long ago
    signal(world, leads[2], "m2")
    publish(world, admin, opened(3))
    world.pump()
    assert scores(world, staff, leads[:3:2]) == [(3, 2), (3, 2)]


def test_a_score_is_of_no_version_that_asks_for_more_than_was_observed(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    at = {"S": "2026-03-01T01:00:00.000000Z"}
    key = {"pk": {"S": keys.customer("acme", leads[0])}, "sk": {"S": keys.signal("visit#1")}}
    visit = {"kind": {"S": "visit"}, "path": {"S": "/bang-gia"}, "seconds": {"N": "30"}, "at": at, "received_at": at}
    world.put({**key, **visit})
    world.pump()
    path = {"id": "prices", "kind": "visited_path", "path": "/bang*", "points": 6, "name": NAMES}
    publish(world, admin, path)
    assert scores(world, staff, leads[:1]) == [(0, 0)]  # nobody has looked at paths yet
    world.pump()
    assert scores(world, staff, leads[:1]) == [(6, 1)]


def test_a_draft_is_begun_from_the_rules_in_force_compared_and_published(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    draft = world.call("POST", "/v1/scoring/drafts", {"title": "Tết"}, by=admin)
    path = f"/v1/scoring/drafts/{draft['id']}"
    assert [rule["id"] for rule in draft["rules"]][:2] == ["vip", "referred"]
    rules = [vip(1), {**draft["rules"][1]}, opened(4) | {"id": "new"}]
    changed = world.call("PATCH", path, {"rules": rules, "thresholds": [0, 1, 2, 3, 4]}, by=admin, headers=tag(1))
    assert changed.status == 200, changed.raw
    told = world.call("GET", f"{path}/changes", by=admin)
    assert [one["id"] for one in told["added"]] == ["new"]
    assert [one["id"] for one in told["removed"]] == ["exhibition", "big", "opened", "clicked"]
    assert [(one["before"]["points"], one["after"]["points"]) for one in told["changed"]] == [(20, 1)]
    assert told["thresholds"] == [[0, 20, 40, 60, 80], [0, 1, 2, 3, 4]]
    assert scores(world, staff, leads[1:2]) == [(20, 0)]  # a draft scores nobody
    published = world.call("POST", f"{path}/publish", by=admin, headers=tag(2))
    assert (published.status, published["version"]) == (200, 1)
    world.pump()
    assert scores(world, staff, leads[1:2]) == [(1, 1)]
    assert world.call("GET", path, by=admin).status == 404
    (listed,) = world.call("GET", "/v1/scoring/rulebooks", by=admin)["items"]
    assert (listed["version"], listed["rules"], listed["by"]) == (1, 3, admin.id)
    since = world.call("GET", "/v1/scoring/rulebooks/1/changes", by=admin)
    assert since.body == told.body


def test_a_draft_that_somebody_else_changed_meanwhile_is_not_published(world: World, admin: Person):
    draft = world.call("POST", "/v1/scoring/drafts", {"title": "A", "rules": [vip(1)]}, by=admin)
    path = f"/v1/scoring/drafts/{draft['id']}"
    world.call("PATCH", path, {"title": "B"}, by=admin)
    assert world.call("POST", f"{path}/publish", by=admin, headers=tag(1)).status == 412
    assert world.call("DELETE", path, by=admin, headers=tag(1)).status == 412
    assert world.call("GET", path, by=admin)["title"] == "B"
    assert world.call("DELETE", path, by=admin, headers=tag(2)).status == 204


@pytest.mark.parametrize("number", ["7", "x", "-1", "9999999"])
def test_a_version_that_was_never_published_is_not_there(world: World, admin: Person, number: str):
    assert world.call("GET", f"/v1/scoring/rulebooks/{number}", by=admin).status == 404


def test_a_worker_that_took_long_to_decide_looks_at_the_rules_once_more(
    world: World, admin: Person, staff: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    """A fold reads the rules, others are published and walked through, and only then it puts what it decided."""
    publish(world, admin, vip(50))
    world.pump()
    decide, once = points.evaluate, [True]

    def slowly(*arguments: Any) -> Any:
        score = decide(*arguments)
        if once.pop() if once else False:
            monkeypatch.setattr("kernel.snapshots.QUICK", -1.0)  # whatever it took was too long
            publish(world, admin, vip(50), opened(9))
        return score

    monkeypatch.setattr(points, "evaluate", slowly)
    signal(world, leads[0], "m1")
    monkeypatch.undo()
    assert scores(world, staff, leads[:1]) == [(9, 2)]
