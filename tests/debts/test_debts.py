"""What a customer owes: a ledger in posting order, its balance and how late that is (G3)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock, table
from ledger import model as ledger
from sales import moving
from tests.debts.story import Ask, adjusted, balance, confirmed, dues, entries
from tests.world import Answer, Person, World


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def ask(shared: World, boss: Person) -> Ask:
    def asked(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return shared.call(method, f"/v1/{path}", body, by=more.pop("by", boss), **more)

    return asked


@pytest.fixture
def customer(ask: Ask) -> str:
    return str(ask("POST", "leads", {"name": "A"})["id"])


@pytest.fixture
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 5, tzinfo=UTC))


def test_a_customer_who_has_nothing_owes_nothing(ask: Ask, customer: str):
    found = ask("GET", f"debts/{customer}")
    assert (found["balance"], found["currency"], found["entries"]) == ("0", "VND", 0)
    assert set(found["ageing"].values()) == {"0"}
    assert entries(ask, customer) == []


def test_every_confirmation_and_cancellation_is_an_entry_and_drafts_are_none(ask: Ask, customer: str):
    contract = confirmed(ask, "contracts", customer, "1005")
    ask("POST", "contracts", {"date": "2026-03-01", "customer": customer, "amount": 9})
    receipt = confirmed(ask, "receipts", customer, 40)
    confirmed(ask, "contracts", customer, 7, receivable=False)
    confirmed(ask, "quotes", customer, 7)
    confirmed(ask, "payment-slips", customer, 5)
    confirmed(ask, "payment-slips", customer, 6, repays=False)
    adjusted(ask, customer, -10)
    ask("POST", f"receipts/{receipt}/cancel")
    assert entries(ask, customer) == [
        ("receipt", "40", "1000"), ("adjustment", "-10", "960"), ("payment-slip", "5", "970"),
        ("receipt", "-40", "965"), ("contract", "1005", "1005"),
    ]  # fmt: skip
    last = ask("GET", f"debts/{customer}/entries")["items"][-1]
    assert (last["document"], last["reason"], last["seq"], last["number"][:2]) == (contract, "confirmed", 1, "HD")
    assert balance(ask, customer) == "1000"


def test_a_page_carries_on_where_the_one_before_ended(ask: Ask, customer: str):
    for amount in range(1, 6):
        adjusted(ask, customer, amount)
    first = ask("GET", f"debts/{customer}/entries", limit=2)
    assert [one["balance"] for one in first["items"]] == ["15", "10"]
    second = ask("GET", f"debts/{customer}/entries", limit=2, cursor=first["next_cursor"])
    assert [one["balance"] for one in second["items"]] == ["6", "3"]


@pytest.mark.usefixtures("june")
def test_what_is_owed_is_as_old_as_what_was_due_last(ask: Ask, customer: str):
    for due, amount in (("2026-02-01", 100), ("2026-03-20", 200), ("2026-05-01", 300), ("2026-06-01", 400)):
        confirmed(ask, "contracts", customer, amount, date="2026-01-05", due=due)
    whole = ask("GET", f"debts/{customer}")
    assert (whole["balance"], whole["on"]) == ("1000", "2026-06-01")
    assert whole["ageing"] == {
        "not_due": "400", "days_1_30": "0", "days_31_60": "300", "days_61_90": "200", "days_over_90": "100",
    }  # fmt: skip
    confirmed(ask, "receipts", customer, 250)
    assert ask("GET", f"debts/{customer}")["ageing"] == {
        "not_due": "400", "days_1_30": "0", "days_31_60": "300", "days_61_90": "50", "days_over_90": "0",
    }  # fmt: skip
    confirmed(ask, "receipts", customer, 800)
    paid = ask("GET", f"debts/{customer}")
    assert (paid["balance"], set(paid["ageing"].values())) == ("-50", {"0"})


def test_ageing_reads_no_more_claims_than_the_balance_needs(ask: Ask, customer: str, monkeypatch: pytest.MonkeyPatch):
    for amount in (5, 5, 5, 5):
        adjusted(ask, customer, amount)
    adjusted(ask, customer, -15)
    monkeypatch.setattr("debts.service._AT_ONCE", 1)
    read: list[int] = []
    page = table.page

    def counted(where: Any, **arguments: Any) -> Any:
        read.append(1) if where.prefix == "~DUE#" else None
        return page(where, **arguments)

    monkeypatch.setattr(table, "page", counted)
    assert balance(ask, customer) == "5"
    assert len(read) == 1


def test_who_owes_many_claims_costs_few_queries(ask: Ask, customer: str, monkeypatch: pytest.MonkeyPatch):
    for amount in (5, 6, 7, 8):
        adjusted(ask, customer, amount)
    monkeypatch.setattr("debts.service._AT_ONCE", 1)
    limits: list[int] = []
    page = table.page

    def counted(where: Any, **arguments: Any) -> Any:
        limits.append(arguments["limit"]) if where.prefix == "~DUE#" else None
        return page(where, **arguments)

    monkeypatch.setattr(table, "page", counted)
    assert balance(ask, customer) == "26"
    assert limits == [1, 1000]


def test_what_is_contracted_is_due_with_its_contract_and_comes_back_to_its_order(
    ask: Ask, shared: World, customer: str
):
    order = confirmed(ask, "orders", customer, 100, due="2026-04-01")
    contract = confirmed(ask, "contracts", customer, 60, due="2026-05-01", parent={"kind": "order", "id": order})
    assert dues(shared, customer) == [f"~DUE#2026-04-01#{order}", f"~DUE#2026-05-01#{contract}"]
    assert entries(ask, customer) == [("order", "-60", "100"), ("contract", "60", "160"), ("order", "100", "100")]
    ask("POST", f"contracts/{contract}/cancel")
    assert dues(shared, customer) == [f"~DUE#2026-04-01#{order}"]
    assert balance(ask, customer) == "100"
    ask("POST", f"orders/{order}/cancel")
    assert (dues(shared, customer), balance(ask, customer)) == ([], "0")


def test_a_manual_entry_has_a_reason_and_is_taken_back_by_another_entry(ask: Ask, customer: str):
    made = adjusted(ask, customer, "-125")
    path = f"adjustments/{made['id']}"
    assert (made.status, made["amount"], made["state"]) == (201, "-125", "confirmed")
    assert ask("GET", path).raw == made.raw
    assert ask("POST", f"{path}/cancel", headers={"if-match": '"9"'})["code"] == "stale"
    gone = ask("POST", f"{path}/cancel")
    assert (gone["state"], gone["version"]) == ("cancelled", 2)
    assert ask("POST", f"{path}/cancel")["code"] == "wrong_state"
    assert entries(ask, customer) == [("adjustment", "125", "0"), ("adjustment", "-125", "-125")]
    assert [one["note"] for one in ask("GET", f"debts/{customer}/entries")["items"]] == ["đầu kỳ"] * 2
    assert [one["id"] for one in ask("GET", "adjustments", customer=customer)["items"]] == [made["id"]]


def test_manual_entries_of_all_customers_are_one_list_too(shared: World, ask: Ask, customer: str):
    made = adjusted(ask, customer, "-125")
    shared.pump()
    assert ask("GET", "adjustments", limit=1)["items"][0]["id"] == made["id"]


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"amount": 0}, "/amount", "nothing"), ({"amount": "1000000000000000"}, "/amount", "too_large"),
        ({"amount": "0.00001"}, "/amount", "digits"), ({"amount": "0.5"}, "/amount", "not_in_currency"),
        ({"reason": " "}, "/reason", "too_short"),
        ({"due": "2026-02-01"}, "/due", "not_before"), ({"state": "cancelled"}, "/state", "unknown_field"),
    ],
)  # fmt: skip
def test_a_manual_entry_that_cannot_be_is_refused_by_its_field(
    fields: Any, path: str, code: str, ask: Ask, customer: str
):
    body = {"customer": customer, "date": "2026-03-01", "amount": 1, "reason": "r", **fields}
    refused = ask("POST", "adjustments", body)
    assert [(error["path"], error["code"]) for error in refused["errors"]] == [(path, code)]
    assert balance(ask, customer) == "0"


def test_a_debt_is_shown_to_who_sees_all_that_it_is_made_of(ask: Ask, shared: World, boss: Person, customer: str):
    some, all_ = (shared.employee(boss.department, code) for code in ("D1", "D2"))
    for who, categories in ((some, ["receipts", "contracts"]), (all_, ["receipts", "contracts", "orders"])):
        body = {"employees": [who.id], "categories": categories}
        assert ask("POST", f"customers/{customer}/share", body).status == 200
    for path in (f"debts/{customer}", f"debts/{customer}/entries"):
        assert ask("GET", path, by=some).status == 404
        assert ask("GET", path, by=all_).status == 200
    assert adjusted(ask, customer, 1, by=all_)["code"] == "not_yours_to_change"
    made = adjusted(ask, customer, 1)["id"]
    assert ask("GET", f"adjustments/{made}", by=some).status == 200
    assert ask("POST", f"adjustments/{made}/cancel", by=all_)["code"] == "not_yours_to_change"


def test_two_who_post_at_once_are_posted_one_after_the_other(ask: Ask, customer: str, monkeypatch: pytest.MonkeyPatch):
    first, second = (
        ask("POST", "contracts", {"date": "2026-03-01", "customer": customer, "amount": amount})["id"]
        for amount in (10, 20)
    )
    head, overtaken = ledger.head, list[int]()

    def slow(pk: str) -> Any:
        found = head(pk)
        if not overtaken:
            overtaken.append(1)
            assert ask("POST", f"contracts/{second}/confirm").status == 200
        return found

    monkeypatch.setattr(ledger, "head", slow)
    assert ask("POST", f"contracts/{first}/confirm").status == 200
    assert entries(ask, customer) == [("contract", "10", "30"), ("contract", "20", "20")]


def test_patience_ends_and_nothing_is_posted(ask: Ask, customer: str, monkeypatch: pytest.MonkeyPatch):
    contract = ask("POST", "contracts", {"date": "2026-03-01", "customer": customer, "amount": 1})["id"]

    def never(*_: Any) -> None:
        raise table.Transient("TransactionConflict")

    with monkeypatch.context() as busy:
        busy.setattr(moving, "commit", never)
        busy.setattr(moving, "PATIENCE", 0.05)
        assert ask("POST", f"contracts/{contract}/confirm")["code"] == "busy"
    assert (balance(ask, customer), ask("GET", f"contracts/{contract}")["state"]) == ("0", "draft")


def test_a_confirmation_sent_twice_with_its_key_is_posted_once(ask: Ask, customer: str):
    contract = ask("POST", "contracts", {"date": "2026-03-01", "customer": customer, "amount": 3})["id"]
    key = {"idempotency-key": f"once-{contract}"}
    twice = [ask("POST", f"contracts/{contract}/confirm", headers=key).raw for _ in range(2)]
    assert twice[0] == twice[1]
    assert ask("POST", f"contracts/{contract}/confirm")["code"] == "wrong_state"
    assert entries(ask, customer) == [("contract", "3", "3")]
