"""What is owed is owed by whom the documents belong to, also while records are merged and taken apart (C10)."""

from typing import Any

from ledger import model as ledger
from ledger.rules import Head
from tests.debts.story import adjusted, balance, confirmed, dues, entries
from tests.world import Answer, Person, World


def test_claims_that_add_up_to_nothing_are_told_in_both_ledgers_when_they_move(world: World, admin: Person):
    """Or who reads what is due while they move would not notice."""

    def ask(method: str, path: str, body: Any = None) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=admin)

    customer, other = (str(ask("POST", "leads", {"name": name})["id"]) for name in "AB")
    adjusted(ask, other, 50)
    adjusted(ask, other, -50)
    pks = [f"acme#C#{one}" for one in (customer, other)]
    assert [ledger.head(pk) for pk in pks] == [Head(0, 0), Head(2, 0)]
    assert ask("POST", f"leads/{customer}/merge", {"absorbed": other}).status == 202
    world.pump()
    assert [ledger.head(pk) for pk in pks] == [Head(1, 0), Head(3, 0)]
    assert entries(ask, customer) == [("merge", "0", "0")]


def test_what_documents_claim_goes_with_them_when_records_are_merged_and_comes_back(world: World, admin: Person):
    def ask(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=admin, **more)

    customer = str(ask("POST", "leads", {"name": "A"})["id"])
    other = str(ask("POST", "leads", {"name": "B"})["id"])
    confirmed(ask, "contracts", customer, 100, due="2026-04-01")
    theirs = confirmed(ask, "contracts", other, 50, due="2026-05-01")
    confirmed(ask, "receipts", other, 20)
    quote = confirmed(ask, "quotes", other, 9)
    adjusted(ask, other, 7)
    assert ask("POST", f"leads/{customer}/merge", {"absorbed": other}).status == 202
    world.pump()
    assert balance(ask, customer) == balance(ask, other) == "137"
    assert entries(ask, customer)[0] == ("merge", "37", "137")
    assert len(dues(world, customer)) == 3
    assert dues(world, other) == []
    pk = f"acme#C#{other}"
    assert ledger.head(pk).balance == 0
    late = confirmed(ask, "receipts", customer, 30, parent={"kind": "contract", "id": theirs})
    body = {"date": "2026-03-01", "parent": {"kind": "quote", "id": quote}}
    order = ask("POST", "orders", body)
    assert order["customer"] == customer
    assert ask("POST", f"leads/{customer}/merges/{other}/undo").status == 202
    world.pump()
    assert (balance(ask, customer), balance(ask, other)) == ("70", "37")
    assert [sum(map(int, (one["amount"] for one in ask("GET", f"debts/{who}/entries")["items"])))
            for who in (customer, other)] == [70, 37]  # fmt: skip
    assert ask("POST", f"receipts/{late}/cancel")["debt_change"] == "30"
    assert ask("GET", f"contracts/{theirs}")["children"] == []
    assert ask("POST", f"orders/{order['id']}/confirm")["code"] == "parent_gone", "its quote went back"


def test_what_was_left_with_another_owner_by_an_undone_merge_is_not_told_of(world: World, admin: Person):
    def ask(method: str, path: str, body: Any = None, by: Person = admin) -> Answer:
        return world.call(method, f"/v1/{path}", body, by=by)

    one, two = (world.employee(admin.department, code) for code in ("S1", "S2"))
    mine = str(ask("POST", "leads", {"name": "A"}, one)["id"])
    other = str(ask("POST", "leads", {"name": "B"}, two)["id"])
    contract = confirmed(ask, "contracts", other, 100)
    own = confirmed(ask, "receipts", other, 11, number="PT-OWN", parent={"kind": "contract", "id": contract})
    assert ask("POST", f"leads/{mine}/merge", {"absorbed": other}).status == 202
    world.pump()
    late = confirmed(ask, "receipts", mine, 37, number="PT-LATE", parent={"kind": "contract", "id": contract})
    assert ask("POST", f"leads/{mine}/merges/{other}/undo").status == 202
    world.pump()
    assert [child["id"] for child in ask("GET", f"contracts/{contract}")["children"]] == [own, late]
    assert [child["id"] for child in ask("GET", f"contracts/{contract}", by=two)["children"]] == [own]
    refused = ask("POST", f"contracts/{contract}/cancel", by=two)
    assert (refused["code"], "PT-OWN" in refused.raw, "PT-LATE" in refused.raw) == ("has_followers", True, False)
    assert ask("GET", f"receipts/{late}", by=one)["parent"] is None
    assert ask("GET", f"receipts/{own}", by=two)["parent"]["id"] == contract
