"""What counts come to in money."""

import pytest

from benchmarks import prices
from benchmarks.figures import Figure
from benchmarks.prices import CASES, Case


def test_a_case_costs_what_its_parts_cost():
    found = {"ops.x.write_units": 1e6, "ops.x.read_units": 1e6}
    assert Case("x", requests=0, invocations=0).cost(found) == pytest.approx(0.625 + 0.125)
    assert Case("x", requests=0, invocations=0, mails=1000).cost(found) == pytest.approx(0.85)
    invoked = Case("x", requests=0, invocations=1_000_000).cost(found) - 0.75
    assert invoked == pytest.approx(0.20 + 1e6 * 0.060 * 0.5 * 0.0000166667)


def test_every_case_is_in_the_table_with_the_share_of_the_table():
    figures = [
        Figure(f"ops.{case.figure}.{name}{case.at}", 10, "units")
        for _, _, case in CASES for name in ("write_units", "read_units")
    ]  # fmt: skip
    lines = prices.table(figures).splitlines()
    assert len(lines) == len(CASES) + 2
    assert all(line.endswith("% |") for line in lines[2:])


def test_figures_that_were_not_measured_are_missed():
    with pytest.raises(KeyError):
        prices.table([])
