"""One record as a workbook: a sheet for each kind of what is attached, none for what its reader does not see (L1)."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from kernel.access import Category
from tests.attached.people import OURS
from tests.export.office import Office, furnished, rows_of
from tests.opportunities.deals import errors

OF: dict[Category, list[str]] = {
    "profile": ["Profile", "Contacts", "Cards", "Warranties", "Links"], "activities": ["Activities"],
    "opportunities": ["Opportunities"], "quotes": ["Quotes"], "orders": ["Orders"], "contracts": ["Contracts"],
    "receipts": ["Receipts", "Payment slips", "Adjustments"], "documents": ["Documents", "Signing dossiers"],
}  # fmt: skip


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made:
        for kind in OURS:
            made.attach(kind)
        made.task(subject="Gọi")
        made.deal(name="Trạm")
        quote = made.made("quotes", customer=made.lead, date="2026-03-01", amount=5, number="Q-1")
        order = made.made("orders", parent={"kind": "quote", "id": quote}, date="2026-03-02", number="=1+1")
        made.call("POST", f"/v1/orders/{order}/confirm")
        made.made("documents", customer=made.lead, name="Bản vẽ", url="https://x.vn/a")
        waiting: dict[str, Any] = {"name": "a.pdf", "type": "application/pdf", "size": 9}
        made.made("documents", customer=made.lead, **waiting)
        made.call("PATCH", f"/v1/leads/{made.lead}", {"phones": ["0912345678"], "priority": 2, "note": "=x"})
        made.world.pump()
        yield made


def sheets(file: bytes) -> dict[str, list[dict[str, Any]]]:
    names = load_workbook(io.BytesIO(file), read_only=True).sheetnames
    return {name: rows_of(file, place) for place, name in enumerate(names)}


def test_it_has_all_there_is_of_a_record(office: Office):
    found = sheets(office.file("customer", customer=office.lead))
    assert list(found) == [
        "Profile", "Contacts", "Activities", "Opportunities", "Quotes", "Orders", "Contracts", "Receipts",
        "Payment slips", "Cards", "Warranties", "Links", "Adjustments", "Documents", "Signing dossiers", "Debt",
    ]  # fmt: skip
    told = {row["Field"]: row["Value"] for row in found["Profile"]}
    assert (told["Name"], told["Phone numbers"], told["Priority"], told["Note"]) == ("Hoà Phát", "0912345678", 2, "=x")
    assert (told["Owner"], told["Stars"], told["Person/Organisation"]) == ("S1", 1, "Organisation")
    assert [row["Subject"] for row in found["Activities"]] == ["Gọi"]
    assert [(row["Number"], row["Follows from"]) for row in found["Orders"]] == [("=1+1", "Q-1")]
    assert [row["Name"] for row in found["Documents"]] == ["Bản vẽ"]
    assert [row["Balance"] for row in found["Debt"]] == [5]
    assert {name: len(found[name]) for name in ("Contacts", "Cards", "Warranties", "Links", "Contracts")} == {
        "Contacts": 1, "Cards": 1, "Warranties": 1, "Links": 1, "Contracts": 0,
    }  # fmt: skip


@pytest.mark.parametrize("category", sorted(OF))
def test_a_category_that_is_not_seen_has_no_sheet(category: Category, office: Office):
    office.share(category, employee=office.neighbour)
    assert set(sheets(office.file("customer", office.neighbour, customer=office.lead))) == set(OF[category])


def test_a_debt_is_there_for_who_sees_all_of_it(office: Office):
    office.share("orders", "contracts", "receipts", employee=office.neighbour)
    found = sheets(office.file("customer", office.neighbour, customer=office.lead))
    assert [row["Balance"] for row in found["Debt"]] == [5]
    assert [row["Follows from"] for row in found["Orders"]] == [""]


def test_who_sees_nothing_of_it_is_refused_and_who_sees_nothing_any_more_gets_no_file(office: Office):
    office.share("quotes", employee=office.neighbour)
    job = office.export("customer", office.neighbour, customer=office.lead)
    office.share()
    office.world.pump()
    failed = office.call("GET", f"/v1/exports/{job['id']}", by=office.neighbour)
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", "not_found", None)
    for who in (office.neighbour, office.stranger, office.world.company("rival")):
        refused = office.export("customer", who, customer=office.lead)
        assert errors(refused) == [("/customer", "no_such_customer")]
    assert errors(office.export("customer")) == [("/customer", "missing")]
