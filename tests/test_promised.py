"""How the figures of docs/promises.md come about."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promised import Figures, elsewhere, named, told

PAGE = """# Promises

| promise | held by | figure, and the command that prints it |
|---|---|---|
| All is tried. | `tests/a/test_a.py::test_all` | |
| All is tried, twice. | `tests/a/test_a.py::test_all`, `tests/b/test_b.py::test_more` | 3 cases: `make prove` |
| It is measured. | `tests/b/test_b.py` | 7 units: `make bench` |
"""


def report(name: str, **counted: object) -> pytest.TestReport:
    place = (name, 1, name)
    return pytest.TestReport(name, place, {}, "passed", None, "call", user_properties=list(counted.items()))


def test_what_was_tried_is_put_down_where_no_other_command_prints_a_figure(tmp_path: Path):
    figures = Figures("make prove", tmp_path / "page.md")
    for name in "xy":
        figures.pytest_runtest_logreport(report(f"tests/a/test_a.py::test_all[{name}]", faults=1000, seed="7"))
    figures.pytest_runtest_logreport(report("tests/b/test_b.py::test_more", examples=50))
    all_, both, other = figures.put_down(PAGE).split("\n")[4:7]
    assert all_.endswith("| 2 cases, 2,000 faults: `make prove` |")
    assert both.endswith("| 3 cases, 2,000 faults, 50 examples: `make prove` |")
    assert other == PAGE.split("\n")[6]


def test_what_failed_or_was_not_run_says_nothing():
    figures = Figures("make prove")
    failed = report("tests/a/test_a.py::test_all[x]", faults=5)
    failed.outcome = "failed"
    figures.pytest_runtest_logreport(failed)
    assert figures.put_down(PAGE) == PAGE


def test_a_single_case_is_no_figure():
    assert told(Counter(cases=1)) == ""


def test_each_test_is_named_once_and_those_elsewhere_apart():
    assert named(PAGE) == ["tests/a/test_a.py::test_all", "tests/b/test_b.py::test_more", "tests/b/test_b.py"]
    assert elsewhere(["tests/b"], PAGE) == ["tests/a/test_a.py::test_all"]


@settings(max_examples=7)
@given(st.integers())
def made_up(_number: int) -> None:
    """Takes all that there is."""


def test_what_hypothesis_made_up_is_counted(request: pytest.FixtureRequest):
    kept = request.node.user_properties
    called = Figures("make prove").pytest_runtest_call(request.node)
    next(called)
    made_up()
    next(called, None)
    assert kept == [("examples", 7)]
