"""A cursor is worth nothing to anybody else, for anything else, or when altered (N3)."""

import base64
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.world import Answer, Person, World


@pytest.fixture(scope="module")
def people(shared: World) -> dict[str, Person]:
    boss = shared.company()
    made = {
        "boss": boss,
        "staff": shared.employee(boss.department, "S1"),
        "other": shared.employee(boss.department, "S2"),
    }
    made |= {"rival": shared.company("rival")}
    for name in ("staff", "other", "rival"):
        for _ in range(3):
            lead = shared.call("POST", "/v1/leads", {"name": "A"}, by=made[name])
            for amount in (1, 2):
                body = {"customer": lead["id"], "date": "2026-03-01", "amount": amount}
                assert shared.call("POST", "/v1/contracts", body, by=made[name]).status == 201
    return made


def refused(answer: Answer) -> None:
    assert (answer.status, answer["code"]) == (400, "invalid_cursor"), answer.raw


def first(world: World, by: Person, path: str = "/v1/leads", **query: Any) -> str:
    return str(world.call("GET", path, by=by, limit=1, **query)["next_cursor"])


def test_a_cursor_goes_on_where_its_page_ended(shared: World, people: dict[str, Person]):
    page = shared.call("GET", "/v1/leads", by=people["staff"], limit=2)
    rest = shared.call("GET", "/v1/leads", by=people["staff"], limit=100, cursor=page["next_cursor"])
    whole = shared.call("GET", "/v1/leads", by=people["staff"])
    assert page["items"] + rest["items"] == whole["items"]
    assert rest["next_cursor"] is None


def test_another_employee_cannot_use_it(shared: World, people: dict[str, Person]):
    cursor = first(shared, people["staff"])
    for name in ("boss", "other", "rival"):
        refused(shared.call("GET", "/v1/leads", by=people[name], cursor=cursor))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/leads", {"sort": "score"}),
        ("/v1/leads", {"stars": 1}),
        ("/v1/leads", {"sort": "score", "stars": 1}),
        ("/v1/customers", {}),
        ("/v1/employees", {}),
        ("/v1/departments", {}),
        ("/v1/exports", {}),
        ("/v1/catalogs/stages", {}),
    ],
)
def test_another_list_does_not_take_it(path: str, query: dict[str, Any], shared: World, people: dict[str, Person]):
    refused(shared.call("GET", path, by=people["staff"], cursor=first(shared, people["staff"]), **query))


def test_a_list_of_another_customer_or_kind_does_not_take_it(shared: World, people: dict[str, Person]):
    staff = people["staff"]
    one, two, _ = (row["id"] for row in shared.call("GET", "/v1/leads", by=staff)["items"])
    cursor = first(shared, staff, "/v1/contracts", customer=one)
    assert shared.call("GET", "/v1/contracts", by=staff, customer=one, cursor=cursor).status == 200
    refused(shared.call("GET", "/v1/contracts", by=staff, customer=two, cursor=cursor))
    refused(shared.call("GET", "/v1/receipts", by=staff, customer=one, cursor=cursor))
    stages = first(shared, staff, "/v1/catalogs/stages")
    refused(shared.call("GET", "/v1/catalogs/sources", by=staff, cursor=stages))


@pytest.mark.parametrize("cursor", ["", "A", "====", "AAAA", "é", "x" * 2000, "🂡", "a b", "null", "\x00"])
def test_what_was_never_a_cursor_is_none(cursor: str, shared: World, people: dict[str, Person]):
    for path in ("/v1/leads", "/v1/employees"):
        refused(shared.call("GET", path, by=people["boss"], cursor=cursor))


@settings(max_examples=60)
@given(st.data())
@example(None)
def test_an_altered_cursor_is_none(shared: World, people: dict[str, Person], data: st.DataObject | None):
    cursor = first(shared, people["staff"])
    if data is None:
        altered = cursor + "="
    else:
        place = data.draw(st.integers(0, len(cursor) - 1))
        letter = data.draw(st.sampled_from("ABCxyz019-_=+/ ").filter(lambda c: c != cursor[place]))
        how = data.draw(st.sampled_from(["replace", "insert", "drop", "cut"]))
        altered = {
            "replace": cursor[:place] + letter + cursor[place + 1 :],
            "insert": cursor[:place] + letter + cursor[place:],
            "drop": cursor[:place] + cursor[place + 1 :],
            "cut": cursor[:place],
        }[how]
    if altered != cursor:
        refused(shared.call("GET", "/v1/leads", by=people["staff"], cursor=altered))


def test_a_place_with_another_signature_is_none(shared: World, people: dict[str, Person]):
    sealed = base64.urlsafe_b64decode(first(shared, people["staff"]) + "==")
    forged = base64.urlsafe_b64encode(bytes(16) + sealed[16:]).decode().rstrip("=")
    refused(shared.call("GET", "/v1/leads", by=people["staff"], cursor=forged))


def test_a_cursor_may_come_with_another_limit(shared: World, people: dict[str, Person]):
    cursor = first(shared, people["staff"])
    assert len(shared.call("GET", "/v1/leads", by=people["staff"], cursor=cursor, limit=2)["items"]) == 2
