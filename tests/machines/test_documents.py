"""Documents of two customers in any order: lists, numbers, chains, debts, tiers as a dict has them (G2, G3, B5, I)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kernel import keys
from ledger import proving
from tests.machines.stage import Stage, driven, furnished

PATHS = {"quote": "quotes", "order": "orders", "contract": "contracts", "receipt": "receipts",
         "payment-slip": "payment-slips"}  # fmt: skip
FOLLOWS = {"quote": (), "order": ("quote",), "contract": ("quote", "order"), "receipt": ("order", "contract"),
           "payment-slip": ("contract", "receipt")}  # fmt: skip
DAY = "2026-03-01"
LEAST = (100, 400)
_KINDS, _WHICH, _AMOUNTS = st.sampled_from(tuple(PATHS)), st.integers(0, 9), st.integers(1, 300)


@dataclass
class Paper:
    """A document, or an adjustment by hand."""

    kind: str
    customer: str
    amount: int
    counts: bool
    number: str | None
    typed: bool
    parent: str | None = None
    state: str = "draft"
    version: int = 1


class Documents(RuleBasedStateMachine):
    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.stage.again()
        self.customers = [str(self.stage.done("POST", "leads", {"name": name})["id"]) for name in "AB"]
        ladder = [
            {"id": f"tier{place}", "name": {"vi": "T", "en": "T"}, "colour": "#112233", "discount": "0",
             "min_amount": least}
            for place, least in enumerate(LEAST)
        ]  # fmt: skip
        self.stage.done("PUT", "tiers", {"basis": "revenue", "automatic": True, "tiers": ladder})
        self.stage.world.pump()
        self.papers: dict[str, Paper] = {}
        self.manual: dict[str, Paper] = {}
        self.gone: set[str] = set()

    def _of(self, which: int) -> tuple[str, Paper]:
        one = list(self.papers)[which % len(self.papers)]
        return one, self.papers[one]

    def _followers(self, one: str) -> list[Paper]:
        return [paper for paper in self.papers.values() if paper.parent == one and paper.state == "confirmed"]

    # --- what people do ---------------------------------------------------------------------------
    @rule(kind=_KINDS, which=st.integers(0, 1), amount=_AMOUNTS, counts=st.booleans(), typed=st.booleans())
    def one_is_drafted(self, kind: str, which: int, amount: int, counts: bool, typed: bool) -> None:
        self._draft(kind, self.customers[which], amount, counts, typed, None)

    @precondition(lambda self: self.papers)
    @rule(kind=_KINDS, which=_WHICH, amount=_AMOUNTS, counts=st.booleans())
    def one_follows_from_another(self, kind: str, which: int, amount: int, counts: bool) -> None:
        found = [(one, paper) for one, paper in self.papers.items() if paper.kind in FOLLOWS[kind]]
        if found:
            one, paper = found[which % len(found)]
            self._draft(kind, paper.customer, amount, counts, False, one)

    @rule(which=st.integers(0, 1), amount=_AMOUNTS, cancelled=st.integers(0, 3))
    def a_chain_is_confirmed_and_one_of_it_is_cancelled(self, which: int, amount: int, cancelled: int) -> None:
        first = len(self.papers)
        self._draft("quote", self.customers[which], amount, True, False, None)
        for place, kind in enumerate(("order", "contract", "receipt"), first):
            self.one_is_confirmed(place)
            self._draft(kind, self.customers[which], amount, True, False, list(self.papers)[place])
        self.one_is_confirmed(first + 3)
        self.one_is_cancelled(first + cancelled)

    def _draft(self, kind: str, customer: str, amount: int, counts: bool, typed: bool, parent: str | None) -> None:
        body: dict[str, Any] = {"date": DAY, "amount": amount}
        body |= {"receivable": counts} if kind in {"order", "contract"} else {}
        body |= {"number": f"X{len(self.papers)}-{len(self.gone)}"} if typed else {}
        body |= {"parent": {"kind": self.papers[parent].kind, "id": parent}} if parent else {"customer": customer}
        made = self.stage.ask("POST", PATHS[kind], body)
        if parent and self.papers[parent].state == "cancelled":
            assert made.status in {409, 422}, made.raw
            return
        assert made.status == 201, made.raw
        assert (made["customer"], whole(made["amount"])) == (customer, amount)
        counts = counts or kind not in {"order", "contract"}
        self.papers[made["id"]] = Paper(kind, customer, amount, counts, made["number"], typed, parent)

    @precondition(lambda self: self.papers)
    @rule(which=_WHICH, amount=_AMOUNTS)
    def one_is_changed(self, which: int, amount: int) -> None:
        one, paper = self._of(which)
        answer = self.stage.ask("PATCH", f"{PATHS[paper.kind]}/{one}", {"amount": amount})
        assert answer.status == (200 if paper.state == "draft" else 409), answer.raw
        if answer.status == 200:
            paper.amount = amount

    @precondition(lambda self: self.papers)
    @rule(which=_WHICH)
    def one_is_confirmed(self, which: int) -> None:
        one, paper = self._of(which)
        answer = self.stage.ask("POST", f"{PATHS[paper.kind]}/{one}/confirm")
        parent = self.papers.get(paper.parent or "")
        may = paper.state == "draft" and (paper.parent is None or (parent is not None and parent.state != "cancelled"))
        assert answer.status == (200 if may else 409), (answer.raw, paper, parent)
        paper.state = "confirmed" if may else paper.state

    @precondition(lambda self: self.papers)
    @rule(which=_WHICH)
    def one_is_cancelled(self, which: int) -> None:
        one, paper = self._of(which)
        answer = self.stage.ask("POST", f"{PATHS[paper.kind]}/{one}/cancel")
        may = paper.state != "cancelled" and not self._followers(one)
        assert answer.status == (200 if may else 409), (answer.raw, paper)
        paper.state = "cancelled" if may else paper.state

    @precondition(lambda self: self.papers)
    @rule(which=_WHICH)
    def one_is_deleted(self, which: int) -> None:
        one, paper = self._of(which)
        answer = self.stage.ask("DELETE", f"{PATHS[paper.kind]}/{one}")
        may = paper.state == "draft" and paper.typed and not self._followers(one)
        assert answer.status == (204 if may else 409), (answer.raw, paper)
        if may:
            del self.papers[one]
            self.gone.add(one)

    @rule(which=st.integers(0, 1), amount=st.integers(-200, 200).filter(bool))
    def a_debt_is_adjusted(self, which: int, amount: int) -> None:
        body = {"customer": self.customers[which], "date": DAY, "amount": amount, "reason": "x"}
        made = self.stage.done("POST", "adjustments", body)["id"]
        self.manual[made] = Paper("adjustment", self.customers[which], amount, True, None, False, state="confirmed")

    @precondition(lambda self: self.manual)
    @rule(which=_WHICH)
    def an_adjustment_is_cancelled(self, which: int) -> None:
        one = list(self.manual)[which % len(self.manual)]
        answer = self.stage.ask("POST", f"adjustments/{one}/cancel")
        assert answer.status == (200 if self.manual[one].state == "confirmed" else 409)
        self.manual[one].state = "cancelled"

    # --- what holds at every step ---------------------------------------------------------------------
    @invariant()
    def lists_are_those_of_the_model(self) -> None:
        self.stage.world.pump()
        for kind, path in PATHS.items():
            listed = {one["id"]: (one["number"], one["state"], whole(one["amount"])) for one in self.stage.every(path)}
            wanted = {one: paper for one, paper in self.papers.items() if paper.kind == kind}
            assert listed == {one: (paper.number, paper.state, paper.amount) for one, paper in wanted.items()}
            numbers = [str(paper.number) for paper in wanted.values() if not paper.typed and paper.number]
            assert sorted(int(number[-4:]) for number in numbers) == list(range(1, len(numbers) + 1)), "a gap, or twice"

    @invariant()
    def debts_are_what_the_model_owes(self) -> None:
        for customer in self.customers:
            debt = self.stage.done("GET", f"debts/{customer}")
            owed = self._owed(customer)
            assert (whole(debt["balance"]), sum(map(whole, debt["ageing"].values()))) == (owed, max(0, owed))
            entries = self.stage.every(f"debts/{customer}/entries")
            assert sum(whole(one["amount"]) for one in entries) == owed
            assert not entries or whole(entries[0]["balance"]) == owed

    def _live(self, customer: str, kind: str) -> list[tuple[str, Paper]]:
        return [
            (one, paper) for one, paper in self.papers.items()
            if (paper.kind, paper.customer, paper.state) == (kind, customer, "confirmed") and paper.counts
        ]  # fmt: skip

    def _owed(self, customer: str) -> int:
        contracts = self._live(customer, "contract")
        orders = sum(
            max(0, order.amount - sum(paper.amount for _, paper in contracts if paper.parent == one))
            for one, order in self._live(customer, "order")
        )
        total = {kind: sum(paper.amount for _, paper in self._live(customer, kind)) for kind in PATHS}
        by_hand = sum(
            paper.amount for paper in self.manual.values()
            if (paper.customer, paper.state) == (customer, "confirmed")
        )  # fmt: skip
        return total["contract"] + orders - total["receipt"] + total["payment-slip"] + by_hand

    @invariant()
    def tiers_are_what_the_confirmed_contracts_come_to(self) -> None:
        self.stage.world.pump()
        for customer in self.customers:
            brought = sum(paper.amount for _, paper in self._live(customer, "contract"))
            wanted = next((f"tier{place}" for place in (1, 0) if brought >= LEAST[place]), None)
            assert self.stage.done("GET", f"leads/{customer}")["tier"] == wanted

    def teardown(self) -> None:
        for one, paper in self.papers.items():
            told = self.stage.every(f"{PATHS[paper.kind]}/{one}/history")
            states = [entry["changes"]["state"]["to"] for entry in told if "state" in entry["changes"]]
            assert (states or ["draft"])[0] == paper.state, "the last thing that its history tells"
        for customer in self.customers:
            assert proving.prove(keys.customer("acme", customer)), "nothing is left for the night to mend"
        self.stage.holds(self.customers)


def whole(amount: str) -> int:
    """An amount without a fraction."""
    assert Decimal(amount) % 1 == 0
    return int(Decimal(amount))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with furnished() as found:
        yield found


def test_documents_are_what_a_dict_says_at_every_step(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Documents, "stage", stage, raising=False)
    driven(Documents, 1, 10)
