"""The index follows the records, however the stream tells of them."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import keys, table
from kernel.fold import Change
from search import folding
from search.entries import books, entries
from tests.search.people import record

PK = keys.customer("acme", "0" * 26)
NOW = datetime.now(UTC)
OWNER, COLLEAGUE, DEPARTMENT = "0" * 26, "2" * 26, "1" * 26


def shared(**who: str | None) -> dict[str, Any]:
    return {"department": DEPARTMENT, "categories": ["profile"], **who}


VALUES = st.none() | st.builds(
    record,
    name=st.sampled_from(["An", "Nguyễn An", "Hoà Bình"]), code=st.sampled_from(["L-1", "L-2"]),
    owner=st.sampled_from([OWNER, COLLEAGUE]), relationship=st.sampled_from(["lead", "customer"]),
    shares=st.lists(st.sampled_from([shared(employee=COLLEAGUE), shared()]), max_size=2),
    deleted_at=st.sampled_from([None, "2026-01-01T00:00:00Z"]), numbers=st.sampled_from([[], ["+84912345678"]]),
    emails=st.sampled_from([[], ["a@x.vn"], ["a@x.vn", "b@x.vn"]]), stage=st.sampled_from(["new", "won"]),
)  # fmt: skip


def wanted(value: dict[str, Any] | None) -> dict[tuple[str, str], Any]:
    return {} if value is None else entries("acme", value, books(value))


class Memory:
    """Where batches are written; a batch may break off anywhere."""

    def __init__(self, chance: random.Random, faults: int) -> None:
        self.items: dict[tuple[str, str], Any] = {}
        self._chance, self._faults = chance, faults

    def batch(self, puts: Iterable[Any], deletes: Iterable[tuple[str, str]]) -> None:
        steps = [*puts, *deletes]
        self._chance.shuffle(steps)
        broken = self._chance.randrange(len(steps) + 1) if self._faults and self._chance.random() < 0.5 else None
        for step in steps[:broken]:
            if isinstance(step, tuple):
                self.items.pop(step, None)
            else:
                self.items[step["pk"]["S"], step["sk"]["S"]] = step
        if broken is not None:
            self._faults -= 1
            raise table.Transient("broken off")


@given(st.lists(VALUES, min_size=1, max_size=6), st.randoms(use_true_random=False), st.integers(0, 4))
def test_whatever_is_repeated_broken_off_or_cut_otherwise_the_index_is_that_of_the_last_profile(
    history: list[dict[str, Any] | None], chance: random.Random, faults: int
):
    memory, place = Memory(chance, faults), 0
    told = [
        Change(PK, keys.PROFILE, before and {"value": before}, after and {"value": after}, "label", number, NOW)
        for number, (before, after) in enumerate(zip([None, *history], history, strict=False))
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "batch", memory.batch)
        patch.setattr(table, "read", lambda *_, **__: None)
        patch.setattr(table, "every", lambda _: ())
        while place < len(told):
            until = chance.randint(place + 1, len(told))
            try:
                folding.react(PK, told[place:until])
            except table.Transient:
                place = chance.randint(0, place) if chance.random() < 0.3 else place
                continue
            place = until
            if faults and chance.random() < 0.2:
                faults, place = faults - 1, chance.randint(0, place)
    assert memory.items == wanted(history[-1])


def test_a_change_of_what_nobody_searches_for_writes_nothing(monkeypatch: pytest.MonkeyPatch):
    calls: list[Any] = []
    monkeypatch.setattr(table, "batch", lambda puts, deletes: calls.append((list(puts), list(deletes))))
    before, after = record("An", stage="new", version=1), record("An", stage="won", version=2)
    folding.react(PK, [Change(PK, keys.PROFILE, {"value": before}, {"value": after}, "label", 1, NOW)])
    assert calls in ([], [([], [])])


def test_a_renamed_record_changes_what_is_new_and_what_is_gone_in_each_book():
    before, after = wanted(record("Nguyễn An")), wanted(record("Nguyễn Bo"))
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    assert {sk.split("#")[0] for _, sk in gone} == {"an", "anng.u.y.e.n"}
    assert {sk.split("#")[0] for _, sk in new} == {"bo", "bnog.u.y.e.n"}
    word, pair, first, books = 1, 1, 1, 3
    assert len(gone) == len(new) == (word + pair) * books - first
