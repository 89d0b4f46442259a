"""Ranges of a partition as DynamoDB takes them; moto takes more."""

from typing import Any

import pytest

from kernel import table
from kernel.table import Page, Range
from tests.world import Person, World


def test_bounds_with_nothing_between_them_are_asked_of_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(table, "_client")
    assert table.page(Range("p", above="b", below="a"), limit=1) == Page([], None)


def test_a_list_from_a_later_day_to_an_earlier_one_is_empty(world: World, admin: Person):
    assert world.call("POST", "/v1/leads", {"name": "A"}, by=admin).status == 201
    late, early = "2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z"
    for name, sort in (("created", "newest"), ("updated", "updated")):
        query = {f"{name}_from": late, f"{name}_to": early, "sort": sort}
        answer = world.call("GET", "/v1/leads", None, by=admin, **query)  # type: ignore[arg-type]
        assert (answer.status, answer.body) == (200, {"items": [], "next_cursor": None})


def test_a_list_of_which_less_is_seen_than_when_it_was_begun_ends_where_sight_ends(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    """DynamoDB refuses to begin outside of the bounds; so with the cursor of who had handed the record over since."""
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=staff)["id"]
    contract = {"customer": lead, "date": "2026-03-01", "amount": 5}
    ids = [world.call("POST", "/v1/contracts", contract, by=staff)["id"] for _ in range(3)]
    cursor = world.call("GET", "/v1/contracts", by=staff, customer=lead, limit=2)["next_cursor"]
    for to in (admin, staff):
        assert world.call("POST", f"/v1/customers/{lead}/transfer", {"employees": [to.id]}, by=admin).status == 200
    page = table.page

    def strict(where: Range, *, limit: int, start: Any = None) -> Page:
        assert start is None or (where.above or "") < start["sk"]["S"] < (where.below or "~~")
        return page(where, limit=limit, start=start)

    monkeypatch.setattr(table, "page", strict)
    rest = world.call("GET", "/v1/contracts", by=staff, customer=lead, cursor=cursor)
    assert (rest.status, rest.body) == (200, {"items": [], "next_cursor": None})
    rest = world.call("GET", "/v1/contracts", by=admin, customer=lead, limit=2)
    rest = world.call("GET", "/v1/contracts", by=admin, customer=lead, cursor=rest["next_cursor"])
    assert [one["id"] for one in rest["items"]] == ids[:1]


def test_a_code_that_no_key_can_hold_is_absent_without_a_read(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr("customers.codes.by_code")
    assert world.call("GET", "/v1/customers/by-code/" + "A" * 2100, by=admin).status == 404


def test_the_first_of_a_range_are_as_many_as_there_are_however_early_a_page_ends(monkeypatch: pytest.MonkeyPatch):
    rows: list[Any] = [{"pk": {"S": "p"}, "sk": {"S": sk}} for sk in "abc"]

    def short(_where: Range, *, limit: int, start: Any = None) -> Page:
        assert limit >= 1
        place = start["place"] if start else 0
        return Page(rows[place : place + 1], {"place": place + 1} if place + 1 < len(rows) else None)

    monkeypatch.setattr(table, "page", short)
    assert table.first(Range("p"), limit=9) == rows
    assert table.first(Range("p"), limit=2) == rows[:2]
