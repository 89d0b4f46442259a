"""Problems are documents that say what is wrong and how to mend it, in the caller's language."""

import json
import re
from string import Formatter
from typing import Any

import pytest

from kernel import clock, ids
from kernel.messages import FIELD_MESSAGES, PROBLEMS
from kernel.problems import FieldError, Problem, language_of
from tests.world import Answer, Person, World

VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_speaks_both_languages_and_names_the_same_values(code: str):
    text = PROBLEMS[code]
    assert set(text.title) == set(text.detail) == {"vi", "en"}
    assert 400 <= text.status < 600
    for said in (text.title, text.detail):
        assert VIETNAMESE.search(said["vi"])
        assert not VIETNAMESE.search(said["en"])
        assert placeholders(said["vi"]) == placeholders(said["en"])
    assert not placeholders(text.title["vi"])


@pytest.mark.parametrize("code", FIELD_MESSAGES)
def test_every_field_message_speaks_both_languages_and_names_the_same_values(code: str):
    said = FIELD_MESSAGES[code]
    assert set(said) == {"vi", "en"}
    assert VIETNAMESE.search(said["vi"])
    assert not VIETNAMESE.search(said["en"])
    assert placeholders(said["vi"]) == placeholders(said["en"])


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_whose_values_are_given_leaves_no_gap(code: str):
    values: Any = dict.fromkeys(placeholders(PROBLEMS[code].detail["en"]), "42")
    for language in ("vi", "en"):
        body = Problem(code, **values).body(language, "r")
        assert "…" not in body["detail"].removesuffix("Bearer …")
        assert "{" not in body["detail"]


def test_a_value_with_braces_is_shown_as_it_is():
    assert FieldError("/a", "duplicate", (("value", "{0} {x}"),)).message("en") == "Appears twice: {0} {x}."


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("*", "vi"),
        ("fr", "vi"),
        ("en", "en"),
        ("EN-us", "en"),
        ("vi-VN", "vi"),
        ("en;q=0.4, vi;q=0.9", "vi"),
        ("vi;q=0.4, en;q=0.9", "en"),
        ("fr-FR, en;q=0.1", "en"),
        ("en;q=0", "vi"),
        ("en; q=0.8, vi; q=0.7", "en"),
        ("en;q=x, vi;q=0.1", "vi"),
        ("en;q=nan", "vi"),
        (",;,q=;;=,en", "en"),
        ("en" * 10_000, "en"),
    ],
)
def test_the_preferred_language_follows_the_weights(accept: str | None, language: str):
    assert language_of(accept) == language


def is_problem(answer: Answer, status: int, code: str) -> None:
    assert answer.status == status, answer.raw
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer["status"] == status
    assert answer["code"] == code
    assert answer["type"].endswith(f"/{code}")
    assert answer["request_id"] == "request-1"
    assert answer["title"]
    assert answer["detail"]
    for error in answer.body.get("errors", []):
        assert set(error) == {"path", "code", "message"}
        assert error["path"].startswith("/")
        assert error["code"] in FIELD_MESSAGES
        assert error["message"]
        assert "…" not in error["message"]


CASES: dict[str, tuple[int, dict[str, Any]]] = {
    "invalid_request": (422, {"method": "POST", "path": "/v1/leads", "body": {}}),
    "invalid_json": (400, {"method": "POST", "path": "/v1/leads", "raw": "{"}),
    "body_too_large": (413, {"method": "POST", "path": "/v1/leads", "raw": " " * 1_048_577}),
    "not_found": (404, {"method": "GET", "path": "/v1/leads/no-id"}),
    "no_such_route": (404, {"method": "DELETE", "path": "/v1/leads"}),
    "invalid_cursor": (400, {"method": "GET", "path": "/v1/leads", "cursor": "AAAA"}),
    "unauthenticated": (401, {"method": "GET", "path": "/v1/leads", "claims": {}}),
}


@pytest.mark.parametrize("code", CASES)
def test_a_refusal_is_a_problem_document_in_both_languages(code: str, shared: World, boss: Person):
    status, call = CASES[code]
    said = {}
    for language in ("vi", "en"):
        answer = shared.call(**{"by": boss, **call}, headers={"accept-language": language})
        is_problem(answer, status, code)
        said[language] = answer
    assert said["vi"]["title"] == PROBLEMS[code].title["vi"]
    assert said["en"]["title"] == PROBLEMS[code].title["en"]
    assert said["vi"]["detail"] != said["en"]["detail"]


