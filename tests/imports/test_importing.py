"""An import does exactly what its test said, or nothing; and what it did can be taken back."""

from typing import Any

import pytest

from imports.plans import Planned, Told
from kernel import clock, ids, keys
from tests.imports.carried import begin, creates, imported, laid, results, run, undone, updates
from tests.world import Person, World

HOA = {"name": "Nguyễn Hoà", "phones": ["0912345678"], "emails": ["hoa@x.vn"], "stage": "new", "code": "KH1"}
COUNTERS = ("#COUNTS#", "#USES#", "#DAYS#", "#COUNTED")
BINH = {"name": "Trần Bình", "phones": ["0987654321"], "stage": "new"}


def lead(world: World, by: Person, **fields: Any) -> Any:
    made = world.call("POST", "/v1/leads", {"name": "A", **fields}, by=by)
    assert made.status == 201, made.raw
    return made.body


def got(world: World, by: Person, path: str) -> Any:
    found = world.call("GET", path, by=by)
    return found.body if found.status == 200 else found.status


def outcomes(by: Person, key: Any, of: Any = "results") -> list[str]:
    return [one.outcome for one in results(by, key, of)]


def codes(by: Person, key: Any, of: Any = "results") -> list[str]:
    return [told.code for one in results(by, key, of) for told in one.why]


def test_leads_are_made_as_planned(world: World, staff: Person):
    plan = creates([HOA, BINH, {"name": "C", "stage": "new", "owner": staff.id}])
    key = laid(staff, "leads", plan)
    value = imported(key)
    assert (value.state, value.results) == ("done", {"created": 3})
    world.pump()
    made = got(world, staff, f"/v1/leads/{plan[0].record}")
    assert (made["name"], made["code"], made["owner"], made["stage"]) == ("Nguyễn Hoà", "KH1", staff.id, "new")
    listed = world.call("GET", "/v1/leads", by=staff)["items"]
    assert [one["name"] for one in listed] == ["C", "Trần Bình", "Nguyễn Hoà"]
    told = results(staff, key)
    assert [(one.row, one.record, one.version) for one in told] == [(one.row, one.record, 1) for one in plan]
    assert told[0].code == "KH1"
    assert str(told[1].code).startswith("L-")


def test_customers_are_made_as_customers(world: World, staff: Person):
    plan = creates([{"name": "C"}])
    assert imported(laid(staff, "customers", plan)).results == {"created": 1}
    world.pump()
    assert [one["id"] for one in world.call("GET", "/v1/customers", by=staff)["items"]] == [plan[0].record]


def test_nobody_is_written_to_unless_that_was_asked_for(world: World, staff: Person):
    imported(laid(staff, "leads", creates([HOA])))
    world.pump()
    assert not [one for one in world.items() if "#MESSAGE#" in one["pk"]["S"]]
    imported(laid(staff, "leads", creates([{**BINH, "emails": ["binh@x.vn"]}]), introduce=True))
    assert len([one for one in world.items() if "#MESSAGE#" in one["pk"]["S"]]) == 1


def test_rows_that_are_skipped_or_wrong_stay_so(world: World, staff: Person):
    there = lead(world, staff)["id"]
    plan = [
        Planned(sheet="S", row=2, outcome="skip", record=there, why=(Told(code="duplicate"),)),
        Planned(sheet="S", row=3, outcome="error", why=(Told(code="too_long", field="name"),)),
        *creates([HOA], 4),
    ]
    key = laid(staff, "leads", plan)
    assert imported(key).results == {"skipped": 1, "error": 1, "created": 1}
    assert codes(staff, key) == ["duplicate", "too_long"]


def test_a_record_is_changed_in_the_version_that_was_looked_at(world: World, staff: Person):
    there = lead(world, staff, **HOA)
    key = laid(staff, "leads", updates([(there["id"], 1, {"address": "12 Lê Lợi", "phones": ["0909090909"]})]))
    assert imported(key).results == {"updated": 1}
    after = got(world, staff, f"/v1/leads/{there['id']}")
    assert (after["address"], after["phones"], after["version"]) == ("12 Lê Lợi", ["0909090909"], 2)
    assert [one.version for one in results(staff, key)] == [2]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "A", "code": "kh1"}, "code_taken"),
        ({"name": "A", "phones": ["+84 912 345 678"]}, "duplicate_since"),
        ({"name": "A", "emails": ["hoa@x.vn"]}, "duplicate_since"),
    ],
    ids=["the code", "the phone", "the address"],
)
def test_nothing_is_written_when_somebody_was_faster(world: World, staff: Person, change: Any, code: str):
    key = laid(staff, "leads", creates([BINH, HOA, {"name": "C", "stage": "new"}]))
    lead(world, staff, **change)
    before = len(world.items())
    value = imported(key)
    assert (value.state, value.results) == ("changed", {"changed": 1})
    assert code in codes(staff, key)
    assert [one.row for one in results(staff, key)] == [3]
    assert len(world.items()) == before


