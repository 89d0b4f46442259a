"""A record's code: one alone, changed, remembered, and new for a copy (C2)."""

import pytest

from tests.world import Answer, Person, World


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    body = {"name": "Hoà", "code": "KH1", "groups": ["vip"], "emails": ["a@x.vn"], "phones": ["0912345678"],
        "web_clients": ["GA1.2.3"], "note": "n"}  # fmt: skip
    made = world.call("POST", "/v1/leads", body, by=staff)
    world.pump()
    return str(made["id"])


def recode(world: World, by: Person, lead: str, code: str) -> Answer:
    return world.call("POST", f"/v1/customers/{lead}/code", {"code": code}, by=by)


def found(world: World, by: Person, code: str) -> str | None:
    answer = world.call("GET", f"/v1/customers/by-code/{code}", by=by)
    return str(answer["id"]) if answer.status == 200 else None


def test_the_old_code_still_finds_it_and_is_nobody_elses(world: World, staff: Person, lead: str):
    assert recode(world, staff, lead, "KH2")["code"] == "KH2"
    assert (found(world, staff, "KH1"), found(world, staff, "KH2"), found(world, staff, "KH3")) == (lead, lead, None)
    taken = world.call("POST", "/v1/leads", {"name": "B", "code": "KH1"}, by=staff)
    assert (taken.status, taken["code"]) == (409, "code_taken")
    assert recode(world, staff, lead, "KH1")["code"] == "KH1"


def test_a_code_of_another_record_is_refused_and_nothing_changes(world: World, staff: Person, lead: str):
    other = world.call("POST", "/v1/leads", {"name": "B", "code": "KH9"}, by=staff)["id"]
    answer = recode(world, staff, lead, "KH9")
    assert (answer.status, answer["code"]) == (409, "code_taken")
    assert (found(world, staff, "KH1"), found(world, staff, "KH9")) == (lead, other)


def test_a_colleague_finds_no_code_of_what_they_do_not_see(world: World, admin: Person, lead: str):
    other = world.employee(admin.department, "S8")
    assert found(world, admin, "KH1") == lead
    assert found(world, other, "KH1") is None


def test_a_copy_is_a_new_lead_with_the_same_fields_and_nothing_of_the_past(world: World, staff: Person, lead: str):
    world.call("POST", f"/v1/leads/{lead}/convert", by=staff)
    copied = world.call("POST", f"/v1/customers/{lead}/copy", {"name": "Hoà 2"}, by=staff)
    source = world.call("GET", f"/v1/customers/{lead}", by=staff)
    world.pump()
    assert (copied.status, copied["relationship"], copied["name"]) == (201, "lead", "Hoà 2")
    assert copied["code"] not in {"KH1", None}
    for name in ("groups", "emails", "phones", "note"):
        assert copied[name] == source[name]
    assert copied["web_clients"] == []
    told = [i for i in world.items() if i["pk"]["S"] == f"acme#C#{copied['id']}" and "HISTORY" in i["sk"]["S"]]
    assert told == []


def test_a_copy_may_be_named_a_code(world: World, staff: Person, lead: str):
    assert world.call("POST", f"/v1/customers/{lead}/copy", {"code": "KH2"}, by=staff)["code"] == "KH2"
    assert world.call("POST", f"/v1/customers/{lead}/copy", {"code": "KH1"}, by=staff)["code"] == "code_taken"


def test_a_partner_names_entries_of_its_own_catalogues(world: World, staff: Person):
    made = world.call("POST", "/v1/partners", {"name": "Đại lý"}, by=staff)
    assert (made.status, made["relationship"]) == (201, "partner")
    refused = world.call("POST", "/v1/partners", {"name": "B", "groups": ["vip"]}, by=staff)
    assert [(e["path"], e["code"]) for e in refused["errors"]] == [("/groups/0", "not_in_catalog")]
    assert [row["id"] for row in world.call("GET", "/v1/partners", by=staff)["items"]] == [made["id"]]
    assert world.call("GET", "/v1/customers", by=staff)["items"] == []


def test_the_answers_of_a_requirement_are_checked_against_the_form(world: World, staff: Person, lead: str):
    types = world.call("GET", "/v1/catalogs/request-types", by=staff)["items"]
    asked = {"type": types[0]["code"], "answers": {"no-such-field": "x"}}
    refused = world.call("PATCH", f"/v1/leads/{lead}", {"requirement": asked}, by=staff)
    assert ("/requirement/answers/no-such-field", "unknown_field") in [
        (e["path"], e["code"]) for e in refused["errors"]
    ]
    unknown = world.call("POST", "/v1/leads", {"name": "B", "requirement": {"type": "wish", "answers": {}}}, by=staff)
    assert [(e["path"], e["code"]) for e in unknown["errors"]] == [("/requirement/type", "not_in_catalog")]


def test_a_code_is_the_same_in_capitals_and_small_letters(world: World, staff: Person, lead: str):
    assert found(world, staff, "kh1") == lead
    taken = world.call("POST", "/v1/leads", {"name": "B", "code": "kh1"}, by=staff)
    assert (taken.status, taken["code"]) == (409, "code_taken")
    assert recode(world, staff, lead, "kh1")["code"] == "kh1"
    assert found(world, staff, "KH1") == lead
