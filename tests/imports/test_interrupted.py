"""Killed at any call, before or after it took effect, and begun again: exactly the plan, nothing twice; undoing too."""

import copy
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, get_args

import pytest

from imports import rules
from imports.columns import Kind
from imports.rules import Import
from imports.work import work
from kernel.table import Key
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.faults.scene import _item, _plain, _present
from tests.faults.wire import KINDS, Crash, Fault, Wire
from tests.imports.carried import begin, imported, item, laid, results, undone
from tests.imports.everything import PLANS
from tests.sampling import THOROUGH
from tests.world import Person, World, backend

TIMES = 60 if THOROUGH else 1
"""Runs of each kind, in each of which many calls go wrong."""
_WEATHER = 12
"""Steps that something goes wrong in, before the weather clears up."""


class Stage:
    """A company and an import that was tested, as often as wanted as they were at first."""

    def __init__(self, world: World, wire: Wire, admin: Person, kind: Kind) -> None:
        self.world, self.wire, self.admin, self.kind = world, wire, admin, kind
        self.key: Key = laid(admin, kind, PLANS[kind](self.made, ""))
        self._quick = Quick(world)
        self._quick.keep()
        self._files = copy.deepcopy(backend("s3", "aws").buckets)

    def made(self, path: str, **body: Any) -> str:
        answer = self.world.call("POST", f"/v1/{path}", body, by=self.admin)
        assert answer.status == 201, answer.raw
        return str(answer["id"])

    def again(self) -> None:
        self._quick.restore()
        backend("s3", "aws").buckets = copy.deepcopy(self._files)

    def left(self) -> tuple[Counter[str], list[Any], list[Any]]:
        """All that lies in the table but how the import stands, and what is told of the rows."""
        found = [one for one in self.world.items() if "#IMPORTS#" not in one["pk"]["S"]]
        told = [
            [(one.row, one.outcome, one.record, one.version, one.why) for one in results(self.admin, self.key, of)]
            for of in ("results", "undone")
        ]
        return Counter(_plain(_item(one)) for one in _present(found)), told[0], told[1]

    def weathered(self, phase: Any, seed: int) -> Import:
        """The phase, with a fault in most of its steps."""
        begin(self.key, phase)
        chance, bad = random.Random(seed), 0  # noqa: S311 - weather is no secret
        while rules.is_open(value := item(self.key).value):
            bad += 1
            fault = Fault(chance.randrange(24), chance.choice(KINDS)) if bad < _WEATHER else None
            with suppress(Crash, Exception), self.wire.carrying(fault):
                work(self.key, value.step)
            assert bad < 200, "it does not end"
        return value


@pytest.fixture(scope="module", params=get_args(Kind.__value__))
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        if not THOROUGH:
            patch.setattr("imports.annotated.keep", lambda *_: None)  # has tests of its own
        yield Stage(world, Wire(patch), world.company(), request.param)


def test_an_import_that_is_interrupted_ends_as_if_it_was_not(stage: Stage):
    stage.again()
    value = imported(stage.key)
    assert (value.state, sum(value.results.values())) == ("done", sum(value.counts.values()))
    assert "changed" not in value.results
    wanted = stage.left()
    for seed in range(TIMES):
        stage.again()
        got = stage.weathered("importing", seed)
        left = stage.left()
        assert left[1] == wanted[1], seed
        assert not left[0] - wanted[0], (seed, "too much", left[0] - wanted[0])
        assert not wanted[0] - left[0], (seed, "missing", wanted[0] - left[0])
        assert got.results == value.results, seed


def test_undoing_that_is_interrupted_ends_as_if_it_was_not(stage: Stage):
    stage.again()
    imported(stage.key)
    value = undone(stage.key)
    assert (value.state, sum(value.undone.values())) == ("undone", sum(value.counts.values()))
    assert not {"changed", "left"} & value.undone.keys()
    wanted = stage.left()
    for seed in range(TIMES):
        stage.again()
        imported(stage.key)
        got = stage.weathered("undoing", seed)
        left = stage.left()
        assert left[2] == wanted[2], seed
        assert not left[0] - wanted[0], (seed, "too much", left[0] - wanted[0])
        assert not wanted[0] - left[0], (seed, "missing", wanted[0] - left[0])
        assert got.undone == value.undone, seed
