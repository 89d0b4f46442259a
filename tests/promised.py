"""What the tests of docs/promises.md tried: counted as they run, printed at the end, and put down on that page.

`pytest --figures "make prove"` does so; the words in quotes are the command that the page names. `python -m
tests.promised tests/faults` prints the tests of the page that are elsewhere and need no stack that is up.

A test is counted by its cases and by the examples that hypothesis made up for them; what else it counts it says itself
(`record_property`).
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "promises.md"
_OWN = re.compile(r"|[0-9,]+ [a-z ]+(, [0-9,]+ [a-z ]+)*: `make prove`|`(LEADSTREAM_THOROUGH=1 )?pytest [^`]+`")
"""A cell that is ours to fill: an empty one, an earlier figure, or how to run the test."""
_EXAMPLES = re.compile(r"- ([0-9]+) passing,")


def named(page: str) -> list[str]:
    """The tests that hold promises, as pytest names them."""
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ") and "`tests/" in line]
    return list(dict.fromkeys(one for row in rows for one in re.findall(r"`(tests/[^`]+)`", row[2])))


class Figures:
    """A plugin of pytest."""

    def __init__(self, command: str, page: Path = PAGE) -> None:
        self.command, self.page = command, page
        self.tried: dict[str, Counter[str]] = defaultdict(Counter)
        """By test, or by file."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Keep how many examples hypothesis made up, for the test or for what is called by it."""
        from hypothesis.statistics import collector, describe_statistics  # noqa: PLC0415 - pytest wants to load it first

        said = list[str]()
        heard: Any = lambda found: said.append(describe_statistics(found))  # noqa: E731 - it has no other type than None
        with collector.with_value(heard):
            yield
        said.append(getattr(item, "hypothesis_statistics", ""))
        if number := sum(int(one) for text in said for one in _EXAMPLES.findall(text)):
            item.user_properties.append(("examples", number))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a case that passed."""
        if report.when != "call" or not report.passed:
            return
        file, _, name = report.nodeid.partition("::")
        for place in (file, f"{file}::{name.partition('[')[0]}"):
            self.tried[place]["cases"] += 1
            for what, number in report.user_properties:
                if isinstance(number, int):
                    self.tried[place][what] += number

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what was tried, and put it down."""
        page = self.page.read_text(encoding="utf-8")
        for test in named(page):
            if said := told(self.tried[test]):
                terminalreporter.write_line(f"{test}: {said}")
        self.page.write_text(self.put_down(page), encoding="utf-8")

    def put_down(self, page: str) -> str:
        """The page with these figures."""
        return "\n".join(self._row(line) if "`tests/" in line else line for line in page.split("\n"))

    def _row(self, line: str) -> str:
        start, promise, tests, figure, end = line.split("|")
        tried = sum((self.tried[test] for test in re.findall(r"`(tests/[^`]+)`", tests)), Counter[str]())
        if not _OWN.fullmatch(figure.strip()) or not (said := told(tried)):
            return line
        return "|".join((start, promise, tests, f" {said}: `{self.command}` ", end))


def told(tried: Counter[str]) -> str:
    """In words; nothing of a single case."""
    found = {what: number for what, number in tried.items() if number > 1}
    return ", ".join(f"{number:,} {what}" for what, number in found.items())


def elsewhere(places: Sequence[str], page: str) -> list[str]:
    """The tests of promises that lie in none of these files and folders; those of the deployed stack take that."""
    covered = (*places, "tests/e2e")
    return [
        one
        for one in named(page)
        if not any(one == place or one.startswith((f"{place}/", f"{place}::")) for place in covered)
    ]


if __name__ == "__main__":
    sys.stdout.write(" ".join(elsewhere(sys.argv[1:], PAGE.read_text(encoding="utf-8"))))
