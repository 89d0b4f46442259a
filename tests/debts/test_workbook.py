"""One customer's debt as a workbook: the ledger as it is, for who sees all of it (G3, L1)."""

import io
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from customers import places
from kernel.access import Viewer
from tests.debts.story import adjusted, confirmed
from tests.world import Answer, Person, World


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def customer(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


def export(world: World, by: Person, **fields: Any) -> Answer:
    return world.call("POST", "/v1/exports", {"kind": "debt", **fields}, by=by)


def test_the_workbook_has_the_entries_in_their_order_as_dates_and_numbers(shared: World, boss: Person, customer: str):
    def ask(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return shared.call(method, f"/v1/{path}", body, by=boss, **more)

    assert ask("PUT", "settings", {"currency": "USD"}).status == 200
    confirmed(ask, "contracts", customer, "100.5", due="2026-04-01", number="HĐ-1")
    confirmed(ask, "receipts", customer, 40, number="=1+1")
    adjusted(ask, customer, -10)
    job = export(shared, boss, customer=customer)["id"]
    shared.pump()
    done = shared.call("GET", f"/v1/exports/{job}", by=boss)
    assert (done["state"], done["rows"], done["request"]["customer"]) == ("done", 3, customer)
    sheet = load_workbook(io.BytesIO(requests.get(done["url"], timeout=10).content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[3], row[8], row[9]) for row in rows] == [
        (1, "Contract", "HĐ-1", 100.5, 100.5), (2, "Receipt", "=1+1", -40, 60.5), (3, "Adjustment", None, -10, 50.5),
    ]  # fmt: skip
    assert f"{rows[0][5]:%Y-%m-%d}" == "2026-04-01"
    assert sheet["D3"].data_type == "s"
    assert rows[2][7] == "đầu kỳ"


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({}, "/customer", "missing"), ({"customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/customer", "no_such_customer"),
        ({"customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0", "columns": ["code"]}, "/columns", "not_with"),
        ({"customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0", "kind": "leads"}, "/customer", "not_without"),
    ],
)  # fmt: skip
def test_a_debt_is_one_customers_and_has_columns_of_its_own(
    fields: Any, path: str, code: str, shared: World, boss: Person
):
    refused = export(shared, boss, **fields)
    assert [(error["path"], error["code"]) for error in refused["errors"]] == [(path, code)]


def test_who_sees_a_part_only_gets_none_also_if_that_changes_before_the_worker_comes(
    shared: World, boss: Person, customer: str
):
    seller = shared.employee(boss.department, "S1")
    share = f"/v1/customers/{customer}/share"
    some, whole = ["receipts", "contracts"], ["receipts", "contracts", "orders"]
    who = {"employees": [seller.id], "mode": "replace"}
    assert shared.call("POST", share, {**who, "categories": some}, by=boss).status == 200
    refused = export(shared, seller, customer=customer)
    assert [(error["path"], error["code"]) for error in refused["errors"]] == [("/customer", "no_such_customer")]
    assert shared.call("POST", share, {**who, "categories": whole}, by=boss).status == 200
    job = export(shared, seller, customer=customer)
    assert job.status == 202, job.raw
    assert shared.call("POST", share, {**who, "categories": some}, by=boss).status == 200
    shared.pump()
    failed = shared.call("GET", f"/v1/exports/{job['id']}", by=seller)
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", "not_found", None)


def test_a_new_owner_who_was_not_given_what_came_before_does_not_see_it_whole():
    value = {
        "relationship": "customer", "owner": "me", "department": "d", "shares": [],
        "since": {"contracts": "2026-03-01T00:00:00.000000Z"},
    }  # fmt: skip
    me = Viewer("t", "me", "staff", "d")
    assert not places.sees_all(me, value, "contracts")
    assert places.sees_all(me, value, "orders")
