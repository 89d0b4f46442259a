"""Tries each change on the tests that run the function in question: does one of them notice?

All tests are collected and run once, in one process, and it is kept which lines each of them runs. Each change is then
tried in a copy of that process (fork), in which the functions that are there get other bodies: whoever has imported
them calls what was changed.
"""

import gc
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
WORLDS = frozenset({"world", "shared", "admin"})
"""Who asks for one of these has a table: not a test of rules."""
TOOL = sys.monitoring.COVERAGE_ID
KILLED, SURVIVED = 0, 1
LONGEST = 120
"""Seconds that a copy may take; one that waits for ever is noticed."""
EXAMPLES = 30
"""So many of what hypothesis makes up are tried on each change."""

type Lines = set[tuple[str, int]]


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str
    line: int
    start: int
    end: int
    instead: str

    def text(self, source: str) -> str:
        """The file with this change."""
        return source[: self.start] + self.instead + source[self.end :]

    def told(self, source: str) -> str:
        """The lines that are changed, and what to."""
        begin, stop = source.rfind("\n", 0, self.start) + 1, source.find("\n", self.end)
        after = source[begin : self.start] + self.instead + source[self.end : stop]
        place = f"{self.file}:{self.line}"
        return f"{place}\n  - {' '.join(source[begin:stop].split())}\n  + {' '.join(after.split())}"


@dataclass(frozen=True)
class Module:
    """A file as it is: its text, its code, and the functions of it that there are."""

    source: str
    code: CodeType
    functions: list[FunctionType]


@dataclass
class Tries:
    """A plugin of pytest: instead of running the tests once it runs them for each change, and keeps what survives."""

    mutants: Sequence[Mutant]
    survivors: list[Mutant] = field(default_factory=list)
    _running: dict[int, Mutant] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Who fails need not look for a smaller example."""
        from hypothesis import Phase, settings  # noqa: PLC0415 - pytest wants to load it first

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings(), phases=phases, database=None, max_examples=EXAMPLES)
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave tests of pure functions."""
        items[:] = [item for item in items if isinstance(item, pytest.Function) and _pure(item)]
        for item in items:
            names: list[str] = getattr(item, "fixturenames", [])
            if "beginnings" in names:
                names.remove("beginnings")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        files = {str(ROOT / mutant.file): mutant.file for mutant in self.mutants}
        about, took = defaultdict[tuple[str, int], list[pytest.Item]](list), dict[pytest.Item, float]()
        for item in session.items:
            passed, took[item], lines = _run(item, files)
            for place in lines if passed else ():
                about[place].append(item)
        modules = _modules(set(files.values()))
        gc.freeze()
        for mutant in self.mutants:
            self._begin(mutant, modules[mutant.file], about, took)
        while self._running:
            self._ended()
        return True

    def _begin(
        self, mutant: Mutant, module: Module, about: Mapping[tuple[str, int], list[pytest.Item]],
        took: Mapping[pytest.Item, float],
    ) -> None:  # fmt: skip
        first, last = _span(module.code, mutant.line)
        here = set(about.get((mutant.file, mutant.line), ()))
        tests = {item for line in range(first, last + 1) for item in about.get((mutant.file, line), ())}
        if not tests:
            self.survivors.append(mutant)
            return
        while len(self._running) >= AT_ONCE:
            self._ended()
        pid = os.fork()
        if not pid:
            limit = int(sum(took[item] for item in tests) * 5) + 5
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            signal.alarm(LONGEST)
            os._exit(_outcome(mutant, module, sorted(tests, key=lambda item: (item not in here, took[item]))))
        self._running[pid] = mutant

    def _ended(self) -> None:
        pid, status = os.wait()
        mutant = self._running.pop(pid)
        if os.waitstatus_to_exitcode(status) == SURVIVED:
            self.survivors.append(mutant)


def _pure(item: pytest.Function) -> bool:
    """Whether neither the test nor what it asks for has a table."""
    known = item._fixtureinfo.name2fixturedefs
    asked = [one for name in item.fixturenames if name != "beginnings" for one in known.get(name, ())]
    opens = any("opened" in one.func.__code__.co_names for one in asked)
    return not (opens or {"World", "world"} & vars(item.module).keys() or WORLDS & set(item.fixturenames))


def _passes(item: pytest.Item) -> bool:
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))


def _run(item: pytest.Item, files: Mapping[str, str]) -> tuple[bool, float, Lines]:
    """Whether it passes, how long it takes, and which lines it runs.

    It has to pass a second time: a test that spoils its own data would "notice" whatever is changed.
    """
    lines: Lines = set()

    def hit(code: CodeType, line: int) -> object:
        if code.co_filename in files:
            lines.add((files[code.co_filename], line))
        return sys.monitoring.DISABLE

    sys.monitoring.use_tool_id(TOOL, "mutants")
    sys.monitoring.register_callback(TOOL, sys.monitoring.events.LINE, hit)
    sys.monitoring.set_events(TOOL, sys.monitoring.events.LINE)
    sys.monitoring.restart_events()
    began = time.process_time()
    passed = _passes(item)
    took = time.process_time() - began
    sys.monitoring.set_events(TOOL, 0)
    sys.monitoring.free_tool_id(TOOL)
    return passed and _passes(item), took, lines


def _modules(files: Iterable[str]) -> dict[str, Module]:
    found = {}
    for file in files:
        source = (ROOT / file).read_text(encoding="utf-8")
        found[str(ROOT / file)] = file, Module(source, compile(source, str(ROOT / file), "exec"), [])
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in found:
            found[one.__code__.co_filename][1].functions.append(one)
    return dict(found.values())


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def _named(code: CodeType) -> dict[tuple[str, int], CodeType]:
    """Every function's code by its name, and which of that name it is."""
    count, found = Counter[str](), {}
    for one in _nested(code):
        found[one.co_qualname, count[one.co_qualname]] = one
        count[one.co_qualname] += 1
    return found


def _span(module: CodeType, line: int) -> tuple[int, int]:
    """From where to where the outermost function goes that this line is in."""
    spans = [(line, line)]
    for code in _nested(module):
        if code.co_flags & 2 and "<locals>" not in code.co_qualname:  # CO_NEWLOCALS: no class
            lines = [at for part in (code, *_nested(code)) for _, _, at in part.co_lines() if at]
            if min(lines) <= line <= max(lines):
                spans.append((min(lines), max(lines)))
    return max(spans, key=lambda span: span[1] - span[0])


def _outcome(mutant: Mutant, module: Module, tests: Sequence[pytest.Item]) -> int:
    """KILLED or SURVIVED, in a process of its own."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        _change(mutant, module)
        return SURVIVED if all(map(_passes, tests)) else KILLED
    except BaseException:  # noqa: BLE001 - whatever else comes out of a changed function was noticed
        return KILLED


def _change(mutant: Mutant, module: Module) -> None:
    after = _named(compile(mutant.text(module.source), module.code.co_filename, "exec", dont_inherit=True))
    other = {
        (code.co_qualname, code.co_firstlineno): after[name]
        for name, code in _named(module.code).items() if name in after and after[name] != code
    }  # fmt: skip
    for function in module.functions:
        place = function.__code__.co_qualname, function.__code__.co_firstlineno
        if place in other:
            function.__code__ = other[place]
