"""Sales documents, contacts and products as workbooks: what each reader sees, and by the lists' filters (L1)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, get_args

import pytest

import export.job
from kernel import table
from kernel.access import Category
from tests.export.office import Office, furnished
from tests.export.test_jobs import orders
from tests.opportunities.deals import errors
from tests.world import Person, deliver

KINDS = ("quotes", "orders", "contracts", "receipts", "payment_slips")
OF: dict[str, Category] = {
    "quotes": "quotes", "orders": "orders", "contracts": "contracts", "receipts": "receipts",
    "payment_slips": "receipts", "contacts": "profile",
}  # fmt: skip
WHOSE = ["customer", "customer_code", "created_at"]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made:
        deal = made.deal(name="Trạm bơm")["id"]
        line = {"name": "Bơm", "quantity": 2, "price": "100.5", "tax": 8}
        quote = made.made("quotes", customer=made.lead, date="2026-03-01", lines=[line], opportunity=deal, number="Q-1")
        made.made("orders", parent={"kind": "quote", "id": quote}, date="2026-03-02", number="O-1")
        for at, path in enumerate(("contracts", "receipts", "payment-slips"), 3):
            made.made(path, customer=made.lead, date=f"2026-03-0{at}", amount=at * 10, number=f"=N{at}", note="+x")
        other = made.made("leads", made.stranger, name="B")
        made.made("quotes", made.stranger, customer=other, date="2026-04-01", amount=7, number="Q-2")
        for person in ({"name": "Lan", "primary": True, "phones": ["0912345678", "0987654321"]}, {"name": "Mai"}):
            made.made("contacts", customer=made.lead, **person)
        made.call("POST", f"/v1/quotes/{quote}/confirm")
        made.world.pump()
        yield made


def listed(office: Office, kind: str, by: Person, **query: Any) -> list[str]:
    answer = office.call("GET", f"/v1/{kind.replace('_', '-')}", by=by, **query)
    assert answer.status == 200, answer.raw
    return [row["number"] for row in answer["items"]]


def numbers(office: Office, kind: str, by: Person | None = None, **fields: Any) -> list[str]:
    return [row["Number"] for row in office.rows(kind, by, columns=["number"], **fields)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_has_what_the_list_has_of_everybody(kind: str, office: Office):
    for who in (office.owner, office.neighbour, office.stranger, office.boss, office.admin):
        assert numbers(office, kind, who) == listed(office, kind, who)


def test_its_cells_are_texts_numbers_and_days(office: Office):
    columns = ["number", "date", "customer_code", "customer", "state", "subtotal", "tax", "amount", "opportunity"]
    (row,) = office.rows("quotes", columns=columns)
    assert [row[name] for name in ("Number", "Customer code", "Customer")] == ["Q-1", "HP", "Hoà Phát"]
    assert (row["Subtotal"], row["Tax"], row["Total"], row["Opportunity"]) == (201, 16, 217, "Trạm bơm")
    assert row["Status"] == "Confirmed"
    assert row["Date"] == date(2026, 3, 1)
    (order,) = office.rows("orders", columns=["parent", "receivable", "due"])
    assert (order["Follows from"], order["Receivable"], order["Due"]) == ("Q-1", True, "")
    (receipt,) = office.rows("receipts", columns=["number", "note", "amount"])
    assert receipt == {"Number": "=N4", "Note": "+x", "Total": 40}


@pytest.mark.parametrize(
    "asked",
    [
        {"state": ["confirmed"]}, {"state": ["draft"]}, {"number": "q-"}, {"date_from": "2026-03-15"},
        {"date_to": "2026-03-15"}, {"state": ["draft", "confirmed"], "date_from": "2026-01-01"},
    ],
)  # fmt: skip
def test_the_lists_filters_are_the_files(asked: dict[str, Any], office: Office):
    query = {name: ",".join(one) if isinstance(one, list) else one for name, one in asked.items()}
    assert numbers(office, "quotes", office.admin, quotes=asked) == listed(office, "quotes", office.admin, **query)


def test_those_of_one_customer_or_opportunity_and_the_chosen_ones(office: Office):
    deal = office.call("GET", "/v1/opportunities")["items"][0]["id"]
    assert numbers(office, "quotes", office.admin, quotes={"customer": office.lead}) == ["Q-1"]
    assert numbers(office, "quotes", office.admin, quotes={"opportunity": deal}) == ["Q-1"]
    assert numbers(office, "quotes", office.stranger, quotes={"customer": office.lead}) == []
    both = [row["id"] for row in office.call("GET", "/v1/quotes", by=office.admin)["items"]]
    assert numbers(office, "quotes", office.admin, records=both[::-1]) == ["Q-1", "Q-2"]
    assert numbers(office, "quotes", office.stranger, records=both) == ["Q-2"]


def test_a_category_that_was_not_shared_is_in_no_file_and_without_the_profile_there_is_no_name(office: Office):
    for category in get_args(Category.__value__):
        office.share(category, employee=office.neighbour)
        for kind, of in OF.items():
            found = office.rows(kind, office.neighbour, columns=WHOSE)
            assert len(found) == ((2 if kind == "contacts" else 1) if of == category else 0), (category, kind)
            if found and category != "profile":
                assert {row["Customer"] for row in found} == {""}
                assert {row["Customer code"] for row in found} == {""}
        for kind in ("leads", "activities", "opportunities"):
            if category not in {kind, "profile"}:
                assert office.rows(kind, office.neighbour) == [], (category, kind)
    office.share("orders", employee=office.neighbour)
    (order,) = office.rows("orders", office.neighbour, columns=["number", "parent", "opportunity"])
    assert order == {"Number": "O-1", "Follows from": "", "Opportunity": ""}
    office.share()


def test_contacts_come_in_the_columns_of_the_imports_template(office: Office):
    lan = next(row for row in office.rows("contacts") if row["Name"] == "Lan")
    assert (lan["Customer code"], lan["Phone"], lan["Primary"]) == ("HP", "0912345678; 0987654321", True)
    assert [row["Name"] for row in office.rows("contacts", contacts={"customer": office.lead})] == ["Mai", "Lan"]
    chosen = [row["id"] for row in office.call("GET", "/v1/contacts")["items"]][1:]
    assert [row["Name"] for row in office.rows("contacts", records=chosen)] == ["Lan"]
    assert office.rows("contacts", office.stranger, contacts={"customer": office.lead}) == []


def test_products_are_everybodys_all_the_sold_or_the_chosen_ones(office: Office):
    pump = {"price": "12.5", "tax": 8}
    sold = office.made("products", office.admin, code="P1", name="Bơm", **pump)
    gone = office.made("products", office.admin, code="P2", name="Van", active=False, **pump)
    assert [row["Code"] for row in office.rows("products", office.stranger)] == ["P2", "P1"]
    (row,) = office.rows("products", products={"active": True})
    assert (row["Code"], row["Price"], row["Tax (%)"], row["Active"]) == ("P1", 12.5, 8, True)
    assert [row["Code"] for row in office.rows("products", records=[sold, gone])] == ["P1", "P2"]


def test_what_makes_no_sense_is_refused_by_its_field(office: Office):
    both = {"date_in": "today", "date_to": "2026-01-01"}
    assert errors(office.export("quotes", quotes=both)) == [("/quotes/date_in", "not_with")]
    assert errors(office.export("receipts", quotes={})) == [("/quotes", "not_without")]
    assert errors(office.export("quotes", columns=["repays"])) == [("/columns/0", "choice")]


def calls_of(office: Office, monkeypatch: pytest.MonkeyPatch, **fields: Any) -> tuple[int, int]:
    """(rows, calls to the table) of an export's worker."""
    job = office.export("contracts", **fields)["id"]
    deliver(office.world.records())
    waiting, calls = orders(office.world), list[str]()

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(table, name)

        def call(*arguments: Any, **more: Any) -> Any:
            calls.append(name)
            return real(*arguments, **more)

        return call

    with monkeypatch.context() as patch:
        for name in ("read", "get", "get_many", "page"):
            patch.setattr(table, name, counted(name))
        export.job.handler({"Records": waiting}, None)
    return office.call("GET", f"/v1/exports/{job}")["rows"], len(calls)


def test_ten_times_the_rows_take_no_call_more(office: Office, monkeypatch: pytest.MonkeyPatch):
    columns = ["number", "customer", "customer_tier", "parent", "opportunity"]
    order = {"kind": "order", "id": office.call("GET", "/v1/orders")["items"][0]["id"]}
    rows, calls = calls_of(office, monkeypatch, columns=columns)
    for at in range(9):
        office.made("contracts", parent=order, date="2026-05-01", amount=1, number=f"C{at}")
    assert calls_of(office, monkeypatch, columns=columns) == (rows + 9, calls)
