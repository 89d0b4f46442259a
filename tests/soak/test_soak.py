"""The soak, small: in memory, and through everything that is real, on moto."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from kernel import clock, keys, table
from kernel.values import decode_item
from scoring import daily, service
from scoring.folding import FOLD
from tests.soak.lives import BEGIN, raw, rulebook, thing
from tests.soak.plainly import HOME, with_by_hand, worked_out
from tests.soak.run import soak
from tests.soak.weather import Killed
from tests.world import Person, World, deliver

COMPANIES, CUSTOMERS, EVENTS = 6, 6, 500
NOW = BEGIN + timedelta(days=12)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def test_whatever_the_weather_scores_are_what_they_are_in_peace_and_what_is_worked_out_by_hand():
    found = [soak(f"firm{seed}", seed, CUSTOMERS, EVENTS, publications=4) for seed in range(COMPANIES)]
    assert [line for one in found for line in one.differences] == []
    told = sum((one.told for one in found[1:]), found[0].told)
    assert told["events"] == COMPANIES * EVENTS
    assert min(told[name] for name in ("kills", "pauses", "rebuilds", "redelivered", "repeated")) > 0


def test_workers_that_are_killed_between_any_two_calls_end_in_what_is_worked_out_by_hand(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    """Some hundred events through the real handlers; each batch comes again until its worker lives to its end."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    random = Random(7)
    leads = [str(world.call("POST", "/v1/leads", {"name": f"L{n}"}, by=staff)["id"]) for n in range(3)]
    world.pump()
    for code in ("a", "b"):  # rules name what there is
        entry = {"code": code, "name": {"vi": code, "en": code}, "dimension": "value"}
        assert world.call("POST", "/v1/catalogs/groups", entry, by=admin).status == 201
    books = [rulebook(random) for _ in range(3)]
    for book in books:
        assert world.call("PUT", "/v1/scoring/rulebook", book, by=admin).status == 200
        for lead in leads:
            pk = keys.customer("acme", lead)
            for event in (event for _ in range(20) for event in thing(random, pk, 3)):
                if event.item is not None:
                    world.put(raw(*event[:3]))  # type: ignore[arg-type]
        stormy(world, random)
    world.pump()
    daily.change("acme")
    items = world.items()
    for lead in leads:
        snapshot = FOLD.latest(keys.customer("acme", lead))
        assert snapshot is not None
        score, by = service._scored("acme", snapshot, or_now=True)
        mine = {i["sk"]["S"]: decode_item(i) for i in items if i["pk"]["S"] == keys.customer("acme", lead)}
        by_hand = worked_out(mine, with_by_hand(books[-1]), NOW.astimezone(HOME).date().toordinal())
        given = [(one.rule, one.number, one.worth, one.points) for one in score.contributions]
        assert given == [(one.rule, one.number, one.worth, one.points) for one in by_hand.given]
        assert (score.total, score.stars, by.version) == (by_hand.total, by_hand.stars, len(books))


def stormy(world: World, random: Random) -> None:
    """What the stream tells, cut anywhere, by workers of whom many do not live to the end."""
    records, write = world.records(), table.write
    while records:
        batch = records[: random.randrange(1, 40)]

        def deadly(*writes: Any) -> None:
            if random.random() < 0.05:
                raise Killed
            write(*writes)
            if random.random() < 0.05:
                raise Killed

        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(table, "write", deadly)
                deliver(batch)
        except Killed:
            continue
        records = records[len(batch) :] + world.records()
