"""Documents are found by state, days, number, customer and opportunity, at the price of a page (G2)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from attached.held import document_orders
from kernel import clock, table
from kernel.values import Raw
from sales.filters import Where, planned
from tests.world import Answer, Person, World

type Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def ask(shared: World, boss: Person) -> Ask:
    def asked(method: str, path: str, body: Any = None, by: Person = boss, **query: Any) -> Answer:
        return shared.call(method, f"/v1/{path}", body, by=by, **query)

    return asked


@pytest.fixture(scope="module")
def customers(ask: Ask) -> list[str]:
    return [str(ask("POST", "leads", {"name": name})["id"]) for name in "AB"]


@pytest.fixture(scope="module")
def deal(ask: Ask, customers: list[str]) -> str:
    body = {"customer": customers[0], "name": "A", "expected_close": "2099-01-01"}
    return str(ask("POST", "opportunities", body)["id"])


@pytest.fixture(scope="module", autouse=True)
def orders(shared: World, ask: Ask, customers: list[str], deal: str) -> list[str]:
    """Six, one a month, every other one of the first customer; two are confirmed, the last is cancelled."""
    made = [
        ask("POST", "orders", {
            "customer": customers[at % 2], "date": f"2026-0{at + 1}-15", "amount": at + 1,
            "number": f"DH-{at // 3}{at}", **({"opportunity": deal} if at in {0, 4} else {}),
        })["id"]
        for at in range(6)
    ]  # fmt: skip
    for at, action in ((1, "confirm"), (4, "confirm"), (5, "cancel")):
        assert ask("POST", f"orders/{made[at]}/{action}").status == 200
    shared.pump()
    return made


def numbers(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.raw
    return [int(one["number"][-1]) for one in answer["items"]]


@pytest.mark.parametrize(("query", "found"), [
    ({}, [5, 4, 3, 2, 1, 0]),
    ({"reverse": "true"}, [0, 1, 2, 3, 4, 5]),
    ({"state": "draft"}, [3, 2, 0]),
    ({"state": "confirmed", "reverse": "true"}, [1, 4]),
    ({"state": "confirmed,cancelled"}, [5, 4, 1]),
    ({"state": "confirmed", "date_from": "2026-03-01"}, [4]),
    ({"state": "confirmed", "date_to": "2026-05-15"}, [4, 1]),
    ({"state": "confirmed", "date_to": "2026-05-14"}, [1]),
    ({"date_from": "2026-02-15", "date_to": "2026-04-15"}, [3, 2, 1]),
    ({"date_from": "2026-02-15", "date_to": "2026-04-15", "sort": "newest", "state": "draft"}, [3, 2]),
    ({"date_from": "2026-04-16", "date_to": "2026-04-01"}, []),
    ({"number": "dh-1"}, [3, 4, 5]),
    ({"number": "DH-1", "state": "cancelled"}, [5]),
    ({"number": "DH-1", "sort": "date"}, [5, 4, 3]),
    ({"number": "X"}, []),
    ({"sort": "date", "reverse": "true"}, [0, 1, 2, 3, 4, 5]),
    ({"sort": "number"}, [0, 1, 2, 3, 4, 5]),
])  # fmt: skip
def test_each_filter_and_order_finds_what_it_says(ask: Ask, query: dict[str, str], found: list[int]):
    assert numbers(ask("GET", "orders", **query)) == found
    some, cursor = list[int](), None
    for _ in range(10):
        page = ask("GET", "orders", **query, limit=2, cursor=cursor)
        some, cursor = some + numbers(page), page["next_cursor"]
        if cursor is None:
            break
    assert some == found, "page by page it is the same"


def test_those_of_a_customer_are_filtered_too(ask: Ask, customers: list[str]):
    first = customers[0]
    assert numbers(ask("GET", "orders", customer=first)) == [4, 2, 0]
    assert numbers(ask("GET", "orders", customer=first, state="draft", date_from="2026-02-01")) == [2]
    assert numbers(ask("GET", "orders", customer=first, number="dh-1")) == [4]
    assert ask("GET", "orders", customer=first, sort="date")["errors"][0]["path"] == "/sort"


def test_those_of_an_opportunity_are_found_by_it(ask: Ask, customers: list[str], deal: str):
    assert numbers(ask("GET", "orders", opportunity=deal)) == [4, 0]
    assert numbers(ask("GET", "orders", opportunity=deal, state="draft")) == [0]
    assert numbers(ask("GET", "orders", opportunity=deal, customer=customers[1])) == []
    page = ask("GET", "orders", opportunity=deal, limit=1)
    assert numbers(ask("GET", "orders", opportunity=deal, limit=1, cursor=page["next_cursor"])) == [0]
    nobody = ask("GET", "orders", opportunity=customers[0])
    assert [(error["path"], error["code"]) for error in nobody["errors"]] == [("/opportunity", "no_such_opportunity")]


def test_a_span_of_days_has_words(ask: Ask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 31, 20, tzinfo=UTC))
    assert numbers(ask("GET", "orders", date_in="last_month")) == [4], "it is June where the company is"
    both = ask("GET", "orders", date_in="last_month", date_to="2026-05-01")
    assert [error["code"] for error in both["errors"]] == ["not_with"]


def test_what_was_not_shared_is_not_found_by_any_filter(
    shared: World, ask: Ask, boss: Person, customers: list[str], deal: str
):
    given = shared.employee(boss.department, "S1")
    share = {"employees": [given.id], "categories": ["quotes", "opportunities"]}
    ask("POST", f"customers/{customers[0]}/share", share)
    shared.pump()
    for query in ({"state": "draft"}, {"number": "dh"}, {"date_from": "2020-01-01"}, {"opportunity": deal}):
        assert numbers(ask("GET", "orders", by=given, **query)) == []
    ask("POST", f"customers/{customers[0]}/share", share | {"categories": ["orders"]})
    shared.pump()
    assert numbers(ask("GET", "orders", by=given, state="draft")) == [2, 0]
    assert numbers(ask("GET", "orders", by=given, opportunity=deal)) == [4, 0]


def test_what_changes_stands_elsewhere_at_once(shared: World, ask: Ask, customers: list[str]):
    body = {"customer": customers[0], "date": "2027-01-01", "amount": 1}
    made = ask("POST", "receipts", {**body, "number": "PT-1"})["id"]
    shared.pump()
    ask("PATCH", f"receipts/{made}", {"date": "2027-02-01"})
    shared.pump()
    assert numbers(ask("GET", "receipts", date_from="2027-02-01")) == [1]
    assert numbers(ask("GET", "receipts", date_to="2027-01-31")) == []
    ask("POST", f"receipts/{made}/confirm")
    shared.pump()
    assert numbers(ask("GET", "receipts", state="draft")) == []
    assert numbers(ask("GET", "receipts", state="confirmed")) == [1]


def test_a_filter_that_an_index_serves_reads_no_more_than_its_page(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    read: list[int] = []
    page = table.page

    def counted(where: table.Range, **more: Any) -> table.Page:
        found = page(where, **more)
        read.append(len(found.items))
        return found

    monkeypatch.setattr(table, "page", counted)
    for query in ({"state": "draft", "date_from": "2026-01-01"}, {"number": "dh-1"}, {"date_from": "2026-02-01"}):
        read.clear()
        ask("GET", "orders", **query, limit=2)
        assert sum(read) <= 3


@pytest.mark.parametrize("sort", ["newest", "number", "date"])
def test_what_a_plan_leaves_to_filter_is_what_its_range_does_not_see_to(sort: Any):
    """A document is listed if its place is in the range and the rest lets it pass: that is as if it passed it all."""
    wheres = [
        Where(state, number, (first, last))
        for state in ((), ("draft",), ("draft", "confirmed")) for number in (None, "d", "dh-2")
        for first, last in ((None, None), ("2026-01-02", None), (None, "2026-01-02"), ("2026-01-01", "2026-01-02"))
    ]  # fmt: skip
    for where in wheres:
        order, left = planned(sort, where, reverse=False)
        for state in ("draft", "confirmed", "cancelled"):
            for number in (None, "DH-1", "DH-20", "X"):
                for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
                    value = {"id": "01", "state": state, "date": day, **({"number": number} if number else {})}
                    place = document_orders(value)[order.index] if order.index else "01#"
                    inside = (order.above or "") < place < (order.below or "\U0010ffff\U0010ffff")
                    raw: Raw = {"value": {"M": {name: {"S": one} for name, one in value.items()}}}
                    assert (inside and left.passes(raw)) == where.passes(raw), (where, order, value)