def test_headers_are_found_in_any_case(shared: World, boss: Person):
    answer = shared.call("GET", "/v1/leads/x", by=boss, headers={"accept-language": "", "Accept-Language": "en"})
    assert answer.status == 404
    upper = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss, headers={"IDEMPOTENCY-KEY": "é"})
    is_problem(upper, 400, "idempotency_key_invalid")


def test_a_fault_of_ours_says_so_and_shows_nothing(shared: World, boss: Person, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise RuntimeError("SECRET of An Nguyen")

    monkeypatch.setattr("customers.model.load", broken)
    answer = shared.call("GET", f"/v1/customers/{boss.id}", by=boss)
    is_problem(answer, 500, "internal")
    assert "request-1" in answer["detail"]
    assert "SECRET" not in answer.raw


def test_a_stored_record_that_cannot_be_read_is_our_fault_not_the_callers(shared: World, boss: Person):
    lead = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)
    item = shared.item(f"acme#C#{lead['id']}", "PROFILE")
    del item["value"]["M"]["name"]
    shared.put(item)
    is_problem(shared.call("GET", f"/v1/leads/{lead['id']}", by=boss), 500, "internal")


def test_what_was_sent_is_never_repeated(shared: World, boss: Person):
    secret = "0912-SECRET"
    body = {"name": [secret], "emails": [secret], "priority": secret, "source": secret * 9, "owner": secret}
    answer = shared.call("POST", "/v1/leads", body, by=boss)
    is_problem(answer, 422, "invalid_request")
    assert {error["path"] for error in answer["errors"]} == {"/name", "/emails/0", "/priority", "/source", "/owner"}
    assert secret not in answer.raw


FIELDS = [
    ({"name": "x" * 201}, "/name", "too_long", "At most 200 characters. Shorten it."),
    ({"name": " "}, "/name", "too_short", "Needs 1 or more characters."),
    ({"name": 1}, "/name", "text", "Must be text."),
    ({"name": None}, "/name", "text", "Must be text."),
    ({}, "/name", "missing", "This field is required."),
    ({"name": "a\x00b"}, "/name", "control_characters", "Contains control characters. Remove them."),
    ({"name": "a\nb"}, "/name", "control_characters", "Contains control characters. Remove them."),
    ({"name": "a", "priority": 4}, "/priority", "too_large", "Must be 3 or less."),
    ({"name": "a", "priority": -1}, "/priority", "too_small", "Must be 0 or more."),
    ({"name": "a", "priority": "1"}, "/priority", "integer", "Must be a whole number."),
    ({"name": "a", "priority": True}, "/priority", "integer", "Must be a whole number."),
    ({"name": "a", "priority": 1.5}, "/priority", "integer", "Must be a whole number."),
    ({"name": "a", "kind": "robot"}, "/kind", "choice", "Must be one of: person, organisation."),
    ({"name": "a", "emails": "a@b.vn"}, "/emails", "list", "Must be a list."),
    ({"name": "a", "emails": ["a"]}, "/emails/0", "email", "Must be an email address like name@company.vn."),
    ({"name": "a", "emails": ["a@b.vn", "A@B.vn"]}, "/emails", "duplicate", "Appears twice: a@b.vn."),
    ({"name": "a", "phones": ["x"]}, "/phones/0", "phone", "Must be a phone number like 0912 345 678."),
    ({"name": "a", "phones": [f"091234567{n}" for n in range(10)] + ["0812345678"]}, "/phones", "too_many",
     "At most 10 entries."),
    ({"name": "a", "expected_revenue": "much"}, "/expected_revenue", "number", "Must be a finite decimal number."),
    ({"name": "a", "expected_revenue": -1}, "/expected_revenue", "too_small", "Must be 0 or more."),
    ({"name": "a", "expected_revenue": 10**15}, "/expected_revenue", "too_large",
     "Must be 999999999999999.9999 or less."),
    ({"name": "a", "expected_revenue": "0.00001"}, "/expected_revenue", "digits", "Too many digits."),
    ({"name": "a", "code": "a b"}, "/code", "format",
     "Has letters without accents, digits and . _ - only, begins with a letter or digit, at most 40 characters."),
    ({"name": "a", "owner": "An"}, "/owner", "format",
     "Must be an id of 26 characters as the API gave it, not a code or a name."),
    ({"name": "a", "website": "javascript:alert(1)"}, "/website", "website",
     "Must be the address of a website like company.vn or https://company.vn."),
    ({"name": "a", "stage": "nowhere"}, "/stage", "not_in_catalog",
     "The catalogue stages has no active entry nowhere."),
    ({"name": "a", "groups": ["vip", "x"]}, "/groups/1", "not_in_catalog",
     "The catalogue groups has no active entry x."),
    ({"name": "a", "nickname": 1}, "/nickname", "unknown_field",
     "There is no such field, or it is not for you to set. Leave it out."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "code", "message"), FIELDS)
