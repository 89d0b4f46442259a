"""What the test of a file of contacts or opportunities says: each row belongs to a customer whom the caller sees."""

from typing import Any

import pytest

from attached.schemas import ContactCreate, ContactPatch
from opportunities.schemas import OpportunityCreate, OpportunityPatch
from tests.imports.trial import codes, outcomes, planned
from tests.world import Person, World

type There = dict[str, Any]


@pytest.fixture(scope="module")
def there(shared: World) -> There:
    boss = shared.company()
    ann, bob = shared.employee(boss.department, "ANN"), shared.employee(shared.department(), "BOB")

    def made(path: str, body: Any, by: Person) -> str:
        answer = shared.call("POST", path, body, by=by)
        assert answer.status == 201, answer.raw
        return str(answer["id"])

    lead = {"name": "Đông Á", "code": "KH1", "phones": ["0912 345 678"], "emails": ["a@dong-a.vn"],
            "tax_code": "0101234567"}  # fmt: skip
    first = made("/v1/leads", lead, ann)
    found: There = {"boss": boss, "ann": ann, "bob": bob, "first": first}
    found["hers"] = made("/v1/leads", {"name": "Nam Á", "code": "KH2", "phones": ["0912 345 678"]}, bob)
    contact = {"customer": first, "name": "Anh Nam", "phones": ["0909 000 001"], "title": "Giám đốc"}
    found["contact"] = made("/v1/contacts", contact, ann)
    found["bare"] = made("/v1/contacts", {"customer": first, "name": "Chị Lan"}, ann)
    deal = {"customer": first, "name": "Trạm quan trắc", "expected_close": "2030-01-31", "number": "CH-1",
            "expected_value": "1000"}  # fmt: skip
    found["deal"] = made("/v1/opportunities", deal, ann)
    deal = {"customer": found["hers"], "name": "Khác", "expected_close": "2030-01-31", "number": "CH-2"}
    found["other deal"] = made("/v1/opportunities", deal, bob)
    shared.pump()
    found["stranger"] = shared.company("other")
    return found


def test_a_customer_is_named_by_code_phone_email_or_tax_code(there: There):
    named = ["KH1", "kh1", "+84912345678", "A@Dong-A.vn", "0101234567", "KH2", "0999999999", "", "Đông Á"]
    found = planned(there["ann"], "contacts", "customer name", [[one, f"Người {n}"] for n, one in enumerate(named)])
    assert outcomes(found) == ["create"] * 5 + ["error"] * 4
    assert {one.fields["customer"] for one in found[:5]} == {there["first"]}
    assert codes(found)[5:] == [["no_such_customer_row"]] * 2 + [["missing"], ["no_such_customer_row"]]
    assert [told.column for one in found[5:] for told in one.why] == ["A"] * 4
    for one in found[:5]:
        ContactCreate.model_validate(one.fields)
    (both,) = planned(there["boss"], "contacts", "customer name", [["0912345678", "Ai"]])
    assert (codes([both]), both.why[0].values) == ([["several_alike"]], {"records": "KH1, KH2"})
    (none,) = planned(there["stranger"], "contacts", "customer name", [["KH1", "Ai"]])
    assert codes([none]) == [["no_such_customer_row"]]


def test_a_contact_is_the_same_by_phone_email_or_by_a_name_that_cannot_be_told_apart(there: There):
    rows = [
        ["KH1", "Nam", "0909000001"],
        ["KH1", "anh nam", ""],
        ["KH1", "Anh Nam", "0909000009"],
        ["KH1", "Chi Lan", "0909000010"],
    ]
    found = planned(there["ann"], "contacts", "customer name phones", rows)
    assert outcomes(found) == ["skip", "skip", "create", "skip"]
    assert codes(found) == [["contact_there"], ["contact_there"], [], ["contact_there"]]
    found = planned(there["ann"], "contacts", "customer name phones", rows, duplicates="update")
    assert outcomes(found) == ["update", "skip", "create", "update"]
    assert dict(found[0].fields) == {"name": "Nam", "phones": ["0909000001"]}
    assert codes(found)[1] == ["repeats_row"]  # nothing changes twice
    assert (found[3].record, found[3].version) == (there["bare"], 1)
    for one in found:
        if one.outcome == "update":
            ContactPatch.model_validate(one.fields)


def test_contacts_that_repeat_an_earlier_row_are_left_out_and_one_is_the_primary_one(there: There):
    rows = [
        ["KH1", "Hoà", "0909111111", "", "x"], ["KH1", "Hoà", "0909111111", "", ""], ["KH1", "Hoà", "", "", ""],
        ["KH1", "Hà", "0909222222", "", "có"], ["KH1", "Hạ", "", "01/01/2999", ""],
    ]  # fmt: skip
    found = planned(there["ann"], "contacts", "customer name phones birthday primary", rows)
    assert outcomes(found) == ["create", "skip", "skip", "error", "error"]
    assert codes(found) == [[], ["repeats_row"], ["repeats_row"], ["primary_twice"], ["in_future"]]


