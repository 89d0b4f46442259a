"""A fold at work in the table: what it writes, what it reads again, and what it cannot read."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import keys, table
from kernel.fold import Fence, Mark
from kernel.snapshots import collection
from scoring.folding import FOLD
from tests.world import Person, World, deliver


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    """The collection of a lead in the group VIP."""
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà", "groups": ["vip"]}, by=staff)
    world.pump()
    return keys.customer("acme", made["id"])


def shown(world: World, pk: str, by: Person) -> int:
    return int(world.call("GET", f"/v1/leads/{collection(pk)[1]}", by=by)["score"])


def test_a_snapshot_is_read_as_it_was_written(lead: str):
    FOLD.rebuild(lead)
    stored = FOLD.latest(lead)
    assert stored is not None
    assert stored.result == {"score": 20, "stars": 2, "rulebook": 0}
    assert isinstance(stored.state.fence, Fence)
    assert isinstance(stored.state.mark, Mark)
    assert stored.number == 2


def test_the_stream_takes_the_fence_away(world: World, lead: str):
    FOLD.rebuild(lead)
    world.pump()
    stored = FOLD.latest(lead)
    assert stored is not None
    assert stored.state.fence is None
    assert stored.number == 3, "one rebuild is enough"


def test_redelivery_of_everything_writes_nothing(world: World, lead: str):
    before = FOLD.latest(lead)
    deliver(world.history)
    deliver(world.history[1:])
    assert FOLD.latest(lead) == before


def test_a_rebuild_of_nobody_writes_no_snapshot(world: World):
    pk = keys.customer("acme", "01JZX5T0Q8V3M4N5P6R7S8T9W0")
    assert FOLD.rebuild(pk) is None
    assert not world.item(pk, keys.snapshot("SCORE", 1))


def test_a_collection_is_known_by_its_key():
    assert collection("acme#C#1") == ("acme", "1")
    for other in ("acme#SETTINGS", "_#C#1", "acme#BOOK#lead#1", "C"):
        with pytest.raises(ValueError, match="not a customer"):
            collection(other)


def test_two_writers_never_both_win_a_number(monkeypatch: pytest.MonkeyPatch, lead: str):
    write = table.write
    raced: list[object] = []

    def race(*writes: table.Write) -> None:
        if not raced and writes[0].arguments["Item"]["sk"]["S"].startswith(keys.DERIVED):
            raced.append(FOLD.latest(lead))
            monkeypatch.setattr(table, "write", write)
            FOLD.rebuild(lead)
        write(*writes)

    monkeypatch.setattr(table, "write", race)
    now = FOLD.rebuild(lead)
    assert raced
    assert now is not None
    assert now.number == 3


def test_who_never_gets_a_number_tries_again_later(monkeypatch: pytest.MonkeyPatch, lead: str):
    write = table.write

    def refuse(*writes: table.Write) -> None:
        if writes[0].arguments["Item"]["sk"]["S"].startswith(keys.DERIVED):
            raise table.Refused(writes[0])
        write(*writes)

    monkeypatch.setattr(table, "write", refuse)
    with pytest.raises(table.Transient):
        FOLD.rebuild(lead)


# --- a crash between snapshot and card ---
class Crash(BaseException):
    """The process ends here."""


def crash_before_the_card(job: Callable[[], object]) -> None:
    def end(*_: object, **__: object) -> None:
        raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "update", end)
        with pytest.raises(Crash):
            job()


def test_a_batch_that_comes_again_shows_what_a_crash_left_unshown(world: World, staff: Person, lead: str):
    world.put(signal(lead, "m1", kind={"S": "open"}))
    batch = world.records()
    crash_before_the_card(lambda: deliver(batch))
    assert shown(world, lead, staff) == 20
    deliver(batch)
    assert shown(world, lead, staff) == 22


def test_a_batch_that_comes_again_with_more_shows_what_a_crash_left_unshown(world: World, staff: Person, lead: str):
    world.call("PATCH", f"/v1/leads/{collection(lead)[1]}", {"groups": []}, by=staff)
    batch = world.records()
    crash_before_the_card(lambda: deliver(batch))
    world.call("PATCH", f"/v1/leads/{collection(lead)[1]}", {"priority": 2}, by=staff)
    deliver(batch + world.records())
    assert shown(world, lead, staff) == 0


def test_the_marks_of_a_rebuild_show_what_its_crash_left_unshown(world: World, staff: Person, lead: str):
    world.put(signal(lead, "m1", kind={"S": "open"}))
    world.records()  # lost
    crash_before_the_card(lambda: FOLD.rebuild(lead))
    world.pump()
    assert shown(world, lead, staff) == 22


# --- what cannot be read ---
def signal(pk: str, name: str, **attributes: Any) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": f"SIGNAL#{name}"}, **attributes}


@pytest.mark.parametrize(
    "broken",
    [{}, {"kind": {"B": b"open"}}, {"kind": {"S": "open"}, "more": {"NS": ["1", "2"]}}],
    ids=["nothing in it", "bytes", "a set"],
)
def test_an_item_that_cannot_be_read_counts_as_nothing_in_stream_and_rebuild_alike(
    world: World, staff: Person, lead: str, broken: dict[str, Any]
):
    world.put(signal(lead, "broken", **broken))
    world.put(signal(lead, "good", kind={"S": "open"}))
    world.pump()
    assert shown(world, lead, staff) == 22
    FOLD.rebuild(lead)
    world.pump()
    assert shown(world, lead, staff) == 22


@pytest.mark.parametrize("broken", [{}, {"kind": {"S": "open"}, "more": {"NS": ["1", "2"]}}], ids=["empty", "numbers"])
def test_an_item_that_is_mended_counts_from_then_on(world: World, staff: Person, lead: str, broken: dict[str, Any]):
    world.put(signal(lead, "broken", **broken))
    world.pump()
    world.put(signal(lead, "broken", kind={"S": "open"}))
    world.pump()
    assert shown(world, lead, staff) == 22
    FOLD.rebuild(lead)
    world.pump()
    assert shown(world, lead, staff) == 22
