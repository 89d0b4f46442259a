"""Any story of a company, told twice: once in fair weather, once with everything that can go wrong (H3, H4, H8)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, note, settings

from kernel import keys, table
from kernel.facts import NOTHING
from kernel.snapshots import Fold
from kernel.table import Range
from kernel.values import decode_item
from scoring.folding import FOLD as SCORE
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.faults.wire import Wire
from tests.properties import stories
from tests.properties.effort import examples
from tests.properties.stories import STORIES, Step
from tests.properties.telling import Telling, collection
from tests.world import ENVIRONMENT, Person, World
from tiers.folding import FOLD as TIER


class Stage:
    """Two companies that are as new for every story."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world, self.wire = world, Wire(patch)
        self.people = {name: world.company(name) for name in ("calm", "storm")}
        self._quick = Quick(world, patch)
        for person in self.people.values():
            self._quick.drop(keys.catalog(person.tenant), ("stages#", "sectors#"))
        self._quick.keep()

    def telling(self, name: str) -> Telling:
        self.world.records()
        return Telling(self.world, self.wire, self.people[name])

    def clear(self) -> None:
        self._quick.restore()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        yield Stage(world, patch)


def told_calmly(stage: Stage, story: list[Step]) -> Telling:
    telling = stage.telling("calm")
    for step in story:
        if not isinstance(step.what, stories.Deliver | stories.Redeliver | stories.Replace):
            telling.tell(step.what)
            telling.drain()
    return telling


def told_in_a_storm(stage: Stage, story: list[Step]) -> Telling:
    telling = stage.telling("storm")
    for step in story:
        telling.tell(step.what, step.fault)
    telling.drain()
    return telling


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(STORIES)
def test_any_story_ends_the_same_whatever_went_wrong_on_the_way(stage: Stage, story: list[Step]):
    note("\n".join(f"  {step!r}" for step in story))
    stage.clear()
    calm = outcome(told_calmly(stage, story))
    storm = told_in_a_storm(stage, story)
    for lead, (got, wanted) in enumerate(zip(outcome(storm), calm, strict=True)):
        differing = {name: (got[name], wanted[name]) for name in wanted if got[name] != wanted[name]}
        assert not differing, f"lead {lead}: (after the storm, in the calm)"
    for lead in range(len(storm.leads)):
        for fold in (SCORE, TIER):
            what_is_stored_is_what_the_items_say(storm, collection(storm, lead), fold)
    assert not set_aside(storm.admin)


def outcome(telling: Telling) -> list[dict[str, Any]]:
    """What people see of every lead, without ids, times and versions."""
    return [seen(telling, lead) for lead in telling.leads]


def seen(telling: Telling, lead: str) -> dict[str, Any]:
    read = telling.call("GET", f"/v1/leads/{lead}", None).body
    score = telling.call("GET", f"/v1/scores/{lead}", None).body
    standing = telling.call("GET", f"/v1/tiers/customers/{lead}", None).body
    listed = telling.call("GET", f"/v1/{read['relationship']}s", None).body["items"]
    signals = telling.call("GET", f"/v1/scores/{lead}/signals", None).body["items"]
    (row,) = (one for one in listed if one["id"] == lead)
    assert sum(c["points"] for c in score["contributions"]) == score["score"]
    assert not score["rebuilding"]
    assert (read["score"], read["stars"]) == (row["score"], row["stars"]) == (score["score"], score["stars"])
    assert read.get("tier") == row.get("tier") == standing["tier"]
    counted = {c["kind"]: c["count"] for c in score["contributions"] if c["kind"].startswith("email")}
    for kind, of in (("email_opened", "open"), ("email_clicked", "click")):
        assert counted.get(kind, 0) == sum(signal["kind"] == of for signal in signals)
    hidden = {"id", "customer", "owner", "department", "created_at", "created_by", "updated_at", "updated_by", "code"}
    hidden |= {"pinned_by", "version", "rulebook", "computed_at", "description", "evidence"}
    contributions = [{k: v for k, v in c.items() if k not in hidden} for c in score["contributions"]]
    parts = {**read, **standing, "signals": [(s["kind"], s["message"], s["link"]) for s in signals]}
    return {k: v for k, v in parts.items() if k not in hidden} | {"contributions": contributions}


def what_is_stored_is_what_the_items_say(telling: Telling, pk: str, fold: Fold) -> None:
    stored = fold.latest(pk)
    assert stored is not None
    items = NOTHING
    for raw in table.every(Range(pk, below=keys.DERIVED)):
        items += fold.observe(raw["sk"]["S"], decode_item(raw))
    assert dict(stored.state.facts.items()) == dict(items.items())
    fold.rebuild(pk)
    telling.drain()
    rebuilt = fold.latest(pk)
    assert rebuilt is not None
    assert (rebuilt.state.facts, rebuilt.result) == (stored.state.facts, stored.result)
    assert rebuilt.state.fence is None


def set_aside(admin: Person) -> list[Any]:
    found = boto3.client("dynamodb").query(
        TableName=ENVIRONMENT["TABLE_NAME"], KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.set_aside(admin.tenant)}},
    )  # fmt: skip
    return [decode_item(item) for item in found["Items"]]
