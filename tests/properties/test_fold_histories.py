"""One customer, one fold, one stream reader, whatever may go wrong: the real Fold on a table in memory.

A failing history is printed as the list of steps that leads to it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kernel import keys, snapshots, table
from kernel.facts import NOTHING, Fact, Facts
from kernel.snapshots import Fold, Mind, Snapshot
from kernel.values import decode_item, encode
from tests.properties.effort import examples
from tests.properties.memory import Crash, Memory

PK = keys.customer("acme", "01JZX5T0Q8V3M4N5P6R7S8T9W0")
NAMES = (keys.PROFILE, "SIGNAL#a", "SIGNAL#b", "CONTRACT#c")
UNREADABLE = -1


def observe(sk: str, item: Mapping[str, Any]) -> Facts:
    if sk.startswith(keys.FENCE):
        return NOTHING
    if item["value"] == UNREADABLE:
        raise ValueError("cannot be read")
    return Facts({Fact("kind", sk.partition("#")[0]): 1, Fact("sum"): item["value"]})


type Then = tuple[int, str, str | None]
"""At the nth call to the table, before or after it: crash, or let somebody else do something (None: crash)."""

VALUES = st.integers(0, 2) | st.just(UNREADABLE)
OTHERS = ("write", "write", "write", "deliver", "rebuild", "redecide", "new rules", "lose the stream")
THEN: st.SearchStrategy[Then | None] = st.none() | st.tuples(
    st.integers(0, 5), st.sampled_from(["before", "after"]), st.none() | st.sampled_from(OTHERS)
)


class Histories(RuleBasedStateMachine):
    """Whatever happens: once the stream has run dry, what is stored is what a fold of the items gives."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.version = 1
        self.card: dict[str, Any] = {"number": 0}
        self.position = 0
        self.delivered: list[tuple[int, int]] = []
        self.lost = False

    @initialize(page_size=st.integers(1, 4), value=st.integers(0, 2), night=st.booleans())
    def the_customer_is_created(self, page_size: int, value: int, night: bool) -> None:
        self.night = night
        self.memory = Memory(page_size)
        self.fold = Fold("SCORE", "scoring", lambda _: Mind(observe, self.decide), self.project)
        self.patch.setattr(table, "write", self.memory.write)
        self.patch.setattr(table, "page", self.memory.page)
        self.patch.setattr(snapshots, "put_aside", lambda *_: None)
        self.put(keys.PROFILE, value)

    def decide(self, facts: Facts, _before: Mapping[str, Any]) -> dict[str, Any]:
        return {"total": int(facts.of("sum")) * self.version, "rules": self.version}

    def project(self, _tenant: str, _customer: str, snapshot: Snapshot) -> None:
        self.memory.around("before")
        if snapshot.number > self.card["number"]:
            self.card = {"number": snapshot.number, "total": snapshot.result["total"]}
        self.memory.around("after")

    def shown(self, decided: Snapshot) -> bool:
        return bool(self.card.get("total") == decided.result["total"])

    def put(self, sk: str, value: int) -> None:
        self.memory.put({"pk": encode(PK), "sk": encode(sk), "value": encode(value)})

    # --- what may happen ------------------------------------------------------------------------
    @rule(sk=st.sampled_from(NAMES), value=VALUES)
    def write(self, sk: str, value: int) -> None:
        self.put(sk, value)

    @rule(sk=st.sampled_from(NAMES[1:]))
    def remove(self, sk: str) -> None:
        self.memory.remove((PK, sk))

    @rule(count=st.integers(1, 4), then=THEN)
    def deliver(self, count: int, then: Then | None) -> None:
        """The next records; the position moves only when the reader has taken them."""
        end = min(self.position + count, len(self.memory.stream))
        if self.during(then, lambda: self.read(self.position, end)) and not self.lost_between(end):
            self.position = max(self.position, end)

    @rule(count=st.integers(1, 6))
    def redeliver(self, count: int) -> None:
        """A suffix of what was delivered comes again, and everything after it."""
        self.position = max(self.first, self.position - count)

    @rule(place=st.integers(0, 30), count=st.integers(1, 4), then=THEN)
    def deliver_something_stale_once_more(self, place: int, count: int, then: Then | None) -> None:
        """Records of long ago, also of a stream that is no more; nothing follows from them."""
        self.during(then, lambda: self.read(min(place, self.position), min(place + count, self.position)))

    @rule(then=THEN)
    def rebuild(self, then: Then | None) -> None:
        """Somebody asks for it, and does not ask again when it crashes."""
        self.during(then, lambda: self.fold.rebuild(PK))

    @rule(then=THEN)
    def redecide(self, then: Then | None) -> None:
        """A job decides anew; its message comes back when it crashes."""
        if not self.during(then, lambda: self.fold.redecide(PK, self.shown)):
            self.fold.redecide(PK, self.shown)

    @rule(then=THEN)
    def prove(self, then: Then | None) -> None:
        """The night's proof, interrupted perhaps."""
        self.during(then, lambda: self.fold.prove(PK, self.shown))

    @rule(then=THEN)
    def publish_rules(self, then: Then | None) -> None:
        self.version += 1
        self.redecide(then)

    @precondition(lambda self: self.position < len(self.memory.stream))
    @rule()
    def lose_the_stream(self) -> None:
        """The stream is replaced; what the reader had not read is gone."""
        self.memory.label += 1
        self.position = self.first = len(self.memory.stream)
        self.lost = True

    first = 0

    # --- how it happens -------------------------------------------------------------------------
    def read(self, start: int, end: int) -> None:
        changes = self.memory.stream[start:end]
        if changes:
            self.fold.react(PK, changes)

    def lost_between(self, end: int) -> bool:
        return end < self.first

    def during(self, then: Then | None, operation: Callable[[], object]) -> bool:
        """Run it; whether it came to its end."""
        if then is None:
            operation()
            return True
        place, moment, elsewhere = then
        seen = 0

        def around(now: str) -> None:
            nonlocal seen
            seen += now == moment
            if now != moment or seen != place + 1:
                return
            if elsewhere is None:
                raise Crash
            self.memory.around = lambda _: None
            self.elsewhere(elsewhere)
            self.memory.around = around

        self.memory.around = around
        try:
            operation()
        except Crash:
            return False
        finally:
            self.memory.around = lambda _: None
        return True

    def elsewhere(self, what: str) -> None:
        match what:
            case "write":
                self.put("SIGNAL#elsewhere", len(self.memory.stream))
            case "deliver":
                self.deliver(3, None)
            case "rebuild":
                self.fold.rebuild(PK)
            case "redecide":
                self.fold.redecide(PK, self.shown)
            case "new rules":
                self.version += 1
                self.fold.redecide(PK, self.shown)
            case _:
                self.lose_the_stream()

    # --- what must hold -------------------------------------------------------------------------
    def teardown(self) -> None:
        try:
            self.settle()
            self.check()
        finally:
            self.patch.undo()

    def settle(self) -> None:
        """What was lost with a stream is found by the customer's next change, or by the night's proof."""
        if self.lost and self.night:
            self.fold.prove(PK, self.shown)
        elif self.lost:
            self.put("SIGNAL#last", 1)
        for _ in range(100):
            if self.position == len(self.memory.stream):
                break
            self.deliver(3, None)
        assert self.position == len(self.memory.stream), "the stream never runs dry"

    def check(self) -> None:
        stored = self.fold.latest(PK)
        assert stored is not None
        wanted = NOTHING
        for (_, sk), raw in self.memory.items.items():
            if not sk.startswith((keys.DERIVED, keys.FENCE)) and decode_item(raw)["value"] != UNREADABLE:
                wanted += observe(sk, decode_item(raw))
        assert dict(stored.state.facts.items()) == dict(wanted.items())
        assert stored.result["total"] == wanted.of("sum") * stored.result["rules"]
        assert self.card["total"] == stored.result["total"], "the card shows something else"


Histories.TestCase.settings = settings(max_examples=examples(600), stateful_step_count=10, deadline=None)
TestAnyHistoryOfOneCustomer = Histories.TestCase