def test_a_field_error_names_the_path_and_how_to_mend_it(
    body: dict[str, Any], path: str, code: str, message: str, shared: World, boss: Person
):
    answer = shared.call("POST", "/v1/leads", body, by=boss)
    is_problem(answer, 422, "invalid_request")
    assert answer["errors"] == [{"path": path, "code": code, "message": message}]


@pytest.mark.parametrize(
    ("amount", "code", "message"),
    [(0, "above", "Must be more than 0."), ("-0.0", "above", "Must be more than 0.")],
)
def test_an_amount_that_must_be_above_nothing_says_so(
    amount: object, code: str, message: str, shared: World, boss: Person
):
    body = {"customer": new_id(), "date": "2026-03-01", "amount": amount}
    answer = shared.call("POST", "/v1/contracts", body, by=boss)
    assert answer["errors"] == [{"path": "/amount", "code": code, "message": message}]


def test_a_discount_of_all_is_below_a_hundred_in_words(shared: World, boss: Person):
    tier = {"id": new_id(), "name": {"vi": "A", "en": "A"}, "colour": "#aabbcc", "discount": 100, "min_amount": 1}
    answer = shared.call("PUT", "/v1/tiers", {"tiers": [tier]}, by=boss)
    expected = {"path": "/tiers/0/discount", "code": "below", "message": "Must be less than 100."}
    assert answer["errors"] == [expected]


def test_an_error_inside_one_of_several_shapes_has_the_path_of_the_body(shared: World, boss: Person):
    name = {"vi": "A", "en": "A"}
    rules = [
        {"id": "a", "kind": "group", "name": name, "group": "vip", "points": "many"},
        {"id": "b", "kind": "group", "name": name, "group": 1, "points": 1},
        {"id": "c", "kind": "field", "name": name, "points": 1, "field": "unknown", "values": ["x"]},
        {"id": "d", "kind": "dream"},
        {"id": "e"},
    ]
    answer = shared.call("PUT", "/v1/scoring/rulebook", {"rules": rules}, by=boss)
    is_problem(answer, 422, "invalid_request")
    paths = [error["path"] for error in answer["errors"]]
    assert paths == ["/rules/0/points", "/rules/1/group", "/rules/2/field", "/rules/3/kind", "/rules/4/kind"]


def test_a_body_full_of_mistakes_gets_an_answer_that_still_fits(shared: World, boss: Person):
    many = {f"field{n}": n for n in range(30_000)}
    answer = shared.call("POST", "/v1/leads", {"name": "a", **many}, by=boss)
    is_problem(answer, 422, "invalid_request")
    assert len(answer["errors"]) == 100
    long = shared.call("POST", "/v1/leads", {"name": "a", "y" * 500_000: 1}, by=boss)
    is_problem(long, 422, "invalid_request")
    assert len(long.raw) < 2_000


def test_a_path_is_a_json_pointer(shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "a", "a/b~c": 1}, by=boss)
    assert [error["path"] for error in answer["errors"]] == ["/a~1b~0c"]


def test_a_problem_is_unicode_json_without_escapes(shared: World, boss: Person):
    answer = shared.call("GET", "/v1/leads/x", by=boss, headers={"accept-language": "vi"})
    assert "Không tìm thấy" in answer.raw
    assert json.loads(answer.raw) == answer.body


def new_id() -> str:
    return ids.new(clock.now())


def test_a_state_is_named_in_the_callers_language():
    problem = Problem("wrong_state", state="sent", needed="draft / rejected")
    assert "trạng thái đã gửi; thao tác này cần trạng thái nháp, bị từ chối" in problem.body("vi", "r")["detail"]
    assert problem.body("en", "r")["detail"] == "It is sent; this needs it to be a draft, rejected."