def test_what_is_alike_is_made_where_that_was_chosen(world: World, staff: Person):
    key = laid(staff, "leads", creates([HOA]), duplicates="create")
    lead(world, staff, phones=["0912345678"])
    assert imported(key).state == "done"


def test_nothing_is_written_when_a_record_was_changed(world: World, staff: Person):
    there = lead(world, staff)["id"]
    key = laid(staff, "leads", [*creates([HOA]), *updates([(there, 1, {"address": "x"})], 9)])
    world.call("PATCH", f"/v1/leads/{there}", {"note": "!"}, by=staff)
    assert imported(key).state == "changed"
    assert codes(staff, key) == ["stale"]


def test_nothing_is_written_when_a_record_is_somebody_elses_by_now(world: World, admin: Person, staff: Person):
    there = lead(world, admin)["id"]
    key = laid(staff, "leads", [*creates([HOA]), *updates([(there, 1, {"address": "x"})], 9)])
    assert imported(key).state == "changed"
    assert codes(staff, key) == ["not_found"]


def test_nothing_is_written_when_an_entry_or_an_owner_is_no_more(staff: Person):
    nobody = ids.new(clock.now())
    key = laid(staff, "leads", creates([{**BINH, "source": "no-more"}, {**HOA, "owner": nobody}]))
    assert imported(key).state == "changed"
    assert codes(staff, key) == ["not_in_catalog", "no_such_employee"]


def test_who_has_left_imports_nothing(world: World, admin: Person, staff: Person):
    key = laid(staff, "leads", creates([HOA]))
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    value = imported(key)
    assert (value.state, value.reason and value.reason.code) == ("failed", "employee_inactive")


def test_what_was_made_goes_and_can_be_imported_again(world: World, staff: Person):
    world.pump()
    before = sorted(f"{one['pk']['S']} {one['sk']['S']}" for one in world.items())
    plan = creates([HOA, BINH, {"name": "C", "stage": "new"}])
    key = laid(staff, "leads", plan)
    imported(key)
    world.pump()
    value = undone(key)
    assert (value.state, value.undone) == ("undone", {"removed": 3})
    world.pump()
    left = [
        f"{one['pk']['S']} {one['sk']['S']}" for one in world.items()
        if not any(mark in one["pk"]["S"] for mark in ("#IMPORTS#", "#C#", "#GONE", *COUNTERS))
    ]  # fmt: skip
    assert sorted(left) == [one for one in before if not any(mark in one for mark in COUNTERS)]
    again = laid(staff, "leads", creates([HOA, BINH]))
    assert imported(again).results == {"created": 2}


def test_what_was_changed_returns(world: World, staff: Person):
    there = lead(world, staff, **HOA)["id"]
    before = got(world, staff, f"/v1/leads/{there}")
    fields = {
        "address": "x",
        "phones": ["0909090909"],
        "expected_revenue": "5000000.50",
        "expected_close": "2026-12-31",
    }
    key = laid(staff, "leads", updates([(there, 1, {**fields, "groups": ["vip"], "expected_close": "2026-12-31"})]))
    assert imported(key).results == {"updated": 1}
    assert undone(key).undone == {"restored": 1}
    after = got(world, staff, f"/v1/leads/{there}")
    assert after == {**before, "version": 3, "updated_at": after["updated_at"]}


def test_what_somebody_has_changed_since_stays_and_is_told(world: World, staff: Person):
    there = lead(world, staff)["id"]
    plan = [
        *creates([HOA, BINH, {"name": "C", "stage": "new"}]),
        *updates([(there, 1, {"address": "x", "note": "y"})], 9),
    ]
    key = laid(staff, "leads", plan)
    imported(key)
    world.call("PATCH", f"/v1/leads/{plan[0].record}", {"note": "!"}, by=staff)
    world.call("POST", "/v1/contacts", {"customer": plan[1].record, "name": "D"}, by=staff)
    world.call("PATCH", f"/v1/leads/{there}", {"note": "!"}, by=staff)
    assert undone(key).undone == {"removed": 1, "left": 3}
    assert codes(staff, key, "undone") == ["changed_since_import", "attached_since_import", "changed_since_import"]
    assert results(staff, key, "undone")[-1].why[0].field == "note"
    after = got(world, staff, f"/v1/leads/{there}")
    assert (after.get("address"), after["note"]) == (None, "!")
    assert got(world, staff, f"/v1/leads/{plan[0].record}")["note"] == "!"


def test_what_is_gone_is_undone(world: World, staff: Person):
    plan = creates([HOA])
    key = laid(staff, "leads", plan)
    imported(key)
    undone(key)
    begin(key, "undoing")
    assert run(key).undone == {"removed": 1}
    assert keys.PROFILE not in {one["sk"]["S"] for one in world.items() if str(plan[0].record) in one["pk"]["S"]}
