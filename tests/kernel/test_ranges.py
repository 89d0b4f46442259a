"""Ranges of a partition as DynamoDB takes them; moto takes more."""

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


def test_a_code_that_no_key_can_hold_is_absent_without_a_read(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr("customers.codes.by_code")
    assert world.call("GET", "/v1/customers/by-code/" + "A" * 2100, by=admin).status == 404
