"""Any order of signals, merges, undoings, deletions and recoveries: each record counts what was told of it, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from kernel import keys, table
from kernel.facts import NOTHING
from kernel.table import Range
from kernel.values import decode_item
from scoring.folding import FOLD as SCORE
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.merging.conftest import Office
from tests.properties.effort import examples
from tiers.folding import FOLD as TIER

LEADS = 3


@dataclass(frozen=True)
class Mail:
    lead: int
    kind: Literal["open", "click"]
    message: str
    scanned: bool = False


@dataclass(frozen=True)
class Patch:
    lead: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Merge:
    survivor: int
    absorbed: int


@dataclass(frozen=True)
class Undo:
    survivor: int
    absorbed: int


@dataclass(frozen=True)
class Delete:
    lead: int


@dataclass(frozen=True)
class Recover:
    lead: int


@dataclass(frozen=True)
class Pump:
    """The streams and queues run dry."""


type Step = Mail | Patch | Merge | Undo | Delete | Recover | Pump
_LEAD = st.integers(0, LEADS - 1)
_KINDS: tuple[Literal["open", "click"], ...] = ("open", "click")
_MAIL = st.builds(Mail, _LEAD, st.sampled_from(_KINDS), st.sampled_from(["m1", "m2"]), st.booleans())
_GROUPS = st.lists(st.sampled_from(["vip", "north", "south"]), unique=True, max_size=2).map(tuple)
STEPS = st.lists(
    st.one_of(
        _MAIL, _MAIL, st.builds(Patch, _LEAD, _GROUPS), st.builds(Merge, _LEAD, _LEAD), st.builds(Merge, _LEAD, _LEAD),
        st.builds(Undo, _LEAD, _LEAD), st.builds(Delete, _LEAD), st.builds(Recover, _LEAD), st.builds(Pump),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


class Told:
    """What was told of whom, who is whom by now, and what has to come of each step."""

    def __init__(self, office: Office, leads: list[str]) -> None:
        self.office, self.leads = office, leads
        self.of: list[set[tuple[str, str, bool]]] = [set() for _ in range(LEADS)]
        self.into: dict[int, int] = {}
        self.deleted: set[int] = set()

    def root(self, lead: int) -> int:
        return self.root(self.into[lead]) if lead in self.into else lead

    def signals(self, root: int) -> set[tuple[str, str, bool]]:
        return {one for lead in range(LEADS) if self.root(lead) == root for one in self.of[lead]}

    def tell(self, step: Step) -> None:
        getattr(self, type(step).__name__.lower())(step)

    def mail(self, what: Mail) -> None:
        self.office.mail(self.leads[what.lead], what.message, what.kind, scanned=what.scanned)
        self.of[what.lead].add((what.kind, what.message, what.scanned))

    def patch(self, what: Patch) -> None:
        self.office.ask("PATCH", f"/v1/leads/{self.leads[what.lead]}", {"groups": list(what.groups)})

    def merge(self, what: Merge) -> None:
        path = f"/v1/leads/{self.leads[what.survivor]}/merge"
        done = self.office.ask("POST", path, {"absorbed": self.leads[what.absorbed]}).status == 202
        survivor, absorbed = self.root(what.survivor), self.root(what.absorbed)
        assert done is (survivor != absorbed and not self.deleted & {survivor, absorbed})
        if done:
            self.into[absorbed] = survivor

    def undo(self, what: Undo) -> None:
        path = f"/v1/leads/{self.leads[what.survivor]}/merges/{self.leads[what.absorbed]}/undo"
        done = self.office.ask("POST", path).status == 202
        there = what.survivor not in self.into and what.survivor not in self.deleted
        assert done is (self.into.get(what.absorbed) == what.survivor and there)
        if done:
            del self.into[what.absorbed]

    def delete(self, what: Delete) -> None:
        path = f"/v1/leads/{self.leads[what.lead]}"
        seen = self.office.ask("GET", path)
        assert (seen.status == 200) is (self.root(what.lead) not in self.deleted)
        if seen.status == 200:
            headers = {"if-match": f'"{seen["version"]}"'}
            assert self.office.world.call("DELETE", path, by=self.office.who, headers=headers).status == 200
            self.deleted.add(self.root(what.lead))

    def recover(self, what: Recover) -> None:
        done = self.office.ask("POST", f"/v1/leads/{self.leads[what.lead]}/recover").status == 200
        assert done is (self.root(what.lead) in self.deleted)
        self.deleted.discard(self.root(what.lead))

    def pump(self, _what: Pump | None = None) -> None:
        self.office.world.pump()


class Stage:
    def __init__(self, office: Office, quick: Quick) -> None:
        self.office, self._quick = office, quick
        quick.keep()

    def begin(self) -> tuple[Office, list[str]]:
        self._quick.restore()
        return self.office, [self.office.lead(f"L{number}") for number in range(LEADS)]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        admin = world.company()
        yield Stage(Office(world, admin), Quick(world))


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_each_record_counts_what_was_told_of_it_and_of_what_it_absorbed_once(stage: Stage, steps: list[Step]):
    note("\n".join(f"  {step!r}" for step in steps))
    office, leads = stage.begin()
    told = Told(office, leads)
    for step in [*steps, Pump()]:
        told.tell(step)
    for lead in range(LEADS):
        what_is_stored_is_what_the_items_say(office, leads[lead])
    for lead in told.deleted.copy():
        told.recover(Recover(lead))
    told.pump()
    assert sorted(office.listed()) == sorted(leads[lead] for lead in range(LEADS) if lead not in told.into)
    for lead in range(LEADS):
        counts_what_it_is(told, told.root(lead))


def counts_what_it_is(told: Told, root: int) -> None:
    office, leads = told.office, told.leads
    score: Any = office.done("GET", f"/v1/scores/{leads[root]}").body
    signals = office.done("GET", f"/v1/scores/{leads[root]}/signals")["items"]
    shown = sorted((one["kind"], one["message"]) for one in signals if not one["occurrence"])
    assert shown == sorted({(kind, message) for kind, message, _ in told.signals(root)})
    counted = {one["kind"]: one["count"] for one in score["contributions"]}
    for kind, of in (("email_opened", "open"), ("email_clicked", "click")):
        assert counted.get(kind, 0) == sum(one[0] == of and not one[2] for one in told.signals(root))
    assert sum(one["points"] for one in score["contributions"]) == score["score"]
    assert office.read(leads[root])["score"] == score["score"]


def what_is_stored_is_what_the_items_say(office: Office, lead: str) -> None:
    pk = keys.customer(office.who.tenant, lead)
    for fold in (SCORE, TIER):
        stored, items = fold.latest(pk), NOTHING
        for raw in table.every(Range(pk, below=keys.DERIVED)):
            items += fold.mind(office.who.tenant).observe(raw["sk"]["S"], decode_item(raw))
        assert stored is not None
        assert dict(stored.state.facts.items()) == dict(items.items())
