"""What the test of a file of leads says of each row (K2)."""

from typing import Any

import pytest

from customers.schemas import CustomerPatch, LeadCreate
from kernel.ids import is_ulid
from tests.imports.trial import codes, outcomes, planned, trial
from tests.world import Person, World


@pytest.fixture(scope="module")
def people(shared: World) -> dict[str, Person]:
    boss = shared.company()
    other = shared.department("acme", "D2")
    found = {
        "boss": boss, "ann": shared.employee(boss.department, "ANN"), "bob": shared.employee(other, "BOB"),
        "gone": shared.employee(other, "GONE", active=False), "stranger": shared.company("other"),
    }  # fmt: skip
    there = {"name": "Công ty Đông Á", "phones": ["0912 345 678"], "code": "KH1", "emails": ["a@dong-a.vn"],
             "tax_code": "0101234567", "address": "1 Lê Lợi, Huế", "expected_revenue": "1500000"}  # fmt: skip
    assert shared.call("POST", "/v1/leads", there, by=found["ann"]).status == 201
    twin = {"name": "Khác", "phones": ["0988 111 222", "0912345678"], "code": "KH2", "emails": ["b@dong-a.vn"]}
    assert shared.call("POST", "/v1/leads", twin, by=found["bob"]).status == 201
    shared.pump()
    return found


def test_a_row_becomes_the_body_that_the_api_takes(people: dict[str, Person]):
    columns = "name phones phones emails source groups owner priority expected_revenue expected_close kind note"
    row: list[Any] = [
        "Nguyễn Thị Hoà", 905123456.0, "(024) 3825 1234; +84 912 000 111", "HOA@x.vn", "Giới thiệu", "", "S. Ann",
        2.0, "1.500.000", "03/04/2026", "Cá nhân", "dòng 1\ndòng 2",
    ]  # fmt: skip
    (one,) = planned(people["ann"], "leads", columns, [row])
    assert (one.outcome, [(told.code, told.column, told.value) for told in one.why]) == (
        "error", [("none_so_called", "G", "S. Ann")],
    )  # fmt: skip
    row[6] = "ann"
    (one,) = planned(people["ann"], "leads", columns, [row])
    assert one.outcome == "create"
    assert dict(one.fields) == {
        "name": "Nguyễn Thị Hoà", "phones": ["0905123456", "(024) 3825 1234", "+84 912 000 111"],
        "emails": ["hoa@x.vn"], "source": "referral", "owner": people["ann"].id, "priority": 2,
        "expected_revenue": "1500000", "expected_close": "2026-04-03", "kind": "person", "note": "dòng 1\ndòng 2",
        "stage": "new",
    }  # fmt: skip
    LeadCreate.model_validate(one.fields)
    assert one.record
    assert is_ulid(one.record)


def test_a_row_with_one_bad_cell_is_an_error_and_nothing_of_it_is_imported(people: dict[str, Person]):
    columns = "code name phones emails expected_revenue source tax_code"
    rows = [
        ["A 1", "x" * 201, "12", "no@", "abc", "Báo", "1" * 21],
        ["", "Ổn", "0912000001", "khong phai email", "", "", ""],
        ["", "", "0912000002", "", "", "", ""],
        ["", "Ổn", "0912000003", "", "", "", ""],
    ]
    found = planned(people["ann"], "leads", columns, rows)
    assert outcomes(found) == ["error", "error", "error", "create"]
    assert {(told.column, told.field, told.code) for told in found[0].why} == {
        ("A", "code", "format"), ("B", "name", "too_long"), ("C", "phones", "phone"), ("D", "emails", "email"),
        ("E", "expected_revenue", "not_a_number"), ("F", "source", "none_so_called"), ("G", "tax_code", "too_long"),
    }  # fmt: skip
    assert [(told.column, told.code) for told in found[1].why] == [("D", "email"), ("D", "email"), ("D", "email")]
    assert [(told.column, told.field, told.code) for told in found[2].why] == [("B", "name", "missing")]
    assert not any(one.fields or one.record for one in found[:3])


def test_messy_cells_are_read_or_told_never_dropped(people: dict[str, Person]):
    columns = "name phones note"
    decomposed = "Nguye\u0302\u0303n Hoa\u0300"
    rows: list[Any] = [
        [decomposed, 987654321.0, ""], ["Nguyễn\u0085Hoà", "0987654322", ""], ["Hoà 🌸", "0987654323", "🎉 " * 10],
        ["Dài", "0987654324", "x" * 32_768], ["\u200bẨn\ufeff", "84987654325", ""],
        ["=HYPERLINK(1)", "", "+cmd|' /C'!A0"],
        [True, "", ""], ["Hai\ndòng", "", ""], ["\ud800", "", ""],
    ]  # fmt: skip
    found = planned(people["ann"], "leads", columns, rows)
    assert outcomes(found) == [
        "create", "error", "create", "error", "create", "create", "create", "create", "error",
    ]  # fmt: skip
    assert found[0].fields["name"] == "Nguyễn Hoà"
    assert found[0].fields["phones"] == ["0987654321"]
    assert codes(found)[1] == ["control_characters"]
    assert codes(found)[3] == ["cell_too_long"]
    assert found[4].fields == {"name": "Ẩn", "phones": ["+84987654325"], "owner": people["ann"].id, "stage": "new"}
    assert found[5].fields["name"] == "=HYPERLINK(1)"
    assert found[7].fields["name"] == "Hai dòng"


