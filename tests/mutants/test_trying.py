"""The machine that changes functions: what it changes is changed wherever it was imported to."""

import importlib.util
from pathlib import Path
from types import FunctionType

import pytest

from tests.mutants.trying import Module, Mutant, _change, _run, _span

SOURCE = '''"""A module."""


def double(number):
    """Twice."""
    return number * 2


class Thing:
    @property
    def size(self):
        return 7
'''


def changed(place: Path, what: str, instead: str) -> tuple[object, object]:
    file = place / "sample.py"
    file.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("sample", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    double, thing = module.double, module.Thing
    functions: list[FunctionType] = [double, thing.size.fget]
    start = SOURCE.index(what)
    mutant = Mutant(str(file), SOURCE.count("\n", 0, start) + 1, start, start + len(what), instead)
    _change(mutant, Module(SOURCE, compile(SOURCE, str(file), "exec"), functions))
    return double(3), thing().size


def test_a_change_that_matters_is_noticed(tmp_path: Path):
    assert changed(tmp_path, "number * 2", "number / 2") == (1.5, 7)
    assert changed(tmp_path, "return 7", "return 8") == (6, 8)


def test_a_change_is_told_by_its_line():
    start = SOURCE.index("* 2")
    told = Mutant("a.py", 6, start, start + 1, "/").told(SOURCE)
    assert told == "a.py:6\n  - return number * 2\n  + return number / 2"


def test_the_tests_of_a_line_are_those_of_its_function():
    code = compile(SOURCE, "a.py", "exec")
    assert [_span(code, line) for line in (6, 12, 1)] == [(4, 6), (10, 12), (1, 1)]


@pytest.mark.parametrize("second", [True, False])
def test_a_test_that_spoils_its_own_data_notices_nothing(
    second: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    times = iter([True, second])
    monkeypatch.setattr("tests.mutants.trying._passes", lambda _: next(times))
    assert _run(request.node, {})[0] is second