def test_no_customer_gets_more_contacts_than_there_may_be(there: There, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imports.of_contacts._MOST", 4)
    rows = [["KH1", f"Người {n}"] for n in range(4)]
    assert outcomes(planned(there["ann"], "contacts", "customer name", rows)) == ["create", "create", "error", "error"]


def test_an_opportunity_is_found_by_its_number_or_by_customer_and_name(there: There):
    columns = "number customer name expected_close expected_value"
    rows: list[list[Any]] = [
        ["ch-1", "KH1", "Trạm quan trắc", "31/01/2030", "2.000"], ["CH-2", "KH1", "Khác", "31/01/2030", ""],
        ["", "KH1", "TRAM quan trac", "31/01/2030", "2.000"], ["CH-9", "KH1", "Mới", "31/01/2030", ""],
        ["ch-9", "KH1", "Mới nữa", "31/01/2030", ""], ["", "KH1", "Mới hẳn", "31/01/2030", ""],
        ["", "KH1", "Mới hẳn", "31/01/2030", ""],
    ]  # fmt: skip
    found = planned(there["ann"], "opportunities", columns, rows)
    assert outcomes(found) == ["skip", "error", "skip", "create", "skip", "create", "skip"]
    assert codes(found)[:3] == [["opportunity_there"], ["taken"], ["opportunity_there"]]
    assert "owner" not in found[3].fields
    OpportunityCreate.model_validate(found[3].fields)
    found = planned(there["ann"], "opportunities", columns, rows, duplicates="update")
    assert outcomes(found) == ["update", "error", "update", "create", "skip", "create", "skip"]
    assert dict(found[0].fields) == {"expected_value": "2000"}
    assert (found[0].record, found[0].version) == (there["deal"], 1)
    OpportunityPatch.model_validate(found[0].fields)
    found = planned(there["ann"], "opportunities", columns, rows, duplicates="create")
    assert outcomes(found) == ["error", "error", "create", "create", "error", "create", "create"]


def test_dates_and_reasons_of_opportunities_are_as_the_api_wants_them(there: There):
    columns = "customer name expected_close opened expires stage lost_reason probability"
    rows = [
        ["KH1", "A", "01/01/2020", "", "", "", "", ""], ["KH1", "B", "01/01/2020", "01/12/2019", "", "", "", "40%"],
        ["KH1", "C", "01/01/2030", "", "01/01/2021", "", "", ""],
        ["KH1", "D", "01/01/2030", "", "", "Thất bại", "", ""],
        ["KH1", "E", "01/01/2030", "", "", "lost", "price", ""], ["KH1", "F", "01/01/2030", "", "", "", "price", ""],
        ["KH1", "G", "01/01/2030", "", "", "won", "", "101"], ["KH1", "H", "", "", "", "", "", ""],
    ]  # fmt: skip
    found = planned(there["ann"], "opportunities", columns, rows)
    assert codes(found) == [
        ["not_before"], [], ["not_before"], ["missing"], [], ["only_lost"], ["too_large"], ["missing"],
    ]  # fmt: skip
    assert [(told.column, told.field) for told in found[3].why] == [("G", "lost_reason")]
    assert found[1].fields["probability"] == 40


def test_what_is_closed_stays_closed_and_is_handed_on_only_by_its_holder(there: There, shared: World):
    won = {"customer": there["first"], "name": "Xong", "expected_close": "2030-01-31", "number": "CH-W", "stage": "won"}
    assert shared.call("POST", "/v1/opportunities", won, by=there["ann"]).status == 201
    rows = [["CH-W", "quoted", ""], ["CH-1", "quoted", "BOB"], ["CH-1", "lost", ""]]
    found = planned(there["ann"], "opportunities", "number stage owner", rows, duplicates="update")
    assert codes(found) == [["closed_stays"], [], ["repeats_row"]]
    assert dict(found[1].fields) == {"stage": "quoted", "owner": there["bob"].id}
    (lost,) = planned(there["ann"], "opportunities", "number stage", [["CH-1", "lost"]], duplicates="update")
    assert codes([lost]) == [["missing"]]


def test_products_are_found_by_their_code(shared: World, there: There):
    made = {"code": "SP1", "name": "Bơm", "price": "1500000", "tax": "8"}
    assert shared.call("POST", "/v1/products", made, by=there["boss"]).status == 201
    columns = "code name unit price tax active"
    rows: list[list[Any]] = [
        ["sp1", "Bơm", "cái", "1.500.000", 0.08, "có"], ["SP2", "Van", "cái", "1,5", "10%", "không"],
        ["sp2", "Van", "", "", "", ""], ["SP 3", "Ống", "", "", "", ""], ["SP4", "", "", "-5", "", "maybe"],
    ]  # fmt: skip
    found = planned(there["boss"], "products", columns, rows)
    assert codes(found) == [["code_there"], [], ["repeats_row"], ["format"], ["not_yes_or_no", "too_small"]]
    assert dict(found[1].fields) == {
        "code": "SP2", "name": "Van", "unit": "cái", "price": "1.5", "tax": "10", "active": False,
    }  # fmt: skip
    found = planned(there["boss"], "products", columns, rows[:1], duplicates="update")
    assert (outcomes(found), dict(found[0].fields)) == (["update"], {"unit": "cái"})
    (missing,) = planned(there["boss"], "products", "code", [["SP5"]])
    assert [(told.code, told.field) for told in missing.why] == [("missing", "name")]
