"""The nightly proof (H8)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import scoring.schedule
from kernel import clock, keys, table
from kernel.snapshots import SnapshotItem
from ledger import proving as ledgers
from scoring.folding import FOLD
from tests.world import Person, World


class Clock:
    """Lambda's context with so much time left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "A", "source": "referral"}, by=staff)
    world.pump()
    return str(made["id"])


def spoil(lead: str) -> None:
    """A snapshot that forgets what the items say, as if stream records had been lost."""
    pk = keys.customer("acme", lead)
    now = FOLD.latest(pk)
    assert now is not None
    number = keys.snapshot("SCORE", now.number + 1)
    raw: dict[str, Any] = dict(table.read((pk, keys.snapshot("SCORE", now.number))) or {})
    item = SnapshotItem.of({**raw, "sk": {"S": number}})
    item.facts = {name: count for name, count in item.facts.items() if not name.startswith("source")}
    table.write(table.create(item))


def test_the_night_repairs_a_score_that_lost_what_its_items_say(world: World, staff: Person, lead: str):
    spoil(lead)
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["score"] == 0
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 1}
    world.pump()
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["score"] == 15
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 15


def test_the_night_repairs_a_card_that_a_crash_left_behind(world: World, staff: Person, lead: str):
    card = next(item for item in world.items() if "score_number" in item)
    world.put({**card, "score": {"N": "0"}, "stars": {"N": "1"}, "score_number": {"N": "0"}})
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 1}
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 15
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}


def test_the_night_repairs_what_the_search_finds_and_what_is_counted_once_that_has_rested(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    def left() -> list[Any]:
        derived = ("#FIND#", "#COUNTS#", "#USES#")
        return [item for item in world.items() if any(one in item["pk"]["S"] for one in derived)]

    world.call("PATCH", f"/v1/leads/{lead}", {"name": "B", "stage": "won"}, by=staff)
    world.pump()
    right = left()
    world.call("PATCH", f"/v1/leads/{lead}", {"name": "C", "stage": "new"}, by=staff)
    world.records()
    world.call("PATCH", f"/v1/leads/{lead}", {"name": "B", "stage": "won"}, by=staff)
    world.records()
    for item in right:
        if "#FIND#" in item["pk"]["S"]:
            table.write(table.delete((item["pk"]["S"], item["sk"]["S"])))
    table.write(table.delete((keys.customer("acme", lead), keys.COUNTED)))
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(hours=2))
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 2}
    assert [one for one in left() if "#FIND#" in one["pk"]["S"]] == [one for one in right if "#FIND#" in one["pk"]["S"]]
    assert world.item(keys.customer("acme", lead), keys.COUNTED)["tally"]
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}


@pytest.mark.usefixtures("lead")
def test_the_night_leaves_alone_what_is_right(world: World):
    before = len(world.history)
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}
    assert world.records() == []
    assert len(world.history) == before


def test_an_operator_proves_everything_of_a_tenant_step_by_step(world: World, staff: Person, lead: str):
    other = str(world.call("POST", "/v1/leads", {"name": "B", "source": "referral"}, by=staff)["id"])
    world.pump()
    world.call("POST", f"/v1/leads/{other}/convert", by=staff)
    world.pump()
    for one in (lead, other):
        spoil(one)
    order: dict[str, Any] = {"tenant": "acme", "what": "scores"}
    walks = [order := scoring.schedule.handler(order, Clock(0)) for _ in range(4)]
    assert [one["after"] for one in walks] == ["customer", "partner", "trash", None]
    assert [(one["checked"], one["repaired"], one["done"]) for one in walks] == [
        (1, 1, False), (2, 2, False), (2, 2, False), (2, 2, True),
    ]  # fmt: skip
    assert all((one["of"], one["failed"]) == (2, 0) for one in walks)


def test_a_record_that_cannot_be_proven_keeps_no_other_from_its_turn(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    other = str(world.call("POST", "/v1/leads", {"name": "B", "source": "referral"}, by=staff)["id"])
    world.pump()
    spoil(lead)
    proven = ledgers.prove

    def poisoned(pk: str) -> bool:
        if pk.endswith(other):
            raise ValueError("never")
        return proven(pk)

    monkeypatch.setattr(ledgers, "prove", poisoned)
    walk = scoring.schedule.handler({"tenant": "acme"}, Clock(60_000))
    assert (walk["checked"], walk["repaired"], walk["failed"], walk["done"]) == (2, 1, 1, True)
    spoil(lead)
    with pytest.raises(ValueError, match="never"):
        scoring.schedule.handler({}, Clock(0))
    world.pump()
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["score"] == 15


def test_the_night_ends_a_rebuild_whose_marks_were_lost_with_their_stream(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    world.call("POST", f"/v1/scores/{lead}/rebuild", by=staff)
    world.records()  # and nobody reads them
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["rebuilding"]
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 1}
    world.pump()
    assert not world.call("GET", f"/v1/scores/{lead}", by=staff)["rebuilding"]