def test_a_row_that_says_nothing_or_repeats_the_header_is_skipped(people: dict[str, Person]):
    found = planned(people["ann"], "leads", "name phones -", [["", "", "x"], ["Tên", "Điện thoại", ""], ["A", "", ""]])
    assert codes(found) == [["empty_row"], ["header_again"], []]
    assert outcomes(found) == ["skip", "skip", "create"]


@pytest.mark.parametrize(
    ("columns", "row", "field"),
    [
        ("name phones", ["Ai đó", "+84 912-345-678"], "phones"),
        ("name emails", ["Ai đó", "A@DONG-A.vn"], "emails"),
        ("name tax_code", ["Ai đó", "0101 234 567"], "tax_code"),
        ("name address", ["CÔNG TY  ĐÔNG Á", "1, Le Loi - Hue"], "name"),
    ],
)
def test_what_is_there_is_found_by_phone_email_tax_code_or_name_and_address(
    columns: str, row: list[Any], field: str, people: dict[str, Person]
):
    (skipped,) = planned(people["boss"], "leads", columns, [row])
    assert skipped.outcome == "skip"
    assert {told.field for told in skipped.why} == {field}
    assert "KH1" in {told.values["record"] for told in skipped.why}
    (made,) = planned(people["boss"], "leads", columns, [row], duplicates="create")
    assert (made.outcome, made.why[0].code) == ("create", "duplicate_of")
    (updated,) = planned(people["ann"], "leads", columns, [row], duplicates="update")
    if field == "phones":  # two have it, one of them not hers to see
        assert codes([updated]) == [["several_alike"]]
        assert updated.why[0].values["records"] in {"KH1, BOB", "BOB, KH1"}
        assert "KH2" not in str(updated.as_json())
    else:
        assert (updated.outcome, updated.version) == ("update", 1)
        CustomerPatch.model_validate(updated.fields)


def test_of_a_record_that_is_not_theirs_people_learn_only_whose_it_is(people: dict[str, Person]):
    for policy, outcome in (("skip", "skip"), ("update", "error"), ("create", "create")):
        (one,) = planned(people["ann"], "leads", "name emails", [["X", "b@dong-a.vn"]], duplicates=policy)
        assert (one.outcome, codes([one])) == (outcome, [["duplicate_of_hidden"]])
        assert one.why[0].values == {"owner": "BOB"}
        assert one.record is None or one.outcome == "create"
        assert "KH2" not in str(one.as_json())


def test_a_code_is_one_records_whatever_else_is_the_same(people: dict[str, Person]):
    rows = [["kh1", "Mới", "0900000001"], ["KH2", "Mới", "0900000002"], ["KH9", "Mới", "0900000003"]]
    columns = "code name phones"
    assert codes(planned(people["boss"], "leads", columns, rows)) == [["code_there"], ["code_there"], []]
    made = planned(people["boss"], "leads", columns, rows, duplicates="create")
    assert codes(made) == [["code_of_another"], ["code_of_another"], []]
    updated = planned(people["ann"], "leads", columns, rows, duplicates="update")
    assert codes(updated) == [[], ["code_of_another"], []]
    assert dict(updated[0].fields) == {"name": "Mới", "phones": ["0900000001"]}
    assert updated[2].fields["code"] == "KH9"


def test_an_update_says_only_what_changes_and_nothing_changed_is_skipped(people: dict[str, Person]):
    columns = "code name phones expected_revenue note address"
    same = ["KH1", "Công ty Đông Á", "0912 345 678", "1.500.000", "", "1 Lê Lợi, Huế"]
    (one,) = planned(people["ann"], "leads", columns, [same], duplicates="update")
    assert (one.outcome, codes([one])) == ("skip", [["unchanged"]])
    (one,) = planned(people["ann"], "leads", columns, [[*same[:5], ""]], duplicates="update", clears=True)
    assert (one.outcome, dict(one.fields)) == ("update", {"address": None})
    (one,) = planned(people["ann"], "leads", "code phones", [["KH1", "09ab"]], duplicates="update")
    assert one.outcome == "error"
    (one,) = planned(people["ann"], "leads", "code note", [["KH1", "x"]], duplicates="update")
    assert (one.outcome, dict(one.fields)) == ("update", {"note": "x"})


def test_an_import_changes_neither_whose_a_record_is_nor_its_code(people: dict[str, Person]):
    rows = [["", "Công ty Đông Á", "a@dong-a.vn", "BOB"], ["KH77", "Công ty Đông Á", "a@dong-a.vn", ""]]
    found = planned(people["ann"], "leads", "code name emails owner", rows, duplicates="update")
    assert codes(found) == [["owner_stays"], ["code_differs"]]
    assert outcomes(found) == ["error", "error"]


