"""docs/promises.md names tests that there are, for promises that say something."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if re.match(r"\| (?!promise \||what happ)", line)]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]


@cache
def named(path: Path) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_promise_says_what_and_by_which_tests_it_is_held():
    assert len(ROWS) > 50
    for row in ROWS:
        promise, tests, _ = row
        assert len(promise.split()) > 2, row
        assert re.fullmatch(r"`[^`]+`(, `[^`]+`)*", tests), row


def test_every_test_that_is_named_is_there():
    for _, tests, _ in ROWS:
        for one in re.findall(r"`([^`]+)`", tests):
            path, _, name = one.partition("::")
            assert name in named(ROOT / path) if name else (ROOT / path).is_file(), one
            assert name.startswith("test_") or not name, one


def test_a_figure_comes_with_the_command_that_prints_it():
    assert all(
        re.search(r"`(LEADSTREAM_\w+=1 )?(make|pytest|python|\./leadstream) [^`]+`", figure)
        for *_, figure in ROWS
        if figure
    )
