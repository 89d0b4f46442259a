"""The night's recalculation: what it catches, that it may end anywhere and go on, and what it costs."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

import tiers.job
from customers import shown
from kernel import keys, table
from kernel.facts import Fact, Facts
from kernel.snapshots import SnapshotItem
from tests.conftest import opened
from tests.tiers.nights import NIGHT, at, hour, orders, work_off
from tests.tiers.test_tiers import GOLD, SILVER, STEPS, confirmed, save
from tests.world import Person, World, backend
from tiers import recalculation, runs
from tiers.folding import FOLD
from tiers.queue import Order
from tiers.recalculation import recalculate

DAY = "2027-01-11"
type Furnished = tuple[World, Any, Person, list[str]]


@pytest.fixture(scope="module")
def furnished() -> Iterator[Furnished]:
    """Seven with 100 each, who are silver, on two lists."""
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        admin = world.company()
        save(world, admin)
        made = [str(world.call("POST", "/v1/leads", {"name": f"L{n}"}, by=admin)["id"]) for n in range(7)]
        world.pump()
        for one in made:
            confirmed(world, admin, one, "100")
        for one in made[:2]:
            assert world.call("POST", f"/v1/leads/{one}/convert", by=admin).status == 200
        world.pump()
        world.records()
        yield world, copy.deepcopy(backend("dynamodb").tables), admin, made


@pytest.fixture
def world(furnished: Furnished, monkeypatch: pytest.MonkeyPatch) -> World:
    """As furnished; two customers to a step, in the night."""
    world, tables, *_ = furnished
    backend("dynamodb").tables = copy.deepcopy(tables)
    world.heard = len(world.table.stream_shard.items)
    backend("sqs").queues["TIER"]._messages.clear()
    monkeypatch.setattr(recalculation, "STEP", 2)
    at(monkeypatch, NIGHT)
    return world


@pytest.fixture
def admin(furnished: Furnished) -> Person:
    return furnished[2]


@pytest.fixture
def customers(furnished: Furnished) -> list[str]:
    return furnished[3]


def tiers_of(world: World, by: Person, customers: list[str]) -> list[str | None]:
    return [world.call("GET", f"/v1/leads/{one}", by=by)["tier"] for one in customers]


def moves(tenant: str = "acme", day: str = DAY) -> list[tuple[str, str | None, str | None]]:
    """(customer, from, to) of the report's rows."""
    rows = [runs.MoveItem.of(one) for one in table.every(table.Range(keys.recalculated(tenant, day)))]
    return sorted((one.customer, one.result.get("from"), one.result.get("tier")) for one in rows)


def ended(day: str = DAY) -> tuple[int, int, int]:
    run = runs.find("acme", day)
    assert run
    assert run.ended
    return run.checked, run.moved, run.repaired


def easier(world: World, admin: Person, **more: Any) -> None:
    """The same money is gold now."""
    steps = [STEPS[0] | {"min_amount": "50"}, STEPS[1] | {"min_amount": "100"}]
    assert save(world, admin, tiers=steps, **more).status == 200


def test_the_night_moves_whom_another_ladder_moves_and_says_so(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch
):
    easier(world, admin)
    assert set(tiers_of(world, admin, customers)) == {SILVER}
    hour(monkeypatch)
    work_off(world)
    assert set(tiers_of(world, admin, customers)) == {GOLD}
    assert moves() == sorted((one, SILVER, GOLD) for one in customers)
    assert ended() == (7, 7, 0)


def test_a_night_in_which_nothing_changes_writes_nothing_about_customers(world: World, monkeypatch: pytest.MonkeyPatch):
    world.records()
    hour(monkeypatch)
    work_off(world)
    written = {one["dynamodb"]["Keys"]["pk"]["S"].partition("#")[2] for one in world.records()}
    assert written == {"RECALCULATIONS", "UNDERWAY"}
    assert ended() == (7, 0, 0)


def test_another_basis_moves_customers_back_in_the_night(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch
):
    confirmed(world, admin, customers[3], "250", "receipts")
    save(world, admin, basis="payment")
    hour(monkeypatch)
    work_off(world)
    wanted: list[str | None] = [None] * 7
    wanted[3] = GOLD
    assert tiers_of(world, admin, customers) == wanted
    assert ended() == (7, 7, 0)


class Ended(table.Transient):
    """The worker ends here."""


def killed_now_and_then(patch: pytest.MonkeyPatch, dice: Random, chance: float = 0.1) -> Callable[[], None]:
    """Any write may be the last of a worker, be it written or not; returns what makes an end of that."""
    real = table.write

    def write(*writes: table.Write) -> None:
        if dice.random() < chance:
            raise Ended
        real(*writes)
        if dice.random() < chance:
            raise Ended

    patch.setattr(table, "write", write)
    return lambda: patch.setattr(table, "write", real)


