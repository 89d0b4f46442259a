"""A preview says of each person what publishing then does; and what was on a day can be asked for later (H5, H7)."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from kernel import keys
from scoring import daily
from tests.scoring.test_past import Now, now
from tests.scoring.test_trials import moves, preview
from tests.soak.lives import BEGIN, raw, rulebook, thing
from tests.world import Person, World

__all__ = ["now"]

BOUNDS = [0, 15, 40, 80, 200]


@pytest.fixture
def leads(world: World, admin: Person, staff: Person, now: Now) -> list[str]:
    """Some of whom all kinds of things are known, under some rules of every kind; two of them are one by now."""
    random = Random(3)  # noqa: S311 - always the same
    now.at = BEGIN + timedelta(days=3)
    for code in ("a", "b"):
        entry = {"code": code, "name": {"vi": code, "en": code}, "dimension": "value"}
        assert world.call("POST", "/v1/catalogs/groups", entry, by=admin).status == 201
    bodies = [{"name": f"L{n}", "groups": random.sample(["vip", "a", "b"], 2), "priority": n % 3} for n in range(5)]
    made = [str(world.call("POST", "/v1/leads", body, by=staff)["id"]) for body in bodies]
    world.pump()
    old = {**rulebook(random), "thresholds": BOUNDS}
    assert world.call("PUT", "/v1/scoring/rulebook", old, by=admin).status == 200
    for lead in made:
        for event in (event for _ in range(9) for event in thing(random, keys.customer("acme", lead), 3)):
            if event.item is not None:
                world.put(raw(*event[:3]))  # type: ignore[arg-type]
    world.pump()
    assert world.call("POST", f"/v1/leads/{made[0]}/merge", {"absorbed": made.pop()}, by=staff).status == 202
    world.pump()
    return made


def scores(world: World, by: Person, leads: list[str], **query: Any) -> dict[str, tuple[int, int, list[Any]]]:
    found = {lead: world.call("GET", f"/v1/scores/{lead}", by=by, **query) for lead in leads}
    return {
        lead: (one["score"], one["stars"], [(c["rule"], c["count"], c["points"]) for c in one["contributions"]])
        for lead, one in found.items()
    }  # fmt: skip


def test_a_preview_says_of_everybody_what_publishing_does(world: World, admin: Person, staff: Person, leads: list[str]):
    new = {**rulebook(Random(1)), "thresholds": BOUNDS}  # noqa: S311 - always the same
    before = scores(world, staff, leads)
    told = {one["customer"]: one for one in moves(world, admin, preview(world, admin, *new["rules"])["job"])}
    assert world.call("PUT", "/v1/scoring/rulebook", new, by=admin).status == 200
    world.pump()
    after = scores(world, staff, leads)
    moved = {lead: (before[lead][:2], after[lead][:2]) for lead in leads if before[lead][:2] != after[lead][:2]}
    assert moved == {
        lead: tuple((one["score"][side], one["stars"][side]) for side in ("before", "after"))
        for lead, one in told.items()
    }
    assert moved


def test_what_was_on_each_day_is_told_later_and_the_reasons_lead_from_one_to_the_next(
    world: World, staff: Person, leads: list[str], now: Now
):
    seen = {}
    for _ in range(4):
        daily.change("acme")
        seen[f"{now.at + timedelta(hours=7):%Y-%m-%d}"] = scores(world, staff, leads)
        now.later(days=2)
    assert {day: scores(world, staff, leads, at=day) for day in seen} == seen
    for lead in leads:
        told = world.call("GET", f"/v1/scores/{lead}/history", by=staff, limit=100)["items"]
        steps = [sum(move["points"][1] - move["points"][0] for move in one["moves"]) for one in told]
        totals = [one["score"] for one in told]
        assert steps == [now - before for now, before in zip(totals, [*totals[1:], 0], strict=True)]