def test_who_only_sees_a_record_does_not_change_it(people: dict[str, Person], shared: World):
    found = shared.call("GET", "/v1/customers/by-code/KH2", by=people["boss"])
    share = {"employees": [people["ann"].id], "categories": ["profile"]}
    assert shared.call("POST", f"/v1/customers/{found['id']}/share", share, by=people["bob"]).status == 200
    shared.pump()
    (one,) = planned(people["ann"], "leads", "code name", [["KH2", "Mới"]], duplicates="update")
    assert one.outcome == "error"
    assert codes([one]) == [["not_yours"]]


def test_a_manager_changes_what_the_team_has_and_nothing_else(people: dict[str, Person], shared: World):
    team = shared.department("acme", "D3")
    manager = shared.employee(people["boss"].department, "MAI", role="manager", manages=(team,))
    seller = shared.employee(team, "SAN")
    for by, code in ((seller, "KH8"), (manager, "KH9")):
        assert shared.call("POST", "/v1/leads", {"name": code, "code": code}, by=by).status == 201
    rows = [["KH8", "x"], ["KH9", "x"], ["KH1", "x"]]
    for by, expected in ((manager, ["update", "update", "error"]), (seller, ["update", "error", "error"])):
        assert outcomes(planned(by, "leads", "code note", rows, duplicates="update")) == expected
    assert outcomes(planned(people["boss"], "leads", "code note", rows, duplicates="update")) == ["update"] * 3


def test_rows_that_repeat_an_earlier_one_say_which(people: dict[str, Person]):
    columns = "code name phones emails"
    rows = [
        ["", "A", "0977 000 001", ""], ["", "B", "0977000001", "b@b.vn"], ["", "C", "", "b@b.vn"],
        ["X1", "D", "", ""], ["x1", "E", "", ""],
    ]  # fmt: skip
    found = planned(people["ann"], "leads", columns, rows)
    assert outcomes(found) == ["create", "skip", "create", "create", "skip"]
    assert [one.why[0].values.get("row") if one.why else None for one in found] == [None, 2, None, None, 5]
    assert (found[1].why[0].field, found[1].why[0].column) == ("phones", "C")
    found = planned(people["ann"], "leads", columns, rows, duplicates="create")
    assert outcomes(found) == ["create", "create", "create", "create", "error"]


def test_a_row_that_is_not_imported_is_repeated_by_nobody(people: dict[str, Person]):
    found = planned(people["ann"], "leads", "name phones emails", [["A", "0977000001", "bad"], ["B", "0977000001", ""]])
    assert outcomes(found) == ["error", "create"]


def test_two_rows_never_change_the_same_record(people: dict[str, Person]):
    rows = [["Mới", "a@dong-a.vn", ""], ["Mới", "", "0101234567"]]
    found = planned(people["ann"], "leads", "name emails tax_code", rows, duplicates="update")
    assert outcomes(found) == ["update", "skip"]
    assert found[1].why[0].values == {"row": 2}


def test_what_is_not_in_use_any_more_is_not_given_to_anybody(people: dict[str, Person]):
    rows = [["A", "GONE"], ["B", "BOB"]]
    found = planned(people["ann"], "leads", "name owner", rows)
    assert codes(found) == [["none_so_called"], []]
    assert found[1].fields["owner"] == people["bob"].id
    (one,) = planned(people["ann"], "leads", "name", [["A"]], owner=people["gone"].id)
    assert codes([one]) == [["no_such_employee"]]


def test_customers_begin_in_no_stage_and_leads_in_the_first(people: dict[str, Person]):
    (lead,), (customer,) = (planned(people["ann"], kind, "name", [["A"]]) for kind in ("leads", "customers"))
    assert lead.fields["stage"] == "new"
    assert "stage" not in customer.fields


def test_another_company_knows_nothing_of_it(people: dict[str, Person]):
    row = ["KH1", "Công ty Đông Á", "0912345678", "a@dong-a.vn", "0101234567", "1 Lê Lợi, Huế"]
    for policy in ("skip", "update"):
        columns = "code name phones emails tax_code address"
        (one,) = planned(people["stranger"], "leads", columns, [row], duplicates=policy)
        assert (one.outcome, one.why) == ("create", ())


def test_the_same_file_comes_to_the_same_plan_and_another_state_to_another(people: dict[str, Person], shared: World):
    rows = [["A", "0966000001"], ["B", "0966000002"], ["C", "0966000001"]]
    first = trial(people["ann"], "leads", "name phones", rows)
    assert trial(people["ann"], "leads", "name phones", rows) == first
    assert trial(people["ann"], "leads", "name phones", rows[:2])[1] != first[1]
    assert shared.call("POST", "/v1/leads", {"name": "C", "phones": ["0966000002"]}, by=people["ann"]).status == 201
    found, digest = trial(people["ann"], "leads", "name phones", rows)  # found before the stream has told of it
    assert outcomes(found) == ["create", "skip", "skip"]
    assert digest != first[1]
