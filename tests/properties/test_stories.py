"""Any story of a company, told twice: once in fair weather, once with everything that can go wrong (H3, H4, H8)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, note, settings
from moto.backends import get_backend

import bulk.walks
import jobs.rules
from catalogs.rules import KINDS
from kernel import keys, table
from kernel.facts import NOTHING
from kernel.snapshots import Fold, Snapshot
from kernel.table import Range
from kernel.values import decode_item
from scoring.folding import FOLD as SCORE
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.faults.wire import Wire
from tests.properties import stories
from tests.properties.cast import gather
from tests.properties.effort import examples
from tests.properties.holding import Holding
from tests.properties.stories import STORIES, Step
from tests.properties.telling import Telling, collection
from tests.world import ENVIRONMENT, Person, World
from tiers.folding import FOLD as TIER
from tiers.folding import in_force
from tiers.standing import tier

NOT_NAMED = tuple(f"{kind}#" for kind in KINDS if kind not in {"stages", "groups", "sources", "lost-reasons"})


class Stage:
    """Two companies that are as new for every story."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world, self.wire = world, Wire(patch)
        self._casts = {name: gather(world, name) for name in ("calm", "storm")}
        self._quick = Quick(world)
        for name in self._casts:
            self._quick.drop(keys.catalog(name), NOT_NAMED)
        self._quick.keep()
        patch.setattr(jobs.rules, "SIZE", 2)
        patch.setattr(bulk.walks, "SIZE", 2)

    def telling(self, name: str) -> Telling:
        self.world.records()
        return Telling(self.world, self.wire, self._casts[name])

    def clear(self) -> None:
        """As new; nor is anything left in the queues of a story that failed."""
        self._quick.restore()
        for queue in get_backend("sqs")["123456789012"][ENVIRONMENT["AWS_REGION"]].queues.values():
            queue._messages.clear()


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
    telling.bury()
    return telling


@settings(max_examples=examples(5), deadline=None, suppress_health_check=list(HealthCheck))
@given(STORIES)
def test_any_story_ends_the_same_whatever_went_wrong_on_the_way(stage: Stage, story: list[Step]):
    note("\n".join(f"  {step!r}" for step in story))
    stage.clear()
    calm = outcome(told_calmly(stage, story))
    storm = told_in_a_storm(stage, story)
    for lead, (got, wanted) in enumerate(zip(outcome(storm), calm, strict=True)):
        differing = {name: (got.get(name), wanted[name]) for name in wanted if got.get(name) != wanted[name]}
        assert not differing, f"lead {lead}: (after the storm, in the calm)"
    for lead in range(len(storm.leads)):
        profile = storm.profile(lead)
        for fold in (SCORE, TIER) if profile and not profile.merged_into else ():
            what_is_stored_is_what_the_items_say(storm, collection(storm, lead), fold)
    Holding(stage.world, storm.cast, storm.leads, storm.merged).check(found_by_all=not storm.was_lost)
    assert not set_aside(storm.admin)


def outcome(telling: Telling) -> list[dict[str, Any]]:
    """What there is of every record, without ids, times and versions."""
    return [kept(telling, lead) for lead in range(len(telling.leads))]


def kept(telling: Telling, lead: int) -> dict[str, Any]:
    """The record, people and departments by their names; and what is made of it, if it is not in the trash."""
    profile, name_of = telling.profile(lead), telling.cast.name_of
    if profile is None:
        return {}
    plain = profile.model_dump(exclude=HIDDEN | {"shares", "since"})
    shares = [(name_of(one.employee), name_of(one.department), one.categories) for one in profile.shares]
    people = {"owner": name_of(profile.owner), "department": name_of(profile.department), "shares": shares}
    ends = {
        "merged": profile.merged_into and telling.leads.index(profile.merged_into),
        "lost": profile.lost_at is not None,
        "deleted": name_of(profile.deleted_by),
        "pursued": profile.opportunity is not None,
    }
    known = plain | people | ends | {"since": set(profile.since), "pinned": name_of(profile.pinned_by)}
    return known if profile.deleted_at or profile.merged_into else known | seen(telling, telling.leads[lead])


