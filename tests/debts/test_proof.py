"""By night a ledger is compared with its documents, and mended where it does not say what they say (G3)."""

from collections.abc import Callable
from typing import Any

import pytest

import scoring.schedule
from kernel import keys, table
from ledger import model as ledger
from ledger import proving
from tests.debts.story import adjusted, balance, confirmed, dues, entries
from tests.scoring.test_nightly import Clock
from tests.world import Answer, Person, World

type Ask = Callable[..., Answer]


@pytest.fixture
def ask(world: World, admin: Person) -> Ask:
    def asked(method: str, path: str, body: Any = None) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=admin)

    return asked


@pytest.fixture
def customer(ask: Ask) -> str:
    """They owe 100 of an order of which 60 are contracted, and 7 besides; 25 are paid."""
    made = str(ask("POST", "leads", {"name": "A"})["id"])
    order = confirmed(ask, "orders", made, 100, due="2026-04-01")
    confirmed(ask, "contracts", made, 60, due="2026-05-01", parent={"kind": "order", "id": order})
    confirmed(ask, "receipts", made, 25)
    adjusted(ask, made, 7)
    return made


def ageing(ask: Ask, customer: str) -> Any:
    return ask("GET", f"debts/{customer}")["ageing"]


def lose(customer: str, sk: str) -> None:
    table.write(table.delete((keys.customer("acme", customer), sk)))


def test_a_ledger_that_says_what_its_documents_say_is_left_alone(world: World, customer: str):
    before = world.items()
    assert proving.prove(keys.customer("acme", customer))
    assert world.items() == before


def test_a_balance_that_somebody_changed_is_brought_back_by_an_entry(world: World, ask: Ask, customer: str):
    pk = keys.customer("acme", customer)
    old = entries(ask, customer)
    world.pump()
    world.put({**world.item(pk, keys.LEDGER), "balance": {"N": "1000"}})
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 1}
    assert balance(ask, customer) == "82"
    assert entries(ask, customer) == [("proof", "0", "82"), *old]
    assert scoring.schedule.handler({}, Clock(0)) == {"repaired": 0}


@pytest.mark.parametrize("put", [True, False])
def test_what_a_document_says_counts_whatever_was_posted(world: World, ask: Ask, customer: str, put: bool):
    """As if a document had been changed, or had gone, without its ledger."""
    pk = keys.customer("acme", customer)
    receipt = next(item for item in world.items() if item["sk"]["S"].startswith(keys.RECEIPT))
    if put:
        world.put({**receipt, "value": {"M": receipt["value"]["M"] | {"amount": {"N": "20"}}}})
    else:
        lose(customer, receipt["sk"]["S"])
    assert not proving.prove(pk)
    right = "87" if put else "107"
    assert balance(ask, customer) == right
    assert entries(ask, customer)[0] == ("proof", "5" if put else "25", right)
    assert proving.prove(pk)


def test_rows_of_what_is_due_are_made_so_and_the_ageing_adds_up(world: World, ask: Ask, customer: str):
    right, rows = ageing(ask, customer), dues(world, customer)
    lose(customer, rows[0])
    pk = keys.customer("acme", customer)
    world.put({"pk": {"S": pk}, "sk": {"S": keys.due("2020-01-01", "x")}, "amount": {"N": "9"}})
    world.put({"pk": {"S": pk}, "sk": {"S": rows[1]}, "amount": {"N": "1"}})
    assert not proving.prove(pk)
    assert (ageing(ask, customer), dues(world, customer)) == (right, rows)
    assert proving.prove(pk)


def test_a_ledger_that_is_gone_is_made_anew(world: World, ask: Ask, customer: str):
    for row in [item["sk"]["S"] for item in world.items()]:
        if row.startswith((keys.LEDGER, keys.DUE)):
            lose(customer, row)
    assert ask("GET", f"debts/{customer}")["balance"] == "0"
    assert not proving.prove(keys.customer("acme", customer))
    assert balance(ask, customer) == "82"
    assert confirmed(ask, "receipts", customer, 2)
    assert balance(ask, customer) == "80"


def test_a_ledger_that_is_posted_to_meanwhile_is_looked_at_again(
    ask: Ask, customer: str, monkeypatch: pytest.MonkeyPatch
):
    head, asked = ledger.head, list[str]()

    def busy(pk: str) -> Any:
        asked.append(pk)
        if len(asked) == 2:
            confirmed(ask, "receipts", customer, 1)
        return head(pk)

    monkeypatch.setattr(ledger, "head", busy)
    assert proving.prove(keys.customer("acme", customer))
    monkeypatch.undo()
    assert balance(ask, customer) == "81"


def test_who_has_many_rows_wrong_has_them_right_at_once(world: World, customer: str):
    pk = keys.customer("acme", customer)
    for number in range(200):
        row = {"pk": {"S": pk}, "sk": {"S": keys.due("2020-01-01", f"{number:03}")}, "amount": {"N": "9"}}
        world.put(row)
    assert not proving.prove(pk)
    assert len(dues(world, customer)) == 3
    assert proving.prove(pk)
