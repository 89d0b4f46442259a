"""Amounts are exact decimals: what was written is what is kept, or it is refused (G4)."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import Answer, Person, World

LARGEST = "999999999999999.999"


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    """Their currency has a thousand fils: no other is finer."""
    made = shared.company()
    assert shared.call("PUT", "/v1/settings", {"currency": "KWD"}, by=made).status == 200
    return made


@pytest.fixture(scope="module")
def customer(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


def draft(world: World, by: Person, customer: str, amount: str, kind: str = "contracts") -> Answer:
    body = f'{{"customer": "{customer}", "date": "2026-03-01", "amount": {amount}}}'
    return world.call("POST", f"/v1/{kind}", raw=body, by=by)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0.1", "0.1"),
        ('"0.1"', "0.1"),
        ("0.30000000000000004", None),
        ("1", "1"),
        ("100.0", "100"),
        ('"10.50"', "10.5"),
        ("1e3", "1000"),
        ("0.001", "0.001"),
        ("0.0001", None),
        ("0.00001", None),
        ('"1.00000"', "1"),
        (f'"{LARGEST}"', LARGEST),
        (LARGEST, LARGEST),
        ("99999999999999.999", "99999999999999.999"),
        ("123456789012345.678", "123456789012345.678"),
        ("123456789012345.6789", None),
        ("999999999999999.99991", None),
        ("1000000000000000", None),
        ("4503599627370497.5", None),
        ("0", None),
        ('"0"', None),
        ("-0.0", None),
        ("-1", None),
        ('"-0.0001"', None),
        ('"1e3"', None),
    ],
)
def test_an_amount_is_kept_as_written_or_refused(
    written: str, kept: str | None, shared: World, boss: Person, customer: str
):
    made = draft(shared, boss, customer, written)
    if kept is None:
        assert (made.status, [e["path"] for e in made["errors"]]) == (422, ["/amount"])
        return
    assert made.status == 201, made.raw
    assert made["amount"] == kept
    assert shared.call("GET", f"/v1/contracts/{made['id']}", by=boss).raw == made.raw


@settings(max_examples=25)
@given(st.decimals(min_value="0.001", max_value=LARGEST, places=3), st.booleans())
def test_every_amount_comes_back_as_it_went_in(shared: World, boss: Person, customer: str, amount: Decimal, text: bool):
    made = draft(shared, boss, customer, f'"{amount}"' if text else str(amount), "receipts")
    assert made.status == 201, made.raw
    assert Decimal(made["amount"]) == amount
    assert shared.call("GET", f"/v1/receipts/{made['id']}", by=boss).raw == made.raw


def test_two_numbers_that_a_computer_confuses_are_refused_rather_than_guessed(
    shared: World, boss: Person, customer: str
):
    note = '"note": 99999999999999.99991, '
    body = f'{{{note}"customer": "{customer}", "date": "2026-03-01", "amount": 99999999999999.9999}}'
    answer = shared.call("POST", "/v1/contracts", raw=body, by=boss)
    assert {error["path"] for error in answer["errors"]} == {"/note", "/amount"}


@pytest.mark.parametrize("written", ["100.0", '"10.50"', '"-0"', "0", "123456789012345.6789"])
def test_what_a_lead_may_bring_in_is_answered_as_it_will_be_read(written: str, shared: World, boss: Person):
    made = shared.call("POST", "/v1/leads", raw=f'{{"name": "a", "expected_revenue": {written}}}', by=boss)
    assert made.status == 201, made.raw
    found = json.loads(shared.call("GET", f"/v1/leads/{made['id']}", by=boss).raw)
    assert found == {name: one for name, one in json.loads(made.raw).items() if "duplicates" not in name}
    (row,) = [r for r in shared.call("GET", "/v1/leads", by=boss, limit=1)["items"] if r["id"] == made["id"]]
    assert row["expected_revenue"] == made["expected_revenue"]


def test_there_is_no_half_a_dong(world: World, admin: Person):
    customer = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    for path in ("quotes", "orders", "contracts", "receipts", "payment-slips"):
        refused = draft(world, admin, customer, '"100.5"', path)
        (error,) = refused["errors"]
        assert (refused.status, error["path"], error["code"]) == (422, "/amount", "not_in_currency")
        assert "VND" in error["message"]
    kept = draft(world, admin, customer, '"100.00"')
    refused = world.call("PATCH", f"/v1/contracts/{kept['id']}", {"amount": "0.1"}, by=admin)
    assert [error["code"] for error in refused["errors"]] == ["not_in_currency"]
    screws = {"customer": customer, "date": "2026-03-01", "lines": [{"name": "Ốc", "price": "12.5", "quantity": 3}]}
    assert world.call("POST", "/v1/quotes", screws, by=admin)["amount"] == "38", "a price is not paid, its line is"