@pytest.mark.parametrize("seed", range(6))
def test_a_run_that_ends_anywhere_and_goes_on_ends_as_if_it_never_had(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch, seed: int
):
    """Messages come twice, too late, and several times over; workers end before and after any write."""
    easier(world, admin)
    runs.begin("acme", DAY, "Asia/Ho_Chi_Minh", NIGHT)
    dice, sent = Random(seed), [Order("acme", DAY)]  # noqa: S311 - a test's dice
    calm = killed_now_and_then(monkeypatch, dice)
    for attempt in range(400):
        if attempt == 300:
            calm()
        if not sent:
            sent += [Order("acme", DAY, step) for step in range(runs.find("acme", DAY).step + 1)]  # type: ignore[union-attr]
        order = sent.pop(dice.randrange(len(sent)))
        try:
            recalculate(order, sent.append, again=bool(dice.randrange(2)))
            if not dice.randrange(4):
                sent.append(order)
        except Ended:
            sent.append(order)
        if runs.find("acme", DAY).ended and attempt > 300:  # type: ignore[union-attr]
            break
    assert set(tiers_of(world, admin, customers)) == {GOLD}
    assert moves() == sorted((one, SILVER, GOLD) for one in customers)
    assert ended() == (7, 7, 0)


@pytest.mark.usefixtures("world")
def test_a_step_that_is_delivered_twice_orders_the_next_one_once(monkeypatch: pytest.MonkeyPatch):
    runs.begin("acme", DAY, "Asia/Ho_Chi_Minh", NIGHT)
    sent: list[Order] = []
    for _ in range(3):
        recalculate(Order("acme", DAY), sent.append)
    assert sent == [Order("acme", DAY, 1)]
    recalculate(Order("acme", DAY), sent.append, again=True)  # its worker may have ended before it ordered the next
    assert sent == [Order("acme", DAY, 1)] * 2
    real = runs.move_on

    def overtaken(*arguments: Any, **more: Any) -> bool:
        real(*arguments, **more)
        return real(*arguments, **more)

    monkeypatch.setattr(runs, "move_on", overtaken)
    recalculate(Order("acme", DAY, 1), sent.append)
    assert len(sent) == 2


def test_one_who_cannot_be_decided_keeps_nobody_from_their_turn(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch
):
    easier(world, admin)
    hour(monkeypatch)
    real = type(FOLD).redecide

    def redecide(self: Any, pk: str, *more: Any, **rest: Any) -> Any:
        if pk.endswith(customers[4]):
            raise ValueError
        return real(self, pk, *more, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(type(FOLD), "redecide", redecide)
        work_off(world)
    found = tiers_of(world, admin, customers)
    assert (found.count(GOLD), found[4]) == (6, SILVER)
    run = runs.find("acme", DAY)
    assert run
    assert (run.checked, run.moved, run.failed) == (7, 6, 2)


def test_the_night_repairs_facts_that_were_lost(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch
):
    pk = keys.customer("acme", customers[5])
    now = FOLD.latest(pk)
    assert now
    raw: dict[str, Any] = dict(table.read((pk, keys.snapshot("TIER", now.number))) or {})
    item = SnapshotItem.of({**raw, "sk": {"S": keys.snapshot("TIER", now.number + 1)}})
    item.facts = Facts({**dict(now.state.facts.items()), Fact("revenue"): 5000}).stored()
    table.write(table.create(item))
    hour(monkeypatch)
    work_off(world)
    world.pump()
    assert tiers_of(world, admin, customers)[5] == SILVER
    assert ended()[2] == 1


def test_a_night_shows_on_cards_and_copies_what_a_crash_kept_from_them(
    world: World, admin: Person, customers: list[str], monkeypatch: pytest.MonkeyPatch
):
    """The card is the last row that shows a decision: one that shows it says that all do."""
    lead, others = customers[4], [world.employee(world.department(code=f"X{n}"), f"X{n}") for n in range(3)]
    for other in others:
        action = {"kind": "share", "employees": [other.id], "categories": ["profile"]}
        assert world.call("POST", "/v1/bulk", {"records": [lead], "action": action}, by=admin).status == 202
    world.pump()
    easier(world, admin)
    runs.begin("acme", DAY, "Asia/Ho_Chi_Minh", NIGHT)
    real, calls = shown._write, [True] * 2

    def write(*arguments: Any) -> bool:
        if arguments[0][1] == lead and not calls:
            raise Ended
        return bool((arguments[0][1] != lead or calls.pop()) and real(*arguments))

    monkeypatch.setattr(recalculation, "STEP", 10)
    with monkeypatch.context() as patch:
        patch.setattr(shown, "_write", write)
        with pytest.raises(Ended):
            recalculate(Order("acme", DAY, 0), lambda _: None)
    recalculate(Order("acme", DAY, 0), lambda _: None)
    for one in (admin, *others):
        rows = world.call("GET", "/v1/leads", by=one)["items"]
        assert [row["tier"] for row in rows if row["id"] == lead] == [GOLD]


def test_an_order_that_comes_when_the_run_is_over_does_nothing(world: World, monkeypatch: pytest.MonkeyPatch):
    hour(monkeypatch)
    (first,) = orders()
    work_off(world)
    record = {"body": json.dumps(first), "attributes": {"ApproximateReceiveCount": "2"}}
    tiers.job.handler({"Records": [record]}, None)
    assert orders() == []
