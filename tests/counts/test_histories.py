"""Records that change while readers of the stream count them, whatever may go wrong: counters are what they should be.

A failing history is printed as the list of steps that leads to it.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from counts import days, folding
from counts.days import Happened
from counts.folding import Counting
from counts.tally import Tally, column, is_use, place, use
from kernel import keys, stream, table
from kernel.values import decode_item
from tests.counts.ledger import Crash, Ledger
from tests.properties.effort import examples

RECORDS = tuple(keys.customer("acme", f"01JZX5T0Q8V3M4N5P6R7S8T9A{n}") for n in range(4))
UNREADABLE: dict[str, Any] = {"owner": 1, "named": 2}


def tally(value: Any) -> Tally:
    books = {column("lead", book, value["stage"]): value["expected"] for book in value["books"]}
    on_days = days.tally(
        "leads", value["books"], [Happened(day, cell, value["expected"]) for day, cell in value["days"]]
    )
    return {**books, **{use("groups", code): 0 for code in value["named"]}, **on_days}


PROFILES = st.none() | st.just(UNREADABLE) | st.fixed_dictionaries({
    "stage": st.sampled_from(["new", "won", "~"]), "expected": st.integers(0, 3),
    "books": st.lists(st.sampled_from("ABC"), unique=True),
    "named": st.lists(st.sampled_from("xyz"), unique=True),
    "days": st.lists(st.tuples(
        st.sampled_from(["2026-02-28", "2026-03-01", "2026-03-31"]), st.sampled_from(["made", "lost#price"])
    ), unique=True, max_size=3),
})  # fmt: skip
type Then = tuple[int, str, str]
"""At the nth call to the table, before or after it: crash, or let somebody else do something."""
THEN: st.SearchStrategy[Then | None] = st.none() | st.tuples(
    st.integers(0, 6), st.sampled_from(["before", "after"]),
    st.sampled_from(["crash", "change", "deliver", "recount"]),
)  # fmt: skip


class Histories(RuleBasedStateMachine):
    """Once the stream has run dry, every counter and list is what the records as they are give."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.ledger, self.counting = Ledger(), Counting(tally)
        self.position = 0
        self.aside = 0

    @initialize(most=st.sampled_from([4, 9, 100]))
    def the_table_is_empty(self, most: int) -> None:
        """Small transactions, so that several records meet in one, or one needs several."""
        self.patch.setattr(folding, "MOST", most)
        for name in ("read", "get_many", "write"):
            self.patch.setattr(table, name, getattr(self.ledger, name))
        self.patch.setattr(stream, "put_aside", lambda *_: None)

    # --- what may happen ------------------------------------------------------------------------
    @rule(record=st.sampled_from(RECORDS), value=PROFILES)
    def change(self, record: str, value: dict[str, Any] | None) -> None:
        self.ledger.put(record, value)

    @rule(count=st.integers(1, 8), then=THEN)
    def deliver(self, count: int, then: Then | None) -> None:
        """The next records; the position moves only when the reader has taken them."""
        end = min(self.position + count, len(self.ledger.stream))
        if self.during(then, lambda: self.read(self.position, end)):
            self.position = max(self.position, end)

    @rule(place=st.integers(0, 30), count=st.integers(1, 8), then=THEN)
    def deliver_something_stale_once_more(self, place: int, count: int, then: Then | None) -> None:
        self.during(then, lambda: self.read(min(place, self.position), min(place + count, self.position)))

    @rule(count=st.integers(1, 6))
    def redeliver(self, count: int) -> None:
        """A suffix of what was delivered comes again, and everything after it."""
        self.position = max(0, self.position - count)

    @rule(record=st.sampled_from(RECORDS), then=THEN)
    def recount(self, record: str, then: Then | None) -> None:
        """Somebody mends a record, and does not do it again when that crashes."""
        self.during(then, lambda: self.mended(record))

    # --- how it happens -------------------------------------------------------------------------
    def read(self, start: int, end: int) -> None:
        """As kernel.stream hands a batch over: at once, and what is left one by one."""
        groups: dict[str, list[Any]] = {}
        for one in self.ledger.stream[start:end]:
            groups.setdefault(one.pk, []).append(one)
        served = self.counting.ahead(groups) if groups else frozenset()
        for pk in groups.keys() - served:
            fault = stream._serve("counts", self.counting.react, pk, groups[pk])
            if fault:
                raise Crash from fault

    def mended(self, record: str) -> None:
        try:
            self.counting.recount(record)
        except (KeyError, table.Transient):
            return

    def during(self, then: Then | None, operation: Callable[[], object]) -> bool:
        """Run it; whether it came to its end."""
        place, moment, what = then or (0, "never", "")
        seen = 0

        def around(now: str) -> None:
            nonlocal seen
            seen += now == moment
            if now != moment or seen != place + 1:
                return
            if what == "crash":
                raise Crash
            self.ledger.around = lambda _: None
            self.elsewhere(what)
            self.ledger.around = around

        self.ledger.around = around
        try:
            operation()
        except Crash:
            return False
        finally:
            self.ledger.around = lambda _: None
        return True

    def elsewhere(self, what: str) -> None:
        """Another person, or another reader of the same stream."""
        if what == "change":
            self.ledger.put(
                RECORDS[0],
                {"stage": "new", "expected": 7, "books": ["A"], "named": ["x", "z"], "days": [("2026-03-01", "made")]},
            )
        elif what == "deliver":
            self.read(0, len(self.ledger.stream))
        else:
            self.mended(RECORDS[0])

    # --- what must hold -------------------------------------------------------------------------
    def teardown(self) -> None:
        try:
            for _ in range(100):
                self.deliver(3, None)
            assert self.position == len(self.ledger.stream), "the stream never runs dry"
            self.check()
        finally:
            self.patch.undo()

    def check(self) -> None:
        """A record that cannot be read counts as it did when it could be."""
        wanted: dict[table.Key, tuple[int, Any]] = {}
        lists = set()
        for record in RECORDS:
            profile = self.ledger.items.get((record, keys.PROFILE))
            counted = self.ledger.items.get((record, keys.COUNTED))
            now = decode_item(counted)["tally"] if counted else {}
            value = decode_item(profile)["value"] if profile else None
            if value != UNREADABLE:
                assert now == (tally(value) if value else {}), "a record is counted as something else"
            if now:
                lists.add(("acme#COUNTED", record.rpartition("#")[2]))
            for counter, expected in now.items():
                if days.is_day(counter):
                    continue
                number, total = wanted.get(place("acme", counter), (0, 0))
                wanted[place("acme", counter)] = (number + 1, total + expected)
                if is_use(counter):
                    lists.add((place("acme", counter)[0], record.rpartition("#")[2]))
        stored = {key: decode_item(raw) for key, raw in self.ledger.items.items()}
        counters = {key: (item["number"], item["value"]) for key, item in stored.items() if "number" in item}
        assert {key: count for key, count in counters.items() if count != (0, 0)} == wanted
        assert {key for key, item in stored.items() if len(item) == 2} == lists
        self.check_days()

    def check_days(self) -> None:
        """What each record says of its days, added up by hand."""
        wanted: Counter[tuple[str, str, str]] = Counter()
        stored = {key: decode_item(raw) for key, raw in self.ledger.items.items()}
        for (_, sk), item in stored.items():
            for counter, expected in item["tally"].items() if sk == keys.COUNTED else ():
                if days.is_day(counter):
                    _, _, book, day, cell = counter.split("#", 4)
                    wanted[book, f"{day[:7]}#{cell}", f"n{day[8:]}"] += 1
                    wanted[book, f"{day[:7]}#{cell}", f"v{day[8:]}"] += expected
        assert +wanted == {
            (pk.rpartition("#")[2], sk, name): amount
            for (pk, sk), item in stored.items() if pk.startswith("acme#DAYS#leads#")
            for name, amount in item.items() if name[1:].isdigit() and amount
        }  # fmt: skip


Histories.TestCase.settings = settings(max_examples=examples(300), stateful_step_count=12, deadline=None)
TestAnyHistoryOfRecordsThatAreCounted = Histories.TestCase
