"""Contracts and receipts: drafted, confirmed, cancelled, and seen with their customer (G2)."""

from typing import Any

import pytest

from kernel import clock, ids
from sales import service
from tests.world import Answer, Person, World

KINDS = ["quotes", "orders", "contracts", "receipts", "payment-slips"]


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def customer(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


def draft(world: World, by: Person, kind: str, customer: str, **fields: Any) -> Answer:
    body = {"customer": customer, "date": "2026-03-01", "amount": 5} | fields
    return world.call("POST", f"/v1/{kind}", body, by=by)


def step(world: World, by: Person, kind: str, document: str, name: str) -> Answer:
    return world.call("POST", f"/v1/{kind}/{document}/{name}", by=by)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_begins_as_a_draft_and_is_read_back_whole(kind: str, shared: World, boss: Person, customer: str):
    made = draft(shared, boss, kind, customer, number="HĐ-01", note="a\nb", amount="125")
    assert made.status == 201, made.raw
    assert (made["state"], made["kind"], made["amount"], made["number"]) == ("draft", kind[:-1], "125", "HĐ-01")
    assert (made["customer"], made["created_by"], made["version"]) == (customer, boss.id, 1)
    assert shared.call("GET", f"/v1/{kind}/{made['id']}", by=boss).raw == made.raw


STEPS: list[tuple[list[str], list[int], str]] = [
    (["confirm"], [200], "confirmed"),
    (["cancel"], [200], "cancelled"),
    (["confirm", "confirm"], [200, 409], "confirmed"),
    (["confirm", "cancel"], [200, 200], "cancelled"),
    (["cancel", "cancel"], [200, 409], "cancelled"),
    (["cancel", "confirm"], [200, 409], "cancelled"),
    (["confirm", "cancel", "confirm"], [200, 200, 409], "cancelled"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("steps", "statuses", "end"), STEPS)
def test_a_document_goes_its_way_and_no_other(
    kind: str, steps: list[str], statuses: list[int], end: str, shared: World, boss: Person, customer: str
):
    made = draft(shared, boss, kind, customer)["id"]
    answers = [step(shared, boss, kind, made, name) for name in steps]
    assert [answer.status for answer in answers] == statuses
    for answer in answers:
        if answer.status == 409:
            assert answer["code"] == "wrong_state"
            assert end in answer["detail"]
    assert shared.call("GET", f"/v1/{kind}/{made}", by=boss)["state"] == end


def test_a_document_is_confirmed_once_by_two_at_the_same_moment(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    made = draft(shared, boss, "contracts", customer)["id"]
    statuses: list[int] = []
    load = service.load

    def overtaken(*arguments: Any) -> Any:
        item = load(*arguments)
        if not statuses:
            statuses.append(0)
            statuses.append(step(shared, boss, "contracts", made, "cancel").status)
        return item

    monkeypatch.setattr(service, "load", overtaken)
    late = step(shared, boss, "contracts", made, "confirm")
    assert (statuses, late.status) == ([0, 200], 409)
    assert shared.call("GET", f"/v1/contracts/{made}", by=boss)["state"] == "cancelled"


def test_a_contract_is_no_receipt(shared: World, boss: Person, customer: str):
    contract = draft(shared, boss, "contracts", customer)["id"]
    assert shared.call("GET", f"/v1/receipts/{contract}", by=boss).status == 404
    assert step(shared, boss, "receipts", contract, "confirm").status == 404


def test_a_receipt_knows_no_receivable(shared: World, boss: Person, customer: str):
    answer = draft(shared, boss, "receipts", customer, receivable=False)
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [("/receivable", "unknown_field")]


def test_a_customer_that_is_not_there_is_named_alike_whoever_has_it(shared: World, boss: Person):
    rival = shared.company("rival")
    foreign = shared.call("POST", "/v1/leads", {"name": "A"}, by=rival)["id"]
    answers = [draft(shared, boss, kind, who) for kind in KINDS for who in (foreign, ids.new(clock.now()))]
    assert len({answer.raw for answer in answers}) == 1
    assert [(e["path"], e["code"]) for e in answers[0]["errors"]] == [("/customer", "no_such_customer")]


def test_a_customers_documents_are_listed_newest_first_page_by_page(shared: World, boss: Person):
    customer = shared.call("POST", "/v1/leads", {"name": "B"}, by=boss)["id"]
    made = [draft(shared, boss, "contracts", customer)["id"] for _ in range(5)]
    draft(shared, boss, "receipts", customer)
    seen: list[str] = []
    cursor = None
    while True:
        page = shared.call("GET", "/v1/contracts", by=boss, customer=customer, limit=2, cursor=cursor)
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_list_of_a_customer_who_is_not_there_is_none(shared: World, boss: Person):
    assert shared.call("GET", "/v1/contracts", by=boss, customer=boss.id).status == 404


def test_a_fault_while_a_document_is_made_leaves_nothing_behind(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    before = shared.items()

    def down(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as broken:
        broken.setattr("kernel.table._write_once", down)
        assert draft(shared, boss, "contracts", customer).status == 503
    assert shared.items() == before
