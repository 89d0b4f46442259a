"""Voucher books as administrators keep them (B5)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock
from tests.world import Answer, Person, World
from vouchers import model

NAME = {"vi": "Sổ", "en": "Book"}
BOOKS = "/v1/voucher-books"


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-03-09T05:00:00+00:00")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment).astimezone(UTC))


def add(world: World, by: Person, **fields: Any) -> Answer:
    return world.call("POST", BOOKS, {"code": "HD2", "name": NAME, "kind": "contract"} | fields, by=by)


def patch(world: World, by: Person, code: str, /, **fields: Any) -> Answer:
    return world.call("PATCH", f"{BOOKS}/{code}", fields, by=by)


def read(world: World, by: Person, code: str) -> Answer:
    return world.call("GET", f"{BOOKS}/{code}", by=by)


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_fresh_company_has_a_book_for_each_kind_of_document(world: World, staff: Person):
    found = {one["code"]: one for one in world.call("GET", BOOKS, by=staff)["items"]}
    assert {(one["kind"], one["preview"]) for one in found.values()} == {
        ("contract", "HD-2026-0001"), ("receipt", "PT-2026-0001"), ("payment-slip", "PC-2026-0001"),
        ("quote", "BG-2026-0001"), ("order", "DH-2026-0001"), ("opportunity", "CH-2026-0001"),
    }  # fmt: skip
    assert found["HD"]["default"] is True
    one = read(world, staff, "HD")
    assert (one.body, one.headers["ETag"]) == (found["HD"], '"1"')


def test_a_book_goes_on_where_the_book_of_paper_ended(world: World, admin: Person):
    made = add(world, admin, prefix="HĐ/", next=153, padding=3)
    assert (made.status, made["preview"], made["default"], made["version"]) == (201, "HĐ/153", False, 1)


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_only_administrators_keep_books(role: Any, world: World, admin: Person):
    other = world.employee(admin.department, "S1", role)
    answers = [add(world, other), patch(world, other, "HD", padding=5)]
    answers.append(world.call("GET", f"{BOOKS}/HD/history", by=other))
    assert [(answer.status, answer["code"]) for answer in answers] == [(403, "admin_only")] * 3


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"code": "a b"}, "/code", "format"),
        ({"name": "Sổ"}, "/name", "object"),
        ({"kind": "letter"}, "/kind", "choice"),
        ({"prefix": ""}, "/prefix", "too_short"),
        ({"prefix": "x" * 21}, "/prefix", "too_long"),
        ({"prefix": "a\nb"}, "/prefix", "control_characters"),
        ({"prefix": "{DD}"}, "/prefix", "placeholder"),
        ({"padding": 13}, "/padding", "too_large"),
        ({"padding": -1}, "/padding", "too_small"),
        ({"next": 0}, "/next", "too_small"),
        ({"next": 10**12}, "/next", "below"),
        ({"reset": "daily"}, "/reset", "choice"),
        ({"reset": "monthly", "prefix": "{YY}"}, "/reset", "needs_period"),
        ({"default": True, "active": False}, "/active", "default_is_open"),
        ({"last": 5}, "/last", "unknown_field"),
    ],
)
def test_a_book_that_cannot_be_is_refused(fields: dict[str, Any], path: str, code: str, world: World, admin: Person):
    assert errors(add(world, admin, **fields)) == [(path, code)]
    assert read(world, admin, "HD2").status == 404


def test_a_code_that_is_taken_is_named(world: World, admin: Person):
    answer = add(world, admin, code="HD")
    assert (answer.status, answer["code"]) == (409, "code_taken")


@pytest.mark.parametrize("field", ["name", "padding", "reset", "active", "default", "next"])
def test_null_on_what_is_required_is_named(field: str, world: World, admin: Person):
    assert errors(patch(world, admin, "HD", **{field: None})) == [(f"/{field}", "missing")]


@pytest.mark.parametrize("field", ["code", "kind"])
def test_a_book_stays_the_book_it_is(field: str, world: World, admin: Person):
    assert errors(patch(world, admin, "HD", **{field: "order"})) == [(f"/{field}", "unknown_field")]


@pytest.mark.parametrize("code", ["none", "x" * 3000, "a#b", "é"])
def test_a_book_that_is_none_is_absent(code: str, world: World, admin: Person):
    for answer in (read(world, admin, code), patch(world, admin, code, padding=5)):
        assert answer.status == 404


def test_one_book_of_a_kind_is_the_default_and_the_other_no_longer(world: World, admin: Person):
    assert add(world, admin, default=True)["default"] is True
    before = read(world, admin, "HD")
    assert (before["default"], before["version"]) == (False, 2)
    assert patch(world, admin, "HD", default=True)["default"] is True
    assert read(world, admin, "HD2")["default"] is False
    assert read(world, admin, "PT")["default"] is True
    assert model.default(admin.tenant, "contract") == "HD"


def test_a_default_book_is_not_closed_before_there_is_another_or_none(world: World, admin: Person):
    assert errors(patch(world, admin, "HD", active=False)) == [("/active", "default_is_open")]
    closed = patch(world, admin, "HD", active=False, default=False)
    assert (closed.status, closed["active"], closed["default"]) == (200, False, False)
    assert model.default(admin.tenant, "contract") is None


def test_the_next_number_may_be_raised_but_not_to_what_is_used(world: World, admin: Person):
    customer = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    for _ in range(3):
        world.call("POST", "/v1/contracts", {"customer": customer, "date": "2026-03-01", "amount": 1}, by=admin)
    refused = patch(world, admin, "HD", next=3)
    assert errors(refused) == [("/next", "used_already")]
    assert "3" in refused["errors"][0]["message"]
    assert patch(world, admin, "HD", next=50)["preview"] == "HD-2026-0050"
    assert patch(world, admin, "HD", next=4)["preview"] == "HD-2026-0004"


def test_a_number_taken_is_no_change_of_the_book(world: World, admin: Person):
    customer = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    world.call("POST", "/v1/contracts", {"customer": customer, "date": "2026-03-01", "amount": 1}, by=admin)
    changed = world.call("PATCH", f"{BOOKS}/HD", {"padding": 6}, by=admin, headers={"if-match": '"1"'})
    assert (changed.status, changed["preview"]) == (200, "HD-2026-000002")


def test_a_book_that_begins_anew_another_way_goes_on_with_its_numbers(world: World, admin: Person):
    add(world, admin, prefix="{YYYY}{MM}-", next=7)
    assert patch(world, admin, "HD2", reset="monthly")["preview"] == "202603-0007"
    assert patch(world, admin, "HD2", reset="none")["preview"] == "202603-0007"
    assert patch(world, admin, "HD2", reset="yearly", next=9)["preview"] == "202603-0009"


def test_the_year_ends_when_it_does_for_the_company(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    patch(world, admin, "HD", next=31)
    for moment, preview in (
        ("2026-12-31T16:59:59+00:00", "HD-2026-0031"),
        ("2026-12-31T17:00:00+00:00", "HD-2027-0001"),  # midnight in Ho Chi Minh City
    ):
        at(monkeypatch, moment)
        assert read(world, admin, "HD")["preview"] == preview
    world.call("PUT", "/v1/settings", {"time_zone": "UTC"}, by=admin)
    assert read(world, admin, "HD")["preview"] == "HD-2026-0031"


def test_a_full_book_has_no_preview(world: World, admin: Person):
    assert add(world, admin, padding=2, next=100)["preview"] is None


def test_the_history_of_a_book_says_what_was_set(world: World, admin: Person):
    add(world, admin, default=True, prefix="A")
    patch(world, admin, "HD2", prefix=None, next=5)
    changed, made = world.call("GET", f"{BOOKS}/HD2/history", by=admin)["items"]
    assert changed["changes"] == {"prefix": {"from": "A", "to": None}, "next": {"from": 1, "to": 5}}
    assert (made["action"], made["changes"]["next"]) == ("created", {"from": None, "to": 1})
    (lost,) = world.call("GET", f"{BOOKS}/HD/history", by=admin)["items"]
    assert (lost["version"], lost["changes"]) == (2, {"default": {"from": True, "to": False}})


def test_of_two_who_change_a_book_at_once_the_later_tries_again(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    seen = model.find(admin.tenant, "HD")
    assert patch(world, admin, "HD", padding=5).status == 200
    assert world.call("PATCH", f"{BOOKS}/HD", {"padding": 6}, by=admin, headers={"if-match": '"1"'}).status == 412
    monkeypatch.setattr(model, "find", lambda *_: seen)
    assert patch(world, admin, "HD", padding=6)["code"] == "in_flight"


def test_books_of_one_company_are_not_another_ones(world: World, admin: Person):
    rival = world.company("rival")
    add(world, rival)
    assert read(world, admin, "HD2").status == 404
