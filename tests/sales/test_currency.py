"""Amounts stay in the currency that they were written in, and a ledger is in one: that of the company."""

from typing import Any

import pytest

from identity import model as identity
from tests.sales.test_chain import draft, errors, ref
from tests.world import Answer, Person, World

LINES = [{"name": "Lắp đặt", "quantity": 3, "price": "10.5"}]


@pytest.fixture
def boss(world: World) -> Person:
    return world.company()


@pytest.fixture
def ask(world: World, boss: Person) -> Any:
    def asked(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=boss, **more)

    return asked


@pytest.fixture
def customer(ask: Any) -> str:
    return str(ask("POST", "leads", {"name": "A"})["id"])


def switch(ask: Any, currency: str) -> Answer:
    answer: Answer = ask("PUT", "settings", {"currency": currency})
    return answer


def test_what_was_written_before_a_switch_keeps_its_currency_and_nothing_follows_from_it(ask: Any, customer: str):
    quote = draft(ask, "quotes", customer=customer, amount=100)
    order = draft(ask, "orders", parent=ref(quote))
    assert switch(ask, "USD").status == 200
    body = {"date": "2026-03-01", "customer": customer, "amount": 5}
    assert errors(ask("POST", "orders", body | {"parent": ref(quote)})) == [("/parent/id", "other_currency")]
    changed = ask("PATCH", f"orders/{order['id']}", {"lines": LINES})
    assert (changed["currency"], changed["amount"]) == ("VND", "32")
    refused = ask("POST", f"orders/{order['id']}/confirm")
    assert (refused.status, refused["code"]) == (409, "document_currency")
    new = draft(ask, "orders", customer=customer, lines=LINES)
    assert (new["currency"], new["amount"]) == ("USD", "31.5")
    patched = ask("PATCH", f"orders/{new['id']}", {"parent": ref(quote)})
    assert errors(patched) == [("/parent/id", "other_currency")]
    assert ask("POST", f"orders/{order['id']}/cancel").status == 200
    assert ask("POST", f"orders/{new['id']}/confirm")["debt_change"] == "31.5"
    assert ask("GET", f"debts/{customer}")["currency"] == "USD"


@pytest.mark.parametrize("posted", ["contract", "adjustment"])
def test_the_first_entry_of_a_ledger_fixes_the_currency(posted: str, ask: Any, customer: str):
    assert switch(ask, "USD").status == 200
    if posted == "contract":
        contract = draft(ask, "contracts", customer=customer, amount=5)
        assert ask("POST", f"contracts/{contract['id']}/confirm").status == 200
    else:
        body = {"customer": customer, "date": "2026-03-01", "amount": 5, "reason": "r"}
        assert ask("POST", "adjustments", body).status == 201
    assert errors(switch(ask, "VND")) == [("/currency", "currency_fixed")]
    kept = ask("PUT", "settings", {"currency": "USD", "locale": "en"})
    assert (kept.status, kept["locale"]) == (200, "en")
    assert errors(switch(ask, "VND")) == [("/currency", "currency_fixed")], "it stays fixed"
    assert ask("GET", f"debts/{customer}")["currency"] == "USD"


def test_a_switch_in_the_moment_of_the_first_entry_is_noticed(
    ask: Any, customer: str, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    contract = draft(ask, "contracts", customer=customer, amount=5)
    fixing, late = identity.fixing, list[int]()

    def slow(item: Any) -> Any:
        found = fixing(item)
        if not late:
            late.append(1)
            assert switch(ask, "USD").status == 200
        return found

    monkeypatch.setattr(identity, "fixing", slow)
    assert ask("POST", f"contracts/{contract['id']}/confirm")["code"] == "document_currency"
    assert ask("GET", f"debts/{customer}")["entries"] == 0
