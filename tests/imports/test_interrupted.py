"""Killed at any call, before or after it took effect, and begun again: exactly the plan, nothing twice; undoing too."""

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, get_args

import pytest

from imports import rules
from imports.columns import Kind
from imports.plans import Planned
from imports.rules import Import
from imports.work import work
from kernel.table import Key
from tests.conftest import THOROUGH, opened
from tests.faults.quick import Quick
from tests.faults.scene import _item, _plain, _present
from tests.faults.wire import KINDS, Crash, Fault, Wire
from tests.imports.carried import Update, begin, creates, imported, item, laid, results, undone, updates
from tests.world import Person, World, backend

TIMES = 60 if THOROUGH else 4
"""Runs of each kind, in each of which many calls go wrong."""
_WEATHER = 12
"""Steps that something goes wrong in, before the weather clears up."""


class Stage:
    """A company and an import that was tested, as often as wanted as they were at first."""

    def __init__(self, world: World, wire: Wire, admin: Person, kind: Kind) -> None:
        self.world, self.wire, self.admin, self.kind = world, wire, admin, kind
        self.key: Key = laid(admin, kind, PLANS[kind](self))
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


def _leads(stage: Stage) -> list[Planned]:
    there = stage.made("leads", name="Cũ", emails=["cu@x.vn"], code="CU1")
    rows: list[Mapping[str, Any]] = [
        {"name": "Nguyễn Hoà", "phones": ["0912345678"], "emails": ["hoa@x.vn"], "code": "KH1", "stage": "new"},
        {"name": "Bình", "groups": ["vip"], "stage": "new"},
        {"name": "Có mã của người khác", "code": "KH2", "stage": "new"},
    ]
    return [*creates(rows), *updates([(there, 1, {"address": "12 Lê Lợi", "emails": ["moi@x.vn"]})], 9)]


def _customers(_stage: Stage) -> list[Planned]:
    return creates([{"name": "A"}, {"name": "B", "tax_code": "0101234567"}, {"name": "C", "code": "C3"}])


def _contacts(stage: Stage) -> list[Planned]:
    home = stage.made("leads", name="A")
    first = stage.made("contacts", customer=home, name="Một", primary=True)
    other = stage.made("contacts", customer=home, name="Bốn")
    rows = [{"customer": home, "name": name, "primary": True, "emails": ["x@x.vn"]} for name in ("Hai", "Ba")]
    changes: list[Update] = [(first, 1, {"title": "Giám đốc"}), (other, 1, {"primary": True})]
    return [*creates(rows), *updates(changes, 9)]


def _opportunities(stage: Stage) -> list[Planned]:
    home = stage.made("leads", name="A")
    there = stage.made("opportunities", customer=home, name="Cũ", expected_close="2027-01-31")
    rows: list[Mapping[str, Any]] = [
        {"customer": home, "name": "Một", "expected_close": "2027-01-31"},
        {"customer": home, "name": "Hai", "expected_close": "2027-01-31", "number": "SO-7"},
        {"customer": home, "name": "Ba", "expected_close": "2027-01-31"},
    ]
    return [*creates(rows), *updates([(there, 1, {"stage": "won", "notes": "!"})], 9)]


def _products(stage: Stage) -> list[Planned]:
    there = stage.made("products", code="SP0", name="Cũ", price="5")
    rows = [{"code": "SP1", "name": "Một", "price": "1000000.50"}, {"code": "SP2", "name": "Hai"}]
    return [*creates(rows), *updates([(there, 1, {"price": "7", "unit": "bộ"})], 9)]


PLANS: Mapping[Kind, Callable[[Stage], list[Planned]]] = {
    "leads": _leads, "customers": _customers, "contacts": _contacts, "opportunities": _opportunities,
    "products": _products,
}  # fmt: skip


@pytest.fixture(scope="module", params=get_args(Kind.__value__))
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
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
