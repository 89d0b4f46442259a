"""Two hundred documents of one book at the same moment: each gets its number, without being told of the others (B5)."""

import random

import pytest

from tests.vouchers.crowd import Crowd

WRITERS = 200
MOST_CALLS = 20
"""Reads of the book and transactions for each, its own two included."""


@pytest.fixture(autouse=True)
def same_chance_every_time():
    random.seed(7)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("call", "one_by_one"), [(0.005, False), (0.01, False), (0.002, True), (0.004, True)],
)  # fmt: skip
def test_each_of_200_at_once_has_a_number_without_gap_or_double(
    call: float,
    one_by_one: bool,
    monkeypatch: pytest.MonkeyPatch,
):
    """Also where the table is saturated: a call then takes as long as all who wait for it."""
    crowd = Crowd(call=call, one_by_one=one_by_one)
    crowd.come(WRITERS, monkeypatch)
    assert crowd.problems == []
    assert crowd.numbers == list(range(1, WRITERS + 1))
    assert crowd.calls <= MOST_CALLS * WRITERS


@pytest.mark.usefixtures("world")
def test_who_has_waited_too_long_is_told_that_it_is_busy_and_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch):
    crowd = Crowd(call=0.2, one_by_one=True)
    crowd.come(WRITERS, monkeypatch)
    assert {(problem.code, problem.headers["Retry-After"]) for problem in crowd.problems} == {("busy", "2")}
    assert crowd.numbers == list(range(1, len(crowd.numbers) + 1))
    assert len(crowd.numbers) + len(crowd.problems) == WRITERS
