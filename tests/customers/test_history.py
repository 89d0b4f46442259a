"""A record's history: people's changes and moves between tiers in one list, newest first (A8)."""

from typing import Any

import pytest

from customers import model
from customers.rules import Shared
from kernel import clock, keys, table
from kernel.access import CATEGORIES
from tests.world import Answer, Person, World

NAMES = {"vi": "Tên", "en": "Name"}


def lead(world: World, by: Person, **fields: Any) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A", "stage": "new"} | fields, by=by)["id"])


def history(world: World, by: Person, record: str, **query: Any) -> Answer:
    return world.call("GET", f"/v1/leads/{record}/history", by=by, **query)


def every(world: World, by: Person, record: str, limit: int) -> list[Any]:
    found, cursor = [], None
    while True:
        page = history(world, by, record, limit=limit, cursor=cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def told(entries: list[Any]) -> list[tuple[str, Any]]:
    return [(entry["action"], {n: (c["from"], c["to"]) for n, c in entry["changes"].items()}) for entry in entries]


@pytest.fixture
def moved(world: World, admin: Person, staff: Person) -> str:
    """A lead that was changed, brought money, was changed again, and whose contract was cancelled."""
    tier = {"id": "gold", "name": NAMES, "colour": "#aabbcc", "discount": 5, "min_amount": 100}
    world.call("PUT", "/v1/tiers", {"tiers": [tier]}, by=admin)
    record = lead(world, staff)
    world.call("PATCH", f"/v1/leads/{record}", {"stage": "won", "priority": 2}, by=staff)
    world.pump()
    for amount in (1, 2):
        body = {"customer": record, "date": "2026-03-01", "amount": amount}
        small = world.call("POST", "/v1/contracts", body, by=staff)["id"]
        world.call("POST", f"/v1/contracts/{small}/confirm", by=staff)
        world.pump()
    body = {"customer": record, "date": "2026-03-01", "amount": 100}
    contract = world.call("POST", "/v1/contracts", body, by=staff)["id"]
    world.call("POST", f"/v1/contracts/{contract}/confirm", by=staff)
    world.pump()
    world.call("PATCH", f"/v1/leads/{record}", {"expected_revenue": "12.50"}, by=admin)
    world.call("POST", f"/v1/contracts/{contract}/cancel", by=staff)
    world.pump()
    return record


def test_changes_and_tiers_are_told_together_newest_first(world: World, admin: Person, staff: Person, moved: str):
    page = history(world, staff, moved)
    assert told(page["items"]) == [
        ("tier", {"tier": ("gold", None)}),
        ("changed", {"expected_revenue": (None, "12.5")}),
        ("tier", {"tier": (None, "gold")}),
        ("changed", {"stage": ("new", "won"), "priority": (0, 2)}),
        ("created", {}),
    ]
    assert [entry["by"] for entry in page["items"]] == [None, admin.id, None, staff.id, staff.id]
    assert page["items"][-1]["title"] == {"vi": "Tạo mới", "en": "Created"}
    assert [entry["why"] for entry in page["items"]] == [
        {"pinned": False, "revenue": "3", "contracts": 2, "payment": "0"}, None,
        {"pinned": False, "revenue": "103", "contracts": 3, "payment": "0"}, None, None,
    ]  # fmt: skip
    assert page["next_cursor"] is None
    assert world.call("GET", f"/v1/customers/{moved}/history", by=staff)["items"] == page["items"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_of_any_size_tell_the_same(limit: int, world: World, staff: Person, moved: str):
    assert every(world, staff, moved, limit) == history(world, staff, moved)["items"]


def test_a_pin_is_a_persons_change_and_the_tier_follows(world: World, staff: Person, moved: str):
    body = {"tier": "gold", "reason": "a friend"}
    world.call("PUT", f"/v1/tiers/customers/{moved}", body, by=staff)
    world.pump()
    tier, pin = history(world, staff, moved, limit=2)["items"]
    assert (tier["changes"], tier["why"]["pinned"]) == ({"tier": {"from": None, "to": "gold"}}, True)
    assert (pin["by"], pin["changes"]["pinned_reason"]) == (staff.id, {"from": None, "to": "a friend"})


def test_a_history_is_there_for_who_sees_the_record_only(world: World, staff: Person, moved: str):
    for who in (world.employee(staff.department, "S2"), world.company("rival")):
        assert history(world, who, moved).status == 404


def test_a_cursor_of_one_record_is_worth_nothing_for_another(world: World, staff: Person, moved: str):
    cursor = history(world, staff, moved, limit=1)["next_cursor"]
    assert history(world, staff, lead(world, staff), cursor=cursor)["code"] == "invalid_cursor"


def share(record: str, with_: Person, *categories: Any) -> None:
    item = model.find("acme", record)
    assert item is not None
    given = Shared(employee=with_.id, department=with_.department, categories=categories)
    after = item.value.model_copy(update={"shares": (given,), "updated_at": clock.now()})
    card = model.card_of("acme", item.value)
    table.write(*model.changing("acme", item, after, card))


def test_who_was_given_the_profile_only_is_not_told_of_money_nor_of_others(world: World, staff: Person, moved: str):
    friend = world.employee(staff.department, "S2")
    share(moved, friend, "profile")
    assert "shares" in history(world, staff, moved)["items"][0]["changes"]
    page = history(world, friend, moved)
    assert "shares" not in page.raw
    assert {tuple(entry["why"]) for entry in page["items"] if entry["why"]} == {("pinned",)}
    assert len(page["items"]) == 5, "the share itself is not told"


def test_a_category_without_the_profile_shows_no_history(world: World, staff: Person, moved: str):
    friend = world.employee(staff.department, "S2")
    share(moved, friend, *(category for category in CATEGORIES if category != "profile"))
    assert history(world, friend, moved).status == 404


def test_what_only_helps_to_find_a_record_is_no_change_of_it(world: World, staff: Person):
    record = lead(world, staff)
    world.call("PATCH", f"/v1/leads/{record}", {"phones": ["0912 345 678"]}, by=staff)
    entry, _made = history(world, staff, record)["items"]
    assert list(entry["changes"]) == ["phones"]
    assert world.item(keys.customer("acme", record), keys.history("", 2))
