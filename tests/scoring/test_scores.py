"""Scores as callers see them: explained, with their past, and derived anew."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import keys
from mailing.keeping import keep
from mailing.model import Lineage
from mailing.rules import Signal, SignalKind
from tests.world import Person, World

BOOK: dict[str, Any] = {
    "thresholds": [0, 5, 10, 15, 20],
    "rules": [
        {"id": "mail", "kind": "email_opened", "points": 3, "cap": 6, "name": {"vi": "Mở thư", "en": "Read a mail"}},
        {"id": "vip", "kind": "group", "group": "vip", "points": -4, "name": {"vi": "Khách VIP", "en": "A VIP"}},
    ],
}


def signal(world: World, lead: str, name: str, kind: SignalKind = "open", day: int = 1) -> bool:
    link = "https://acme.example/" if kind == "click" else None
    at = datetime(2026, 3, day, tzinfo=UTC)
    new = keep("acme", Lineage((lead,), lead), Signal(kind, name, link, at, "192.0.2.1", "agent"), at)
    world.pump()
    return new


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà", "groups": ["vip"], "source": "referral"}, by=staff)
    world.pump()
    return str(made["id"])


def test_a_score_is_explained_by_what_adds_up_to_it(world: World, staff: Person, lead: str):
    signal(world, lead, "m1")
    signal(world, lead, "m2", day=2)
    signal(world, lead, "m1", "click", day=3)
    score = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert (score["score"], score["stars"], score["rulebook"]) == (44, 3, 0)
    points = {c["rule"]: (c["count"], c["points"], c["capped"]) for c in score["contributions"]}
    assert points == {
        "vip": (1, 20, False), "referred": (1, 15, False), "opened": (2, 4, False), "clicked": (1, 5, False)
    }  # fmt: skip
    (mails,) = (c["evidence"] for c in score["contributions"] if c["rule"] == "opened")
    assert [one["message"] for one in mails] == ["m2", "m1"]
    (group,) = (c["matched"] for c in score["contributions"] if c["rule"] == "vip")
    assert group == ["vip"]


@pytest.mark.parametrize(("language", "name"), [("vi", "Thuộc nhóm khách VIP"), ("en", "In the group VIP")])
def test_contributions_have_names_in_the_callers_language(
    world: World, staff: Person, lead: str, language: str, name: str
):
    score = world.call("GET", f"/v1/scores/{lead}", by=staff, headers={"accept-language": language})
    assert score["contributions"][0]["name"] == name


def test_the_signals_are_listed_page_by_page(world: World, staff: Person, lead: str):
    for name in ("m1", "m2", "m3"):
        signal(world, lead, name)
    first = world.call("GET", f"/v1/scores/{lead}/signals", by=staff, limit=2)
    second = world.call("GET", f"/v1/scores/{lead}/signals", by=staff, limit=2, cursor=first["next_cursor"])
    assert [s["message"] for s in first["items"] + second["items"]] == ["m1", "m2", "m3"]
    assert second["next_cursor"] is None
    assert "ip" not in first["items"][0]


def test_the_history_says_what_a_score_was(world: World, staff: Person, lead: str):
    signal(world, lead, "m1")
    signal(world, lead, "m2")
    page = world.call("GET", f"/v1/scores/{lead}/history", by=staff)
    assert [one["score"] for one in page["items"]] == [39, 37, 35]
    assert [one["at"] for one in page["items"]] == sorted((one["at"] for one in page["items"]), reverse=True)
    first = world.call("GET", f"/v1/scores/{lead}/history", by=staff, limit=1)
    second = world.call("GET", f"/v1/scores/{lead}/history", by=staff, limit=1, cursor=first["next_cursor"])
    assert [one["score"] for one in second["items"]] == [37]


def test_a_score_on_its_way_says_so(world: World, staff: Person):
    made = world.call("POST", "/v1/leads", {"name": "A"}, by=staff)
    early = world.call("GET", f"/v1/scores/{made['id']}", by=staff)
    assert (early.status, early["code"], early.headers["Retry-After"]) == (409, "not_scored_yet", "1")


@pytest.mark.parametrize("path", ["", "/signals", "/history"])
def test_the_score_of_a_lead_one_does_not_see_is_not_there(world: World, admin: Person, lead: str, path: str):
    other = world.employee(admin.department, "S2")
    assert world.call("GET", f"/v1/scores/{lead}{path}", by=other).status == 404
    assert world.call("POST", f"/v1/scores/{lead}/rebuild", by=other).status == 404


# --- rebuild ---
def test_a_rebuild_gives_what_was_stored(world: World, staff: Person, lead: str):
    signal(world, lead, "m1")
    before = world.call("GET", f"/v1/scores/{lead}", by=staff)
    rebuilt = world.call("POST", f"/v1/scores/{lead}/rebuild", by=staff)
    assert rebuilt.status == 200
    assert rebuilt["rebuilding"]
    world.pump()
    after = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert not after["rebuilding"]
    assert {**after.body, "computed_at": ""} == {**before.body, "computed_at": ""}


def test_a_rebuild_finds_what_the_stream_never_told(world: World, staff: Person, lead: str):
    signal(world, lead, "m1")
    world.put({"pk": {"S": keys.customer("acme", lead)}, "sk": {"S": "SIGNAL#open#m2"}, "kind": {"S": "open"}})
    world.records()
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 37
    world.call("POST", f"/v1/scores/{lead}/rebuild", by=staff)
    world.pump()
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 39


# --- rules ---
def test_published_rules_have_a_version_and_score_what_changes_next(
    world: World, admin: Person, staff: Person, lead: str
):
    published = world.call("PUT", "/v1/scoring/rulebook", BOOK, by=admin, headers={"if-match": '"0"'})
    assert (published.status, published["version"], published.headers["ETag"]) == (200, 1, '"1"')
    before = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert (before["score"], before["rulebook"]) == (35, 0)
    signal(world, lead, "m1")
    after = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert (after["score"], after["rulebook"]) == (-1, 1)
    assert {c["rule"]: c["points"] for c in after["contributions"]} == {"mail": 3, "vip": -4}
    card = world.call("GET", "/v1/leads", by=staff)["items"][0]
    assert (card["score"], card["stars"]) == (-1, 1)


def test_an_earlier_version_still_explains_what_it_scored(world: World, admin: Person, staff: Person, lead: str):
    world.call("PUT", "/v1/scoring/rulebook", BOOK, by=admin)
    signal(world, lead, "m1")
    world.call("PUT", "/v1/scoring/rulebook", {"rules": []}, by=admin)
    score = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert (score["score"], score["rulebook"]) == (-1, 1)
    assert sum(c["points"] for c in score["contributions"]) == -1


def test_rules_are_not_published_over_a_version_one_has_not_seen(world: World, admin: Person):
    assert world.call("PUT", "/v1/scoring/rulebook", BOOK, by=admin, headers={"if-match": '"0"'}).status == 200
    stale = world.call("PUT", "/v1/scoring/rulebook", {"rules": []}, by=admin, headers={"if-match": '"0"'})
    assert (stale.status, stale["code"]) == (412, "stale")
    assert len(world.call("GET", "/v1/scoring/rulebook", by=admin)["rules"]) == 2


def test_only_an_administrator_publishes_rules(world: World, staff: Person):
    assert world.call("PUT", "/v1/scoring/rulebook", BOOK, by=staff).status == 403
    assert world.call("GET", "/v1/scoring/rulebook", by=staff)["version"] == 0


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"rules": [BOOK["rules"][0] | {"points": "3"}]}, "/rules/0/points"),
        ({"rules": [BOOK["rules"][0] | {"cap": 0}]}, "/rules/0/cap"),
        ({"rules": [BOOK["rules"][1] | {"group": ""}]}, "/rules/0/group"),
        ({"rules": [BOOK["rules"][1] | {"name": {"vi": "x"}}]}, "/rules/0/name/en"),
        ({"rules": [BOOK["rules"][1] | {"colour": "red"}]}, "/rules/0/colour"),
        ({"version": 7}, "/version"),
        ({"thresholds": [0, 1, 2, 3, "4"]}, "/thresholds/4"),
    ],
    ids=["points are text", "no cap", "no group", "one language", "unknown in a rule", "unknown", "threshold is text"],
)
def test_a_malformed_rulebook_is_refused_by_field(world: World, admin: Person, change: dict[str, Any], path: str):
    refused = world.call("PUT", "/v1/scoring/rulebook", BOOK | change, by=admin)
    assert refused.status == 422
    assert path in [error["path"].replace("/group/group", "/group") for error in refused["errors"]], refused.raw
