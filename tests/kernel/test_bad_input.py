"""What must not get in, through every door a body has."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from catalogs.forms import Form
from catalogs.requirement import Requirement
from catalogs.rules import Entry
from catalogs.schemas import EntryPatch
from customers.schemas import CustomerPatch, LeadCreate, ListQuery
from debts.schemas import AdjustmentCreate
from export.schemas import Request
from identity.rules import Settings
from identity.schemas import DepartmentCreate, EmployeeCreate, EmployeePatch
from kernel.messages import FIELD_MESSAGES
from kernel.problems import Problem
from kernel.validation import from_validation
from products.schemas import ProductCreate, ProductPatch
from sales.schemas import ClaimPatch, ContractCreate, PaymentSlipCreate, ReceiptCreate
from scoring.rules import Rulebook
from tests.world import Answer, Person, World
from tiers.rules import Ladder
from tiers.schemas import PinCreate
from vouchers.schemas import BookCreate, BookPatch

MODELS: list[type[BaseModel]] = [
    LeadCreate, CustomerPatch, ContractCreate, ReceiptCreate, EmployeeCreate, EmployeePatch, DepartmentCreate, Entry,
    EntryPatch, BookCreate, BookPatch, Form, Requirement, Settings, Request, Rulebook, Ladder, PinCreate, ClaimPatch,
    PaymentSlipCreate, ProductCreate, ProductPatch, AdjustmentCreate,
]  # fmt: skip


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def lead(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


def refused(answer: Answer, status: int, code: str, *paths: str) -> None:
    assert (answer.status, answer["code"]) == (status, code), answer.raw
    assert [error["path"] for error in answer.body.get("errors", [])] == list(paths)


ULID = "01JZX5T0Q8V3M4N5P6R7S8T9W0"
FORBIDDEN: dict[str, Any] = {
    "id": ULID, "score": 99, "stars": 5, "tier": ULID, "tenant": "rival", "version": 7, "relationship": "customer",
    "department": ULID, "pinned_tier": ULID, "created_at": "2020-01-01T00:00:00Z", "created_by": ULID,
    "updated_by": ULID, "pk": "rival#SETTINGS", "__class__": "x", "expires_at": 1, "": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nobody_writes_what_is_derived_or_belongs_to_the_house(name: str, shared: World, boss: Person, lead: str):
    created = shared.call("POST", "/v1/leads", {"name": "A", name: FORBIDDEN[name]}, by=boss)
    refused(created, 422, "invalid_request", f"/{name}")
    assert created["errors"][0]["code"] == "unknown_field"
    changed = shared.call("PATCH", f"/v1/leads/{lead}", {name: FORBIDDEN[name]}, by=boss)
    refused(changed, 422, "invalid_request", f"/{name}")


@pytest.mark.parametrize("name", ["owner", "code"])
def test_owner_and_code_are_not_changed_by_a_patch(name: str, shared: World, boss: Person, lead: str):
    answer = shared.call("PATCH", f"/v1/customers/{lead}", {name: boss.id}, by=boss)
    refused(answer, 422, "invalid_request", f"/{name}")


@pytest.mark.parametrize("body", [{"state": "confirmed"}, {"kind": "receipt"}, {"id": ULID}, {"version": 3}])
def test_a_contract_is_not_born_confirmed(body: dict[str, Any], shared: World, boss: Person, lead: str):
    contract = {"customer": lead, "date": "2026-03-01", "amount": 1}
    refused(
        shared.call("POST", "/v1/contracts", contract | body, by=boss), 422, "invalid_request", f"/{next(iter(body))}"
    )


NOT_JSON = {
    "nothing": "",
    "white space": " \n",
    "half": '{"name": "a"',
    "two": '{"name": "a"} {"name": "b"}',
    "a tab in a string": '{"name": "a\tb"}',
    "a byte order mark": '\ufeff{"name": "a"}',
    "a lone high surrogate": '{"name": "\\ud800"}',
    "a lone low surrogate": '{"name": "a\\udc00b"}',
    "a surrogate in the text": '{"name": "\ud800"}',
    "single quotes": "{'name': 'a'}",
    "a comment": '{"name": "a" /* b */}',
    "deep lists": '{"name":' + "[" * 100_000,
    "deep closed lists": '{"name": ' + "[" * 400 + "]" * 400 + "}",
    "deep objects": '{"a":' * 100_000,
    "a form": "name=a&priority=1",
    "a number of 5,000 digits": '{"name": "a", "priority": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("kind", NOT_JSON)
def test_what_is_not_json_is_400(kind: str, shared: World, boss: Person):
    refused(shared.call("POST", "/v1/leads", raw=NOT_JSON[kind], by=boss), 400, "invalid_json")


@pytest.mark.parametrize("raw", ["[]", "null", "true", "1", '"name"', '[{"name": "a"}]'])
def test_json_that_is_no_object_is_named_so(raw: str, shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", raw=raw, by=boss)
    refused(answer, 422, "invalid_request", "/")
    assert answer["errors"][0]["code"] == "object"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", '"NaN"', '"Infinity"', '"sNaN"'])
def test_no_number_is_infinite_or_none_at_all(number: str, shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", raw=f'{{"name": "a", "expected_revenue": {number}}}', by=boss)
    refused(answer, 422, "invalid_request", "/expected_revenue")
    assert answer["errors"][0]["code"] == "number"


@pytest.mark.parametrize("number", ['"1_000"', '"١٢"', '" 12"', '"1,5"', '"0x10"', '""', "true", "[]", "{}", "null"])
def test_an_amount_is_written_one_way_only(number: str, shared: World, boss: Person, lead: str):
    body = f'{{"customer": "{lead}", "date": "2026-03-01", "amount": {number}}}'
    answer = shared.call("POST", "/v1/contracts", raw=body, by=boss)
    refused(answer, 422, "invalid_request", "/amount")
    assert answer["errors"][0]["code"] == ("missing" if number == "null" else "number")


def test_of_a_field_named_twice_the_last_counts(shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", raw='{"name": "first", "name": "last"}', by=boss)
    assert (answer.status, answer["name"]) == (201, "last")


@pytest.mark.parametrize("email", ["a\x00b@x.vn", "a\x7fb@x.vn", "a\u0085b@x.vn", "a\nb@x.vn", "a b@x.vn", "@x.vn",
    "a@", "a@x", "a@@x.vn", "a@x..vn", "a@.vn", f"{'a' * 65}@x.vn", f"a@{'x' * 250}.vn", "An <a@x.vn>", "a@x.vn,b@x.vn",
    "a@x.vn#b", 1, None])  # fmt: skip
def test_an_email_address_is_one_plain_address(email: object, shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "a", "emails": [email]}, by=boss)
    refused(answer, 422, "invalid_request", "/emails/0")


@pytest.mark.parametrize("text", ["a\x00", "\x1b[31m", "\x07bell", "a\x85b", "a\x7f", "\x9b"])
@pytest.mark.parametrize("field", ["name", "company", "description", "address", "tax_code", "website"])
def test_control_characters_stay_outside(field: str, text: str, shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "a", field: f"x{text}y"}, by=boss)
    refused(answer, 422, "invalid_request", f"/{field}")
    assert answer["errors"][0]["code"] == "control_characters"


def test_the_line_ends_of_every_system_are_welcome_in_a_description(shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "a", "description": "one\r\ntwo\n\tthree\rfour"}, by=boss)
    assert answer.status == 201, answer.raw
    assert answer["description"] == "one\ntwo\n\tthree\nfour"


def test_accents_are_stored_composed(shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "Nguye\u0302\u0303n Hoa\u0300"}, by=boss)
    assert answer["name"] == "Nguyễn Hoà"


LIMITS = {"name": 200, "company": 200, "tax_code": 20, "website": 300, "address": 400, "description": 4000}


@pytest.mark.parametrize("field", LIMITS)
def test_text_is_as_long_as_its_limit_and_no_longer(field: str, shared: World, boss: Person):
    at = shared.call("POST", "/v1/leads", {"name": "a", field: "ễ" * LIMITS[field]}, by=boss)
    assert at.status == 201, at.raw
    over = shared.call("POST", "/v1/leads", {"name": "a", field: "ễ" * (LIMITS[field] + 1)}, by=boss)
    refused(over, 422, "invalid_request", f"/{field}")
    assert over["errors"][0] == {"path": f"/{field}", "code": "too_long",
        "message": f"At most {LIMITS[field]} characters. Shorten it."}  # fmt: skip


def padded(size: int) -> str:
    body = json.dumps({"name": "a"})
    return body + " " * (size - len(body))


def test_a_body_of_exactly_a_megabyte_is_read_and_one_byte_more_is_not(shared: World, boss: Person):
    assert shared.call("POST", "/v1/leads", raw=padded(1_048_576), by=boss).status == 201
    refused(shared.call("POST", "/v1/leads", raw=padded(1_048_577), by=boss), 413, "body_too_large")
    assert shared.call("POST", "/v1/leads", binary=padded(1_048_576).encode(), by=boss).status == 201
    refused(shared.call("POST", "/v1/leads", binary=padded(1_048_577).encode(), by=boss), 413, "body_too_large")


def test_a_body_is_measured_in_bytes(shared: World, boss: Person):
    body = json.dumps({"name": "a", "x": "ễ" * 400_000}, ensure_ascii=False)
    assert len(body) < 1_048_576 < len(body.encode())
    refused(shared.call("POST", "/v1/leads", raw=body, by=boss), 413, "body_too_large")


def test_a_body_in_base64_is_the_same_body(shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", binary='{"name": "Hoà"}'.encode(), by=boss)
    assert (answer.status, answer["name"]) == (201, "Hoà")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"name": "\xe1"}', '{"name": "a"}'.encode("utf-16")])
def test_bytes_that_are_not_utf_8_are_not_json(body: bytes, shared: World, boss: Person):
    refused(shared.call("POST", "/v1/leads", binary=body, by=boss), 400, "invalid_json")


QUERIES: list[tuple[dict[str, Any], str]] = [
    ({"limit": 0}, "/limit"), ({"limit": 101}, "/limit"), ({"limit": "x"}, "/limit"), ({"limit": ""}, "/limit"),
    ({"limit": "1,2"}, "/limit"), ({"limit": "9" * 5000}, "/limit"), ({"limit": 1.5}, "/limit"),
    ({"stars": 0}, "/stars/0"), ({"stars": "1,6"}, "/stars/1"), ({"sort": "size"}, "/sort"),
    ({"owner": "me"}, "/owner/0"), ({"tenant": "rival"}, "/tenant"),
    ({"created_from": "2026-13-01"}, "/created_from"), ({"updated_to": "2026-01-01T00:00:00"}, "/updated_to"),
    ({"lost": "x"}, "/lost"), ({"cursor": "x" * 2001}, "/cursor"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "path"), QUERIES)
def test_a_question_that_a_list_does_not_know_is_named(query: dict[str, Any], path: str, shared: World, boss: Person):
    refused(shared.call("GET", "/v1/leads", by=boss, **query), 422, "invalid_request", path)


BAD_IDS = [
    "x", "0", "null", ULID[:-1], ULID + "0", ULID.lower(), "8" + ULID[1:], ULID[:-1] + "U", "..", "%2e%2e", "*",
    "a#b", "a" * 5000, "é", "' OR 1=1",
]  # fmt: skip
PLACES = [
    ("GET", "/v1/leads/{}"), ("PATCH", "/v1/leads/{}"), ("POST", "/v1/leads/{}/convert"), ("GET", "/v1/customers/{}"),
    ("GET", "/v1/contracts/{}"), ("POST", "/v1/receipts/{}/confirm"), ("GET", "/v1/exports/{}"),
    ("GET", "/v1/employees/{}"), ("PATCH", "/v1/departments/{}"), ("GET", "/v1/scores/{}"),
    ("GET", "/v1/tiers/customers/{}"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_IDS)
def test_an_id_that_cannot_be_one_is_absent(bad: str, shared: World, boss: Person):
    for method, place in PLACES:
        answer = shared.call(method, place.format(bad), {} if method == "PATCH" else None, by=boss)
        assert answer.status == 404, (method, place, answer.raw)
        assert answer["code"] in {"not_found", "no_such_route"}


@pytest.mark.parametrize("bad", [1, None, [], {}, "", "x", ULID.lower(), ULID + " "])
def test_an_id_in_a_body_has_the_form_of_one(bad: object, shared: World, boss: Person):
    contract = {"customer": bad, "date": "2026-03-01", "amount": 1}
    refused(shared.call("POST", "/v1/contracts", contract, by=boss), 422, "invalid_request", "/customer")
    refused(shared.call("GET", "/v1/contracts", by=boss, customer="x"), 422, "invalid_request", "/customer")


@pytest.mark.parametrize(
    "date", ["2026-13-01", "2026-02-30", "01/03/2026", "2026-3-1", 20260301, 1772323200, None, "today", "",
             "2026-03-01T10:00:00", "0000-01-01", "10000-01-01"]
)  # fmt: skip
def test_a_date_is_a_day_of_the_calendar(date: object, shared: World, boss: Person, lead: str):
    contract = {"customer": lead, "date": date, "amount": 1}
    refused(shared.call("POST", "/v1/contracts", contract, by=boss), 422, "invalid_request", "/date")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.data())
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_whatever_a_body_holds_the_refusal_has_words_for_it(model: type[BaseModel], data: st.DataObject):
    known = st.sampled_from(sorted(model.model_fields))
    body = data.draw(st.dictionaries(known | st.text(max_size=4), JSON, max_size=6) | JSON)
    raw = json.dumps(body).encode()
    try:
        model.model_validate_json(raw, strict=True)
    except ValueError as error:
        problem = from_validation(error, raw)  # type: ignore[arg-type]
        has_words(problem)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["limit", "stars", "sort", "cursor", "x"]), st.text(max_size=5), max_size=4))
def test_whatever_a_query_holds_the_refusal_has_words_for_it(query: dict[str, str]):
    try:
        ListQuery.model_validate(query)
    except ValueError as error:
        has_words(from_validation(error))  # type: ignore[arg-type]


def has_words(problem: Problem) -> None:
    for error in problem.errors:
        assert error.code in FIELD_MESSAGES
        for said in (error.message("vi"), error.message("en")):
            assert said
            assert "…" not in said
            assert "Decimal(" not in said


def test_an_order_of_which_nothing_has_to_be_told_needs_no_body(shared: World, boss: Person, lead: str):
    assert shared.call("POST", f"/v1/leads/{lead}/stage", by=boss)["stage"] == "contacted"
    assert shared.call("POST", f"/v1/customers/{lead}/copy", by=boss).status == 201


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/settings"), ("PATCH", "/v1/leads/{lead}")])
def test_what_replaces_or_changes_something_is_said(method: str, path: str, shared: World, boss: Person, lead: str):
    refused(shared.call(method, path.format(lead=lead), by=boss), 400, "invalid_json")


@pytest.mark.parametrize("text", ["1767225600", "hôm nay", "2026-03-01T09:00:00"])
def test_what_is_neither_moment_nor_day_is_told_how_they_are_written(text: str, shared: World, boss: Person):
    answer = shared.call("GET", "/v1/leads", by=boss, updated_from=text)
    refused(answer, 422, "invalid_request", "/updated_from")
    assert answer["errors"][0]["code"] == "bound"
    assert "+07:00" in answer["errors"][0]["message"]


@pytest.mark.parametrize("text", ["2026-03-01", "hôm nay", "2026-03-01T09:00:00"])
def test_what_is_no_moment_is_told_how_one_is_written(text: str, shared: World, boss: Person, lead: str):
    body = {"customer": lead, "product": "P", "claims": [{"at": text, "text": "A"}]}
    answer = shared.call("POST", "/v1/warranties", body, by=boss)
    refused(answer, 422, "invalid_request", "/claims/0/at")
    assert answer["errors"][0]["code"] == "moment"
    assert "+07:00" in answer["errors"][0]["message"]