HIDDEN = {
    "id", "customer", "owner", "department", "created_at", "created_by", "updated_at", "updated_by", "code", "lost_at",
    "deleted_at", "deleted_by", "pinned_by", "version", "rulebook", "computed_at", "merged_into",
    "description", "evidence", "since", "opportunity", "adjustments",
}  # fmt: skip


def seen(telling: Telling, lead: str) -> dict[str, Any]:
    read = telling.call("GET", f"/v1/leads/{lead}", None).body
    score = telling.call("GET", f"/v1/scores/{lead}", None).body
    standing = telling.call("GET", f"/v1/tiers/customers/{lead}", None).body
    listed = telling.call("GET", f"/v1/{read['relationship']}s", None).body["items"]
    signals = telling.call("GET", f"/v1/scores/{lead}/signals", None).body["items"]
    (row,) = (one for one in listed if one["id"] == lead)
    assert sum(c["points"] for c in score["contributions"]) == score["score"]
    assert not score["rebuilding"]
    given = telling.call("GET", f"/v1/scores/{lead}/adjustments", None).body["items"]
    by_hand = sum(one["points"] for one in given if not one["withdrawn_at"])
    assert sum(one["points"] for one in score["contributions"] if one["kind"] == "manual") == by_hand
    assert (read["score"], read["stars"]) == (row["score"], row["stars"]) == (score["score"], score["stars"])
    assert read.get("tier") == row.get("tier") == standing["tier"]
    counted = {c["kind"]: c["count"] for c in score["contributions"] if c["kind"].startswith("email")}
    for kind, of in (("email_opened", "open"), ("email_clicked", "click")):
        assert counted.get(kind, 0) == sum(signal["kind"] == of and signal["counts"] for signal in signals)
    contributions = [{k: v for k, v in c.items() if k not in HIDDEN} for c in score["contributions"]]
    told = {name: value for name, value in standing["grounds"].items() if name != "by"}
    parts = {**standing, "grounds": told, "score": score["score"], "stars": score["stars"]}
    parts |= {"signals": [(s["kind"], s["message"], s["link"], s["verdict"]) for s in signals]}
    return {k: v for k, v in parts.items() if k not in HIDDEN} | {"contributions": contributions}


def what_is_stored_is_what_the_items_say(telling: Telling, pk: str, fold: Fold) -> None:
    stored = fold.latest(pk)
    assert stored is not None
    items = NOTHING
    for raw in table.every(Range(pk, below=keys.DERIVED)):
        items += fold.mind(str(keys.tenant_of(pk))).observe(raw["sk"]["S"], decode_item(raw))
    assert dict(stored.state.facts.items()) == dict(items.items())
    if fold is TIER:
        assert tier(items, in_force(str(keys.tenant_of(pk)))) == stored.result.get("tier")
    fold.rebuild(pk)
    telling.drain()
    rebuilt = fold.latest(pk)
    assert rebuilt is not None
    assert (rebuilt.state.facts, lasting(rebuilt, fold)) == (stored.state.facts, lasting(stored, fold))
    assert rebuilt.state.fence is None


def lasting(snapshot: Snapshot, fold: Fold) -> dict[str, Any]:
    """A decision without what is about its moment: the ladder that was in force, if no other decides otherwise."""
    moment = {"ladder", "why"} if fold is TIER else set[str]()
    return {name: value for name, value in snapshot.result.items() if name not in moment}


def set_aside(admin: Person) -> list[Any]:
    found = boto3.client("dynamodb").query(
        TableName=ENVIRONMENT["TABLE_NAME"], KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.set_aside(admin.tenant)}},
    )  # fmt: skip
    return [decode_item(item) for item in found["Items"]]
