"""Counters and lists of users in the table, as the stream keeps them."""

from decimal import Decimal
from typing import Any

import pytest

from counts import folding, model
from counts.model import Count
from customers import counting
from kernel import keys, table
from kernel.stream import consume
from tests.world import Person, World, deliver


def books(person: Person, relationship: str = "lead") -> dict[str, dict[str, Count]]:
    whose = {"own": keys.own(person.id), "team": keys.team(person.department), "all": keys.EVERYBODY}
    return {name: model.of_book(person.tenant, relationship, book) for name, book in whose.items()}


def lead(world: World, by: Person, **fields: Any) -> str:
    made = world.call("POST", "/v1/leads", {"name": "A", **fields}, by=by)
    assert made.status == 201, made.raw
    return str(made["id"])


def test_a_lead_is_counted_in_its_column_of_every_book_it_lies_in(world: World, admin: Person, staff: Person):
    lead(world, staff, stage="new", expected_revenue="1.5")
    lead(world, staff, stage="new", expected_revenue="2")
    lead(world, admin, stage=None)
    world.pump()
    both = {"new": Count(2, Decimal("3.5"))}
    assert books(staff) == {"own": both, "team": both | {"~": Count(1, 0)}, "all": both | {"~": Count(1, 0)}}


def test_it_moves_with_its_stage_and_to_another_list_when_it_is_converted(world: World, admin: Person):
    made = lead(world, admin, stage="new", expected_revenue="2")
    world.call("PATCH", f"/v1/leads/{made}", {"stage": "contacted", "expected_revenue": None}, by=admin)
    world.pump()
    assert books(admin)["all"] == {"contacted": Count(1, 0)}
    world.call("POST", f"/v1/leads/{made}/convert", by=admin)
    world.pump()
    assert books(admin)["all"] == {}
    assert books(admin, "customer")["own"] == {"contacted": Count(1, 0)}


def test_who_names_an_entry_is_counted_and_listed_page_by_page(world: World, admin: Person):
    made = [lead(world, admin, source="website", groups=["vip"]) for _ in range(5)]
    lead(world, admin, source="phone")
    world.pump()
    assert (model.uses("acme", "sources", "website"), model.uses("acme", "groups", "vip")) == (5, 5)
    assert model.uses("acme", "sources", "nobody") == model.uses("rival", "sources", "website") == 0
    walked, after = [], None
    while page := model.users_of("acme", "sources", "website", after, 2):
        walked += page
        after = page[-1]
    assert walked == sorted(made)
    world.call("PATCH", f"/v1/leads/{made[2]}", {"source": "phone", "groups": []}, by=admin)
    world.pump()
    assert model.users_of("acme", "sources", "website", None, 100) == sorted({*made} - {made[2]})
    assert (model.uses("acme", "groups", "vip"), model.uses("acme", "sources", "phone")) == (4, 2)


def test_what_comes_again_counts_once(world: World, admin: Person):
    lead(world, admin, stage="new", groups=["vip"])
    world.pump()
    before = world.items()
    deliver(world.history)
    deliver(world.history[-1:])
    assert world.items() == before


def test_the_records_of_a_batch_are_counted_in_few_transactions(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(30):
        lead(world, admin, stage="new", source="website", groups=["vip"])
    sizes: list[int] = []
    write = table.write

    def counted(*writes: table.Write) -> None:
        sizes.append(len(writes))
        write(*writes)

    records = [r for r in world.records() if r["dynamodb"]["Keys"]["sk"]["S"] == keys.PROFILE]
    monkeypatch.setattr(table, "write", counted)
    consume("counts", {"Records": records}, counting.react, counting.ahead)
    # Each has a tally and is in four lists, and all share nine counters: three of them of a day.
    assert sizes == [99, 69]
    assert model.uses("acme", "groups", "vip") == 30


def test_a_record_in_the_way_holds_up_no_other(world: World, admin: Person):
    first, second = (lead(world, admin, stage="new") for _ in range(2))
    records = world.records()
    pk = keys.customer("acme", first)
    # It is counted by somebody else meanwhile: the transaction of both is refused, and each has its own.
    stale = folding._read
    seen: list[int] = []

    def read(collections: Any, sk: str) -> Any:
        found = stale(collections, sk)
        if sk == keys.COUNTED and not seen:
            seen.append(1)
            counting.recount(pk)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(folding, "_read", read)
        deliver(records)
    assert seen
    assert books(admin)["all"] == {"new": Count(2, 0)}
    assert set(model.users_of("acme", "stages", "new", None, 9)) == {first, second}


def test_a_profile_that_is_taken_away_counts_no_more_and_is_forgotten_after_a_week(world: World, admin: Person):
    made = lead(world, admin, stage="new", source="website")
    world.pump()
    table.write(table.delete((keys.customer("acme", made), keys.PROFILE)))
    world.pump()
    assert books(admin)["all"] == {}
    assert model.users_of("acme", "sources", "website", None, 9) == []
    assert int(world.item(keys.customer("acme", made), keys.COUNTED)["expires_at"]["N"]) > 0
