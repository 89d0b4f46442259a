"""Items that nobody could have written count as they can be read, and never keep the rest from being shown."""

from typing import Any

import pytest

from kernel import keys
from kernel.snapshots import Fold
from kernel.values import encode
from scoring.folding import FOLD
from tests.scoring.test_publishing import NAMES, opened, publish, vip
from tests.scoring.test_scores import signal
from tests.scoring.test_trials import draft, preview
from tests.world import Person, World

AT = "2026-03-02T00:00:00.000000Z"
BARE: dict[str, dict[str, Any]] = {
    "SIGNAL#open#x": {"kind": "open"},  # neither a message nor a moment
    "SIGNAL#open#y": {"at": AT},  # not even a kind
    "SIGNAL#open#z": {"kind": "open", "message": "z", "at": "sometimes", "received_at": AT},
    "SIGNAL#visit#v": {"kind": "visit", "path": "/gia", "seconds": 70, "at": AT, "received_at": AT},
    "QUOTE#q": {"value": {"amount": 5, "state": "confirmed"}},
    "ACTIVITY#a": {"value": {"type": "call", "status": "completed"}},
    "OPPORTUNITY#o": {"value": {"stage": "quoted"}},
    "POINTS#p": {"value": {"points": 4, "at": AT}},
}
RULES = [
    opened(3), {"id": "quotes", "kind": "quote", "points": 1, "name": NAMES},
    {"id": "calls", "kind": "activity", "activity": "call", "points": 1, "name": NAMES},
    {"id": "deals", "kind": "opportunity_stage", "stage": "quoted", "points": 1, "name": NAMES},
    {"id": "visits", "kind": "web_visit", "minutes": 1, "points": 1, "name": NAMES},
]  # fmt: skip


@pytest.fixture
def lead(world: World, admin: Person, staff: Person) -> str:
    publish(world, admin, *RULES)
    made = str(world.call("POST", "/v1/leads", {"name": "L"}, by=staff)["id"])
    world.pump()
    signal(world, made, "m")
    pk = encode(keys.customer("acme", made))
    for sk, item in BARE.items():
        world.put({"pk": pk, "sk": encode(sk), **{name: encode(value) for name, value in item.items()}})
    world.pump()
    return made


def test_what_is_behind_a_contribution_is_listed_with_what_cannot_be_shown_of_it(
    world: World, staff: Person, lead: str
):
    explained = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert explained.status == 200, explained.raw
    given = {one["rule"]: one["count"] for one in explained["contributions"]}
    assert given == {"opened": 3, "quotes": 1, "calls": 1, "deals": 1, "visits": 1, "manual": 1}
    for rule, count in given.items():
        found = world.call("GET", f"/v1/scores/{lead}/contributions/{rule}/evidence", by=staff)
        assert found.status == 200, found.raw
        assert sum(one["count"] for one in found["items"]) == count
    mails = world.call("GET", f"/v1/scores/{lead}/contributions/opened/evidence", by=staff)["items"]
    assert [(one["kind"], one.get("item")) for one in mails] == [
        ("unreadable", "SIGNAL#open#z"), ("unreadable", "SIGNAL#open#x"), ("signal", None)
    ]  # fmt: skip


def test_signals_are_listed_with_visits_and_without_what_cannot_be_shown(world: World, staff: Person, lead: str):
    found = world.call("GET", f"/v1/scores/{lead}/signals", by=staff)
    assert found.status == 200, found.raw
    assert [(one["kind"], one["message"], one["path"], one["seconds"]) for one in found["items"]] == [
        ("open", "m", None, None), ("visit", None, "/gia", 70)
    ]  # fmt: skip


def test_an_explanation_quotes_only_what_counts_on_that_day(world: World, admin: Person, staff: Person, lead: str):
    """An opening whose window is over, or that only another rule counts, earns nothing and is not said to."""
    signal(world, lead, "new", day=30)
    proxied = {"kind": "open", "message": "g", "verdict": "proxy", "reason": "agent:gmail", "at": AT, "received_at": AT}
    world.put({
        "pk": encode(keys.customer("acme", lead)), "sk": encode("SIGNAL#open#g"),
        **{name: encode(value) for name, value in proxied.items()},
    })  # fmt: skip
    publish(world, admin, opened(3, through_proxies=True), {**opened(1, valid_days=3000), "id": "plain"})
    world.pump()
    told = world.call("GET", f"/v1/scores/{lead}", by=staff)["contributions"]
    quoted = {one["rule"]: {mail["message"] for mail in one["evidence"]} for one in told}
    assert quoted == {"opened": {"m", "new", "g"}, "plain": {"m", "new"}, "manual": set()}


def test_what_new_rules_cannot_read_is_set_aside_and_stops_no_walk(
    world: World, admin: Person, staff: Person, lead: str
):
    """Without days to look at nobody saw that a moment is none."""
    for rules in ([opened(3, valid_days=3000)], [opened(3, valid_days=3000), opened(1) | {"id": "plain"}]):
        job = publish(world, admin, *rules)["job"]
        world.pump()
        assert world.call("GET", f"/v1/jobs/{job}", by=admin)["state"] == "done"
    mails = world.call("GET", f"/v1/scores/{lead}", by=staff)["contributions"][0]
    assert (mails["rule"], mails["count"]) == ("opened", 1)  # x says nothing of when, z nothing that is a moment
    aside = [one["item_sk"]["S"] for one in world.items() if one["pk"]["S"].endswith("#SETASIDE")]
    assert [sk for sk in aside if sk == "SIGNAL#open#z"] == ["SIGNAL#open#z"] * 2  # by who judges mails, and here


def test_a_record_that_cannot_be_tried_keeps_nobody_from_a_trial(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    assert world.call("POST", "/v1/leads", {"name": "O", "groups": ["vip"]}, by=staff).status == 201
    world.pump()
    real = FOLD.latest

    def latest(_self: object, pk: str, **more: Any) -> Any:
        if pk.endswith(lead):
            raise ValueError
        return real(pk, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Fold, "latest", latest)
        found = preview(world, admin, opened(3), vip(7))
        body = {"begins": "2020-01-01", "ends": "2030-01-01"}
        tested = world.call("POST", f"{draft(world, admin, vip(7))}/back-test", body, by=admin)
        world.pump()
    assert (found["state"], found["records"], found["gain"]) == ("done", 1, 1)
    for job in (found["job"], tested["job"]):
        assert world.call("GET", f"/v1/jobs/{job}", by=admin)["state"] == "done"
        (passed_by,) = world.call("GET", f"/v1/jobs/{job}/results", by=admin)["items"]
        assert (passed_by["record"], passed_by["code"]) == (lead, "internal")
