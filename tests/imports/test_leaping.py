"""All marks of a file are looked up in few pages, and nothing is passed over."""

from bisect import bisect_left, bisect_right
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import leaping
from kernel import table
from kernel.table import Page, Range
from search.model import ALIKE

TEXTS = st.text("01a", min_size=1, max_size=3)
ENTRIES = st.lists(st.tuples(TEXTS, st.integers(1, 2), st.integers(0, 30)), max_size=120)
WANTED = st.sets(st.tuples(st.sampled_from(["W0", "Wa", "S1"]), TEXTS, st.integers(1, 2)), max_size=60)


class Partitions:
    """What a table would say, and how often it was asked."""

    def __init__(self, there: dict[str, list[str]]) -> None:
        self.there = {head: sorted(set(some)) for head, some in there.items()}
        self.asked: list[int] = []

    def page(self, where: Range, *, limit: int, start: object = None) -> Page:
        assert start is None
        some = self.there.get(where.partition.rpartition("#")[2], [])
        low = bisect_right(some, where.above) if where.above is not None else bisect_left(some, where.first or "")
        found = some[low : min(low + limit, bisect_right(some, where.below or "~"))]
        self.asked.append(len(found))
        items: list[Any] = [{"sk": {"S": sk}} for sk in found]
        return Page(items, {"sk": {"S": "on"}} if found and len(found) == limit else None)


def looked_up(there: Partitions, wanted: set[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    with monkeypatch.context() as patch:
        patch.setattr(table, "page", there.page)
        patch.setattr(table, "connection", lambda: None)
        return leaping.alike("acme", wanted)


@given(heads=st.dictionaries(st.sampled_from(["W0", "Wa", "S1"]), ENTRIES), marks=WANTED)
def test_leaping_finds_what_asking_for_each_mark_finds(heads: dict[str, Any], marks: set[tuple[str, str, int]]):
    rows = {
        head: [f"{text}#{rank}#R{one:02d}" + ("#contact" if one % 7 == 0 else "") for text, rank, one in some]
        for head, some in heads.items()
    }  # fmt: skip
    there = Partitions(rows)
    wanted = {leaping.written(mark) for mark in marks}
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(leaping, "_LEAST", 3)
        found = looked_up(there, wanted, monkeypatch)
    for head, text, rank in marks:
        begins = f"{text}#{rank}#"
        rows_ = [sk for sk in there.there.get(head, []) if sk.startswith(begins)][:ALIKE]
        assert found.get(f"{head}#{begins}", ()) == tuple(dict.fromkeys(sk.split("#")[2] for sk in rows_))


def test_marks_that_lie_close_are_answered_for_by_few_large_pages(monkeypatch: pytest.MonkeyPatch):
    there = Partitions({"W0": [f"09{number:08d}#1#R{number}" for number in range(0, 100_000, 3)]})
    wanted = {f"W0#09{number:08d}#1#" for number in range(100_000)}
    found = looked_up(there, wanted, monkeypatch)
    assert len(found) == 33_334
    assert len(there.asked) < 20


def test_marks_that_lie_far_apart_cost_a_small_page_each(monkeypatch: pytest.MonkeyPatch):
    there = Partitions({"W0": [f"09{number:08d}#1#R{number}" for number in range(100_000)]})
    wanted = {f"W0#09{number:08d}#1#" for number in range(500, 100_000, 5_000)}
    found = looked_up(there, wanted, monkeypatch)
    assert len(found) == len(wanted) == 20
    assert len(there.asked) <= 20
    assert max(there.asked) <= 20


def test_what_very_many_share_is_leapt_over(monkeypatch: pytest.MonkeyPatch):
    crowd = [f"nguyen#2#R{number:06d}" for number in range(40_000)] + ["nguyena#5#R1"]
    there = Partitions({"Wn": crowd})
    found = looked_up(there, {"Wn#nguyen#2#", "Wn#nguyena#5#", "Wn#ng#5#"}, monkeypatch)
    assert len(found["Wn#nguyen#2#"]) == ALIKE
    assert found["Wn#nguyena#5#"] == ("R1",)
    assert sum(there.asked) < 100
