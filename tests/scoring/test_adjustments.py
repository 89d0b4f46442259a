"""Points given or taken by hand: for a reason, by who may, and withdrawn without a trace in the score (H1)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import keys
from scoring.folding import FOLD
from tests.merging.conftest import Office
from tests.scoring.test_shared import share
from tests.world import Answer, Person, World

WELL = {"points": 12, "reason": "Đã gặp giám đốc"}


@pytest.fixture
def manager(world: World, admin: Person) -> Person:
    return world.employee(admin.department, "M1", "manager", manages=(admin.department,))


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A", "groups": ["vip"]}, by=staff)["id"])


def adjust(world: World, by: Person, lead: str, **more: Any) -> Answer:
    headers = more.pop("headers", {})
    answer = world.call("POST", f"/v1/scores/{lead}/adjustments", {**WELL, **more}, by=by, headers=headers)
    world.pump()
    return answer


def score(world: World, by: Person, lead: str) -> int:
    explained = world.call("GET", f"/v1/scores/{lead}", by=by)
    assert sum(one["points"] for one in explained["contributions"]) == explained["score"]
    assert world.call("GET", f"/v1/leads/{lead}", by=by)["score"] == explained["score"]
    return int(explained["score"])


def test_points_given_by_hand_count_with_the_reason_until_they_are_withdrawn(
    world: World, manager: Person, staff: Person, lead: str
):
    made = adjust(world, manager, lead)
    assert (made.status, made["points"], made["by"], made["at"]) == (201, 12, manager.id, made["created_at"])
    adjust(world, manager, lead, points=-5, reason="Nhầm")
    assert score(world, staff, lead) == 20 + 12 - 5
    (by_hand,) = (
        one for one in world.call("GET", f"/v1/scores/{lead}", by=staff)["contributions"] if one["kind"] == "manual"
    )
    assert [(one["points"], one["reason"], one["by"]) for one in by_hand["adjustments"]] == [
        (-5, "Nhầm", manager.id), (12, WELL["reason"], manager.id)
    ]  # fmt: skip
    path = f"/v1/scores/{lead}/adjustments/{made['id']}"
    stale = world.call("POST", f"{path}/withdraw", by=manager, headers={"if-match": '"2"'})
    gone = world.call("POST", f"{path}/withdraw", by=manager, headers={"if-match": made.headers["ETag"]})
    world.pump()
    assert (stale.status, gone.status, gone["withdrawn_by"], gone["version"]) == (412, 200, manager.id, 2)
    assert score(world, staff, lead) == 20 - 5
    again = world.call("POST", f"{path}/withdraw", by=manager)
    assert (again.status, again["code"]) == (409, "wrong_state")
    assert world.call("GET", path, by=staff).body == gone.body


def test_what_was_given_is_listed_page_by_page_newest_first_and_has_a_history(
    world: World, admin: Person, staff: Person, lead: str
):
    made = [adjust(world, admin, lead, points=points)["id"] for points in (1, 2, 3)]
    world.call("POST", f"/v1/scores/{lead}/adjustments/{made[2]}/withdraw", by=admin)
    first = world.call("GET", f"/v1/scores/{lead}/adjustments", by=staff, limit=2)
    second = world.call("GET", f"/v1/scores/{lead}/adjustments", by=staff, limit=2, cursor=first["next_cursor"])
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert first["items"][0]["withdrawn_at"]
    told = world.call("GET", f"/v1/scores/{lead}/adjustments/{made[2]}/history", by=staff)["items"]
    assert [(one["action"], one["by"]) for one in told] == [("changed", admin.id), ("created", admin.id)]
    assert told[1]["changes"]["reason"] == {"from": None, "to": WELL["reason"]}


def test_who_works_on_a_record_does_not_award_its_score(world: World, admin: Person, staff: Person, lead: str):
    elsewhere = world.department()
    stranger = world.employee(elsewhere, "M2", "manager", manages=(elsewhere,))
    assert adjust(world, stranger, lead).status == 404
    share(world, staff, lead, stranger, "profile")
    made = adjust(world, admin, lead)["id"]
    for one in (staff, stranger):
        for path in ("", f"/{made}/withdraw"):
            refused = world.call("POST", f"/v1/scores/{lead}/adjustments{path}", WELL if not path else None, by=one)
            assert (refused.status, refused["code"]) == (403, "score_adjusted_by_managers")
        assert len(world.call("GET", f"/v1/scores/{lead}/adjustments", by=one)["items"]) == 1


def test_what_cannot_be_given_is_refused_with_a_reason(world: World, admin: Person, lead: str):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for wrong, code in (
        ({"points": 0}, "nothing"), ({"points": 1_000_001}, "too_large"), ({"points": -1_000_001}, "too_small"),
        ({"points": 1.5}, "integer"), ({"reason": " "}, "too_short"), ({"reason": None}, "text"),
        ({"at": "2000-01-01T00:00:00Z"}, "not_before"), ({"at": tomorrow}, "in_future"),
    ):  # fmt: skip
        refused = world.call("POST", f"/v1/scores/{lead}/adjustments", WELL | wrong, by=admin)
        assert refused.status == 422
        assert [(one["path"], one["code"]) for one in refused["errors"]] == [(f"/{next(iter(wrong))}", code)]
    assert world.call("GET", f"/v1/scores/{lead}/adjustments", by=admin)["items"] == []


def test_a_key_gives_points_once(world: World, admin: Person, lead: str):
    answers = [adjust(world, admin, lead, headers={"idempotency-key": "once"}) for _ in range(2)]
    assert answers[0].body == answers[1].body
    assert score(world, admin, lead) == 32


def test_points_move_with_a_merge_and_back_and_are_not_copied(world: World, admin: Person):
    office = Office(world, admin)
    mine, theirs = office.lead(), office.lead()
    given = {one: adjust(world, admin, one, points=points)["id"] for one, points in ((mine, 1), (theirs, 2))}
    copied = world.call("POST", f"/v1/customers/{theirs}/copy", {}, by=admin)["id"]
    world.pump()
    assert score(world, admin, copied) == 0
    office.merge(mine, theirs)
    assert score(world, admin, mine) == 3
    path = f"/v1/scores/{mine}/adjustments/{given[theirs]}"
    assert world.call("GET", path, by=admin)["customer"] == mine
    assert world.call("POST", f"{path}/withdraw", by=admin).status == 200
    world.pump()
    assert score(world, admin, mine) == 1
    assert len(world.call("GET", f"{path}/history", by=admin)["items"]) == 2
    office.undo(mine, theirs)
    assert (score(world, admin, mine), score(world, admin, theirs)) == (1, 0)
    assert FOLD.prove(keys.customer("acme", mine), lambda _: True)


def test_a_new_owner_finds_the_points_as_they_were(world: World, admin: Person, lead: str):
    adjust(world, admin, lead)
    other = world.employee(world.department(), "S9")
    world.call("POST", f"/v1/customers/{lead}/transfer", {"employees": [other.id]}, by=admin)
    world.pump()
    assert score(world, other, lead) == 32
    assert len(world.call("GET", f"/v1/scores/{lead}/adjustments", by=other)["items"]) == 1
