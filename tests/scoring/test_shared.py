"""A score is everybody's who sees the profile; what earned it is theirs who see that (A5, A6, H3)."""

from typing import Any, get_args

import pytest

from scoring.rules import TELLS_OF, Rule
from tests.scoring.test_scores import signal
from tests.world import Person, World

EVERYTHING = {"vip": 20, "opened": 4, "clicked": 5}
WITHOUT_MAIL = {"vip": 20, None: 9}


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà", "groups": ["vip"]}, by=staff)["id"]
    for name in ("m1", "m2"):
        signal(world, made, name)
    signal(world, made, "m1", "click")
    world.pump()
    return str(made)


@pytest.fixture
def friend(world: World, admin: Person) -> Person:
    return world.employee(world.department(admin.tenant), "F1")


def share(world: World, by: Person, lead: str, to: Person, *categories: str) -> None:
    body = {"employees": [to.id], "categories": categories}
    assert world.call("POST", f"/v1/customers/{lead}/share", body, by=by).status == 200


def explained(world: World, by: Person, lead: str) -> dict[str | None, int]:
    score = world.call("GET", f"/v1/scores/{lead}", by=by)
    assert sum(one["points"] for one in score["contributions"]) == score["score"] == 29
    rebuilt = world.call("POST", f"/v1/scores/{lead}/rebuild", by=by)
    assert {one["rule"] for one in rebuilt["contributions"]} == {one["rule"] for one in score["contributions"]}
    return {one["rule"]: one["points"] for one in score["contributions"]}


def test_who_sees_the_activities_is_told_what_earned_the_score(world: World, staff: Person, lead: str, friend: Person):
    share(world, staff, lead, friend, "profile", "activities")
    assert explained(world, staff, lead) == explained(world, friend, lead) == EVERYTHING
    assert len(world.call("GET", f"/v1/scores/{lead}/signals", by=friend)["items"]) == 3


def test_who_sees_the_profile_alone_is_told_how_many_points_were_not_shared_and_no_more(
    world: World, staff: Person, lead: str, friend: Person
):
    share(world, staff, lead, friend, "profile", "contracts")
    assert explained(world, friend, lead) == WITHOUT_MAIL
    for path, status in (("", 200), ("/history", 200), ("/signals", 404)):
        answer = world.call("GET", f"/v1/scores/{lead}{path}", by=friend)
        assert answer.status == status
        assert not any(secret in answer.raw for secret in ("m1", "m2", "acme.example", "opened", "clicked"))
    (line,) = (one for one in world.call("GET", f"/v1/scores/{lead}", by=friend)["contributions"] if not one["rule"])
    assert (line["name"], line["kind"], line["count"], line["evidence"]) == (
        "Not shared with you", "not_shared", 0, [],
    )  # fmt: skip


def test_a_new_owner_is_told_of_what_came_before_only_if_that_was_ticked(
    world: World, admin: Person, staff: Person, lead: str, friend: Person
):
    def hand(to: Person, *ticked: str) -> Any:
        body = {"employees": [to.id], "carry_over": ticked}
        assert world.call("POST", f"/v1/customers/{lead}/transfer", body, by=admin).status == 200
        world.pump()

    hand(friend)
    assert explained(world, friend, lead) == WITHOUT_MAIL
    assert world.call("GET", f"/v1/scores/{lead}/signals", by=friend)["items"] == []
    hand(staff, "activities")
    assert explained(world, staff, lead) == EVERYTHING
    assert len(world.call("GET", f"/v1/scores/{lead}/signals", by=staff)["items"]) == 3


def test_of_each_kind_of_rule_it_is_said_what_it_tells_of():
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Rule)[0])}
    assert kinds == TELLS_OF.keys()
