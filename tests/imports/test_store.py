"""What an import is made of comes back from the bucket as it was."""

from datetime import date, datetime, time, timedelta

import pytest

from imports import store
from imports.plans import Planned, Result, Told
from imports.values import Row, Wrong
from tests.documents.storage import objects

pytestmark = pytest.mark.usefixtures("world")
WHERE = ("acme", "01JZX5T0Q8V3M4N5P6R7S8T9A1")
TEST = "01JZX5T0Q8V3M4N5P6R7S8T9A2"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 6)  # noqa: DTZ001 - a cell has no zone
CELLS: list[Row] = [
    (3, ["An", "", 1.0, 0.1, True, date(1904, 1, 2), MOMENT, time(23, 59), timedelta(hours=30), Wrong.ERROR]),
    (9, ["a\nb\r\n\x0b\u2028c", "😀 \ud800", "{}", "wrong"]),
]


def test_cells_keep_their_kind_and_every_character():
    assert store.keep_rows(*WHERE, 1, iter(CELLS)) == 2
    (found, second) = store.rows(*WHERE, 1, 0)
    assert [found, second] == CELLS
    assert [type(cell) for cell in found[1]] == [type(cell) for cell in CELLS[0][1]]
    assert store.rows(*WHERE, 1, 1) == store.rows(*WHERE, 2, 0) == []


def test_rows_lie_in_chunks_and_written_again_are_the_same_bytes():
    rows: list[Row] = [(number, [f"{number}"]) for number in range(1, store.CHUNK + 2)]
    assert store.keep_rows(*WHERE, 1, iter(rows)) == len(rows)
    before = objects()
    assert [len(store.rows(*WHERE, 1, chunk)) for chunk in (0, 1)] == [store.CHUNK, 1]
    assert list(store.all_rows(*WHERE, 1)) == rows
    store.keep_rows(*WHERE, 1, iter(rows))
    assert objects() == before


def test_plans_and_what_became_of_them_come_back():
    why = (Told(code="choice", column="B", value="x", values={"expected": "y"}),)
    plan = [Planned(sheet="S", row=2, outcome="create", record="r", fields={"name": "An"}, marks=("m",), why=why)]
    became = [Result(row=2, outcome="created", record="r", version=1, why=why), Result(row=3, outcome="error")]
    store.keep_plan(*WHERE, TEST, 0, plan)
    store.keep_results(*WHERE, TEST, 0, became)
    assert (store.plan(*WHERE, TEST, 0), store.results(*WHERE, TEST, 0)) == (plan, became)
    assert store.undone(*WHERE, TEST, 0) == []
    assert store.plan(*WHERE, TEST, 1) == []
