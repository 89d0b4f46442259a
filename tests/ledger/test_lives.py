"""Debts of customers who are merged, parted and given each other's deals, through the real handlers (G3, C10, F4).

Slow for a test, and for a reason: what is posted in which transaction cannot be seen from rules alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kernel import keys
from kernel.values import decode_item
from ledger import proving
from tests.properties.effort import examples
from tests.world import Answer, Person, World

KINDS = ("orders", "contracts", "receipts", "payment-slips")
FOLLOWS = {"orders": (), "contracts": ("order",), "receipts": ("order", "contract"),
           "payment-slips": ("contract", "receipt")}  # fmt: skip


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


class Life:
    """Two customers, and all that is done about what they owe."""

    def __init__(self, world: World, by: Person) -> None:
        self.world, self._by = world, by
        self.customers = [str(self.ask("POST", "leads", {"name": name})["id"]) for name in "AB"]
        self.merged = False
        self.made: list[tuple[str, str]] = []
        """(path, id) of documents, in the order in which they were made."""
        self.manual: list[str] = []
        deal = {"customer": self.customers[0], "name": "A", "expected_close": "2099-01-01"}
        self.deal = str(self.ask("POST", "opportunities", deal)["id"])

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """A request; what cannot be is refused and changes nothing, which is looked at after each step too."""
        return self.world.call(method, f"/v1/{path}", body, by=self._by)

    def do(self, step: tuple[Any, ...]) -> None:
        """One step."""
        match step:
            case ("draft", kind, who, amount, parent, flag):
                self._draft(KINDS[kind], self.customers[who], amount, parent, flag=flag)
            case ("confirm" | "cancel" as action, which) if self.made:
                path, one = self.made[which % len(self.made)]
                self.ask("POST", f"{path}/{one}/{action}")
            case ("adjust", who, amount):
                body = {"customer": self.customers[who], "date": "2026-03-01", "amount": amount, "reason": "x"}
                self.manual.append(str(self.ask("POST", "adjustments", body)["id"]))
            case ("forgive", which) if self.manual:
                self.ask("POST", f"adjustments/{self.manual[which % len(self.manual)]}/cancel")
            case ("give", who):
                self.ask("PATCH", f"opportunities/{self.deal}", {"customer": self.customers[who]})
            case ("merge",):
                self._merge()

    def _draft(self, path: str, customer: str, amount: int, parent: int, *, flag: bool) -> None:
        """Of its own, of the deal, or of one before: with its own amount, or what the others have left."""
        before = [(one, name) for name, one in self.made if name.removesuffix("s") in FOLLOWS[path]]
        body: dict[str, Any] = {"date": "2026-03-01"} | ({"amount": amount} if amount % 3 else {})
        if parent and before:
            one, name = before[parent % len(before)]
            body["parent"] = {"kind": name.removesuffix("s"), "id": one}
        else:
            body |= {"customer": customer, "amount": amount} | ({"opportunity": self.deal} if parent else {})
        if path in {"orders", "contracts"}:
            body["receivable"] = flag
        made = self.ask("POST", path, body)
        if made.status == 201:
            self.made.append((path, str(made["id"])))

    def _merge(self) -> None:
        """Merge the two, or part them again."""
        first, other = self.customers
        path = f"leads/{first}/merges/{other}/undo" if self.merged else f"leads/{first}/merge"
        assert self.ask("POST", path, None if self.merged else {"absorbed": other}).status == 202
        self.world.pump()
        self.merged = not self.merged

    def require_right(self) -> None:
        """Σ receivable − Σ receipts + Σ manual, of each; said otherwise than by the code under test."""
        items = [decode_item(raw) for raw in self.world.items()]
        for customer in self.customers:
            pk = keys.customer("acme", customer)
            owed = _owed(pk, items)
            head = next((item for item in items if item["pk"] == pk and item["sk"] == keys.LEDGER), {"balance": 0})
            assert head["balance"] == owed
            entries = sorted((item["sk"], item["value"]) for item in items
                             if item["pk"] == pk and item["sk"].startswith(keys.LEDGER_ENTRY))  # fmt: skip
            balance = Decimal(0)
            for at, (_, entry) in enumerate(entries, 1):
                balance += entry["amount"]
                assert (entry["seq"], entry["balance"]) == (at, balance)
            assert balance == owed
            assert proving.prove(pk), "nothing is left for the night to mend"
            if not self.merged:
                debt = self.ask("GET", f"debts/{customer}")
                assert Decimal(debt["balance"]) == owed
                assert sum(map(Decimal, debt["ageing"].values())) == max(0, owed)


def _owed(pk: str, items: Iterable[dict[str, Any]]) -> Decimal:
    everything = [(item["pk"], item["sk"], item["value"]) for item in items if item["sk"].split("#")[0] in {
        "ORDER", "CONTRACT", "RECEIPT", "PAYMENTSLIP", "ADJUSTMENT"
    }]  # fmt: skip
    contracted: dict[str, Decimal] = defaultdict(Decimal)
    for _, sk, value in everything:
        if sk.startswith("CONTRACT#") and value["state"] == "confirmed" and value["receivable"] and "parent" in value:
            contracted[value["parent"]["id"]] += value["amount"]
    found = Decimal(0)
    for home, sk, value in everything:
        if home != pk or value["state"] != "confirmed":
            continue
        match sk.split("#")[0]:
            case "ORDER" if value["receivable"]:
                found += max(Decimal(0), value["amount"] - contracted[value["id"]])
            case "CONTRACT" if value["receivable"]:
                found += value["amount"]
            case "RECEIPT":
                found -= value["amount"]
            case "PAYMENTSLIP" | "ADJUSTMENT":
                found += value["amount"]
    return found


WHO, WHICH = st.integers(0, 1), st.integers(0, 20)
STEPS = st.one_of(
    st.tuples(st.just("draft"), st.integers(0, 3), WHO, st.integers(1, 500), st.integers(0, 4), st.booleans()),
    st.tuples(st.just("draft"), st.integers(0, 3), WHO, st.integers(1, 500), st.integers(1, 4), st.just(True)),
    st.tuples(st.just("confirm"), WHICH), st.tuples(st.just("confirm"), WHICH), st.tuples(st.just("confirm"), WHICH),
    st.tuples(st.just("cancel"), WHICH), st.tuples(st.just("adjust"), WHO, st.integers(-300, 300).filter(bool)),
    st.tuples(st.just("forgive"), WHICH), st.tuples(st.just("give"), WHO), st.tuples(st.just("merge")),
)  # fmt: skip


def lived(world: World, by: Person, steps: Iterable[tuple[Any, ...]]) -> Life:
    life = Life(world, by)
    for step in steps:
        life.do(step)
        life.require_right()
    return life


@settings(
    max_examples=examples(5), phases=[Phase.explicit, Phase.generate]
)  # a history takes too long to be made short
@given(steps=st.lists(STEPS, min_size=8, max_size=20))
def test_a_debt_is_what_the_documents_say_whatever_is_done_with_them(
    steps: list[tuple[Any, ...]], shared: World, boss: Person
):
    lived(shared, boss, steps)


def test_a_debt_is_what_the_documents_say_where_documents_of_a_chain_come_apart(shared: World, boss: Person):
    """An order is contracted in parts by both, the merge undone, the contracts cancelled and made again."""
    order, contract, receipt = 0, 1, 2
    life = lived(shared, boss, [
        ("draft", order, 1, 301, 0, True), ("confirm", 0), ("draft", contract, 1, 100, 1, True), ("confirm", 1),
        ("merge",), ("draft", contract, 0, 3, 1, True), ("confirm", 2), ("draft", receipt, 0, 50, 1, True),
        ("confirm", 3), ("confirm", 3), ("merge",), ("cancel", 3), ("cancel", 2), ("confirm", 2), ("merge",),
        ("draft", contract, 0, 3, 1, True), ("confirm", 4), ("cancel", 1), ("merge",), ("adjust", 1, -20),
        ("draft", contract, 1, 7, 1, False), ("confirm", 5),
    ])  # fmt: skip
    amounts = [life.ask("GET", f"{path}/{one}")["amount"] for path, one in life.made]
    assert amounts[2] == "201", "what the first contract left of the order"
    assert amounts[4] == "201", "the second one was cancelled, the first not yet"


def test_a_deal_that_goes_to_another_customer_takes_its_drafts_and_their_claims_come_later(shared: World, boss: Person):
    contract = 1
    life = lived(shared, boss, [
        ("draft", contract, 0, 100, 1, True), ("give", 1), ("confirm", 0), ("give", 0), ("cancel", 0),
    ])  # fmt: skip
    assert life.ask("GET", f"contracts/{life.made[0][1]}")["customer"] == life.customers[1]
