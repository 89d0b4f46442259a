"""Whatever people do, a debt is Σ receivable − Σ receipts + Σ manual, at every step and in any replay (G3)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import ids
from kernel.problems import Problem
from ledger import ageing, claims, rules
from ledger.rules import Entry, Head, Step
from sales import steps
from sales.moving import _REASONS
from sales.rules import PARENTS, Document, Ref
from sales.wanted import State
from tests.properties.effort import examples

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WHO = ids.new(NOW)
SK = {
    "quote": "QUOTE#", "order": "ORDER#", "contract": "CONTRACT#", "receipt": "RECEIPT#",
    "payment-slip": "PAYMENTSLIP#",
}  # fmt: skip


@dataclass
class Books:
    """Documents of one customer and their ledger, kept by the very rules that the services use."""

    documents: dict[str, Document] = field(default_factory=dict)
    manual: dict[str, dict[str, Any]] = field(default_factory=dict)
    head: Head = field(default_factory=Head)
    entries: list[Entry] = field(default_factory=list)

    def draft(self, kind: Any, amount: int, parent: int, *, flag: bool) -> None:
        earlier = [one for one in self.documents.values() if one.kind in PARENTS[kind]]
        chosen = earlier[parent % len(earlier)] if earlier and parent else None
        made = Document(
            id=ids.new(NOW), kind=kind, customer=WHO, date=date(2026, 3, 1), amount=Decimal(amount), receivable=flag,
            repays=flag, parent=Ref(kind=chosen.kind, id=chosen.id) if chosen else None, created_at=NOW,
            created_by=WHO, updated_at=NOW, updated_by=WHO,
        )  # fmt: skip
        self.documents[made.id] = made

    def move(self, which: int, state: State) -> None:
        if not self.documents:
            return
        document = list(self.documents.values())[which % len(self.documents)]
        parent = self.documents[document.parent.id] if document.parent else None
        try:
            after, followed = steps.moved(document, parent, state, steps.Who(WHO, NOW))
        except Problem:
            return
        pairs = [(document, after), *([(parent, followed)] if parent and followed else [])]
        self.post([
            Step(SK[one.kind] + one.id, one.model_dump(), then.model_dump(), reason)
            for (one, then), reason in zip(pairs, _REASONS[state], strict=False)
        ])  # fmt: skip
        for _, then in pairs:
            self.documents[then.id] = then

    def adjust(self, amount: int) -> None:
        made = {"id": ids.new(NOW), "amount": Decimal(amount), "date": "2026-03-01", "state": "confirmed"}
        self.post([Step(f"ADJUSTMENT#{made['id']}", {}, made, "confirmed")])
        self.manual[str(made["id"])] = made

    def forgive(self, which: int) -> None:
        if self.manual:
            one = list(self.manual.values())[which % len(self.manual)]
            after = one | {"state": "cancelled"}
            self.post([Step(f"ADJUSTMENT#{one['id']}", one, after, "cancelled")])
            self.manual[one["id"]] = after

    def post(self, found: list[Step]) -> None:
        self.head, new = rules.posted(self.head, rules.postings(found), NOW, WHO)
        self.entries += new

    def owed(self) -> Decimal:
        """Said once more, and otherwise than by the code under test."""
        live = [one for one in self.documents.values() if one.state == "confirmed"]

        def total(kind: str, counts: Callable[[Document], bool]) -> Decimal:
            return sum((one.amount for one in live if one.kind == kind and counts(one)), Decimal(0))

        orders = Decimal(0)
        for order in (one for one in live if one.kind == "order" and one.receivable):
            mine = [one.amount for one in live if one.parent and one.parent.id == order.id and one.kind == "contract"
                    and one.receivable]  # fmt: skip
            orders += max(Decimal(0), order.amount - sum(mine))
        manual = sum((one["amount"] for one in self.manual.values() if one["state"] == "confirmed"), Decimal(0))
        return (
            total("contract", lambda one: one.receivable) + orders - total("receipt", lambda _: True)
            + total("payment-slip", lambda one: one.repays) + manual
        )  # fmt: skip


ACTIONS = st.one_of(
    st.tuples(st.just("draft"), st.sampled_from(list(SK)), st.integers(1, 500), st.integers(0, 6), st.booleans()),
    st.tuples(st.just("confirmed"), st.integers(0, 30)), st.tuples(st.just("confirmed"), st.integers(0, 30)),
    st.tuples(st.just("cancelled"), st.integers(0, 30)),
    st.tuples(st.just("adjust"), st.integers(-300, 300).filter(bool)), st.tuples(st.just("forgive"), st.integers(0, 9)),
)  # fmt: skip


def do(books: Books, action: tuple[Any, ...]) -> None:
    match action:
        case ("draft", kind, amount, parent, flag):
            books.draft(kind, amount, parent, flag=flag)
        case ("adjust", amount):
            books.adjust(amount)
        case ("forgive", which):
            books.forgive(which)
        case (state, which):
            books.move(which, state)


@settings(max_examples=examples(150))
@given(st.lists(ACTIONS, max_size=40))
def test_the_balance_is_what_the_documents_say_at_every_step_and_no_entry_is_rewritten(history: list[Any]):
    books = Books()
    for action in history:
        before = list(books.entries)
        do(books, action)
        assert books.head.balance == books.owed()
        assert books.entries[: len(before)] == before
    whole = [step for one in books.documents.values() for step in [Step(SK[one.kind] + one.id, {}, one.model_dump(),
             "confirmed")]]  # fmt: skip
    whole += [Step(f"ADJUSTMENT#{one['id']}", {}, one, "confirmed") for one in books.manual.values()]
    again, _ = rules.posted(Head(), rules.postings(whole), NOW, None)
    assert again.balance == books.head.balance, "a ledger that is made anew from what there is now says the same"


@settings(max_examples=examples(50))
@given(st.lists(ACTIONS, max_size=40))
def test_each_entry_carries_the_balance_on_from_the_one_before(history: list[Any]):
    books = Books()
    for action in history:
        do(books, action)
    balance = Decimal(0)
    for number, entry in enumerate(books.entries, 1):
        balance += entry.amount
        assert (entry.seq, entry.balance) == (number, balance)
        assert entry.amount


@settings(max_examples=examples(50))
@given(st.lists(ACTIONS, max_size=40))
def test_what_is_confirmed_follows_from_nothing_that_is_cancelled(history: list[Any]):
    books = Books()
    for action in history:
        do(books, action)
    for one in books.documents.values():
        if one.parent and one.state == "confirmed":
            parent = books.documents[one.parent.id]
            assert parent.state != "cancelled"
            assert [child.id for child in parent.children].count(one.id) == 1


CLAIMS = st.lists(st.tuples(st.integers(-150, 150), st.integers(1, 1000)), max_size=30)


@given(CLAIMS, st.integers(-2000, 30_000))
def test_ageing_adds_up_and_takes_what_is_due_last(found: list[tuple[int, int]], paid: int):
    today = date(2026, 6, 1)
    rows = sorted(((today - timedelta(days=late), amount) for late, amount in found), reverse=True)
    balance = sum(amount for _, amount in rows) - paid
    if balance > sum(amount for _, amount in rows):
        return
    aged = ageing.aged(balance, today, rows)
    assert aged is not None
    assert sum(aged.values()) == max(0, balance)
    left = max(0, balance)
    for day, amount in rows:
        part = min(left, amount)
        left -= part
        if part and part == amount:
            assert aged[ageing.bucket(day, today)] >= amount


def test_a_balance_that_the_claims_do_not_come_to_is_not_guessed():
    assert ageing.aged(Decimal(5), date(2026, 6, 1), [(date(2026, 5, 1), Decimal(4))]) is None


def test_how_late_something_is_goes_by_whole_days():
    today = date(2026, 6, 1)
    days = {0: "not_due", -5: "not_due", 1: "days_1_30", 30: "days_1_30", 31: "days_31_60", 60: "days_31_60",
            61: "days_61_90", 90: "days_61_90", 91: "days_over_90"}  # fmt: skip
    assert {late: ageing.bucket(today - timedelta(days=late), today) for late in days} == days


def test_sums_of_the_largest_amounts_are_exact():
    largest = Decimal("999999999999999.9999")
    assert ageing.plus(*[largest] * 10_000, Decimal("-0.0001")) == largest * 10_000 - Decimal("0.0001")


def test_what_is_no_document_claims_nothing():
    assert claims.owed("PROFILE", {"state": "confirmed"}) == 0
    assert claims.owed("QUOTE#1", {"state": "confirmed", "amount": 5}) == 0
