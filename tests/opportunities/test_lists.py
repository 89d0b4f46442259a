"""Lists of opportunities: every order, every filter, and nothing read that grows with their number (F4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock, table
from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing, errors

DEALS: tuple[dict[str, Any], ...] = (
    {"name": "Đông Á", "number": "X-03", "expected_value": "30", "expected_close": "2026-03-10", "stage": "quoted"},
    {"name": "An Bình", "number": "x-01", "expected_value": "10.5", "expected_close": "2026-01-31", "priority": 2},
    {"name": "đồng tâm", "number": "Y-02", "expected_close": "2026-02-01", "stage": "negotiating", "source": "tender"},
    {"name": "Bến Tre", "expected_value": "20", "expected_close": "2026-12-31", "stage": "won", "team": "north"},
)
OPENED = ("2026-01-05", "2026-01-06", "2025-12-31", "2025-11-01")


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Deals, list[str]]]:
    """Four opportunities, in the order in which they were made; the last is the stranger's to work on."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        firm = dealing(world)
        firm.lead = firm.call("POST", "/v1/leads", {"name": "Nhà máy A"})["id"]
        deals = [firm.deal(opened=day, **fields)["id"] for day, fields in zip(OPENED, DEALS, strict=True)]
        firm.patch(deals[3], owner=firm.stranger.id)
        firm.world.pump()
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 6, 20, tzinfo=UTC))  # the 7th in Vietnam
        yield firm, deals


def places(made: tuple[Deals, list[str]], who: str = "owner", **query: Any) -> list[int]:
    firm, deals = made
    return [deals.index(one) for one in firm.walked("opportunities", getattr(firm, who), **query)]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("newest", [3, 2, 1, 0]), ("name", [1, 3, 0, 2]), ("number", [3, 1, 0, 2]), ("expected_close", [1, 2, 0, 3]),
        ("expected_value", [0, 3, 1, 2]), ("opened", [1, 0, 2, 3]), ("updated", [3, 2, 1, 0]),
    ],
)  # fmt: skip
def test_every_order_goes_both_ways_and_page_by_page(made: tuple[Deals, list[str]], sort: str, wanted: list[int]):
    for limit in (1, 3, 50):
        assert places(made, sort=sort, limit=limit) == wanted
        assert places(made, sort=sort, limit=limit, reverse="true") == wanted[::-1]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"name": "dong"}, [0, 2]), ({"name": "Đông Á"}, [0]), ({"name": "a do"}, [0]),
        ({"name": "dong", "sort": "newest"}, [2, 0]),
        ({"number": "x-"}, [1, 0]), ({"number": "Y-02", "sort": "name"}, [2]),
        ({"stage": "quoted"}, [0]), ({"stage": "quoted,won"}, [3, 0]), ({"stage": "follow_up"}, [2]),
        ({"stage": "follow_up,quoted", "sort": "name"}, [0, 2]), ({"stage": "nowhere"}, []),
        ({"outcome": "won"}, [3]), ({"outcome": "open", "sort": "expected_close"}, [1, 2, 0]),
        ({"source": "tender"}, [2]), ({"team": "north"}, [3]), ({"priority": "2,3"}, [1]),
        ({"expected_close_from": "2026-02-01", "expected_close_to": "2026-03-10"}, [2, 0]),
        ({"expected_close_from": "2026-02-01", "sort": "newest"}, [3, 2, 0]),
        ({"expected_close_in": "this_month"}, [1]), ({"expected_close_in": "this_year"}, [1, 2, 0, 3]),
        ({"expected_close_in": "this_quarter", "stage": "quoted"}, [0]),
        ({"opened_in": "yesterday"}, [1]), ({"opened_in": "this_week"}, [1, 0]), ({"opened_in": "last_week"}, [2]),
        ({"opened_in": "last_30_days"}, [1, 0, 2]), ({"opened_in": "today"}, []),
        ({"opened_to": "2025-12-31"}, [2, 3]), ({"opened_from": "2026-01-05", "opened_to": "2026-01-05"}, [0]),
        ({"opened_from": "2026-02-01", "opened_to": "2026-01-01"}, []),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(made: tuple[Deals, list[str]], query: dict[str, Any], wanted: list[int]):
    for limit in (1, 50):
        assert places(made, limit=limit, **query) == wanted


def test_people_and_books(made: tuple[Deals, list[str]]):
    firm, _ = made
    assert places(made, "stranger") == places(made, "boss") == [3]
    assert places(made, owner=firm.stranger.id) == places(made, "admin", owner=firm.stranger.id) == [3]
    assert places(made, "stranger", creator=firm.owner.id) == [3]
    assert places(made, scope="mine") == [2, 1, 0]
    assert places(made, "admin", scope="team", department=firm.stranger.department) == [3]
    assert places(made, "boss", department=firm.stranger.department) == [3]
    assert places(made, customer=firm.lead, stage="won,quoted") == [3, 0]
    assert places(made, "admin", customer=firm.lead, limit=1) == [3, 2, 1, 0]
    assert firm.call("GET", "/v1/opportunities", by=firm.stranger, scope="all")["code"] == "not_your_scope"


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ({"name": "--"}, "/name", "nothing_to_find"), ({"opened_in": "someday"}, "/opened_in", "choice"),
        ({"opened_in": "today", "opened_to": "2026-01-01"}, "/opened_in", "not_with"),
        ({"sort": "name", "customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/sort", "not_with"),
        ({"opened_from": "1.1.2026"}, "/opened_from", "date"), ({"priority": "x"}, "/priority/0", "integer"),
    ],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_refused(
    made: tuple[Deals, list[str]], query: dict[str, Any], path: str, code: str
):
    assert errors(made[0].call("GET", "/v1/opportunities", **query)) == [(path, code)]


def test_a_page_asks_for_little(made: tuple[Deals, list[str]]):
    firm, _ = made
    calls: list[str] = []
    table._client().meta.events.register("provide-client-params.dynamodb", lambda model, **_: calls.append(model.name))
    for who, query, most in (
        (firm.admin, {"sort": "expected_value"}, 3), (firm.owner, {"sort": "name"}, 5),
        (firm.owner, {"scope": "mine"}, 3), (firm.owner, {"customer": firm.lead}, 3),
    ):  # fmt: skip
        calls.clear()
        assert firm.call("GET", "/v1/opportunities", by=who, limit=3, **query).status == 200
        assert len(calls) <= most, calls


def test_what_is_found_by_words_comes_once_and_as_it_is_called_now():
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        firm = dealing(world)
        firm.lead = firm.call("POST", "/v1/leads", {"name": "A"})["id"]
        once, other = firm.deal(name="Hà Hải Hân Hà")["id"], firm.deal(name="Trạm Hà Nội", stage="quoted")["id"]
        for limit in (1, 50):
            assert firm.found(name="ha", limit=limit) == [once, other]
            assert firm.found(name="noi TRAM", limit=limit) == [other]
            assert firm.found(name="ha", stage="quoted", limit=limit) == [other]
            assert firm.found(name="ha", customer=firm.lead, limit=limit) == [other, once]
        assert firm.found(firm.neighbour, name="ha") == []
        page = firm.call("GET", "/v1/opportunities", name="ha", limit=1)
        moved = firm.call("GET", "/v1/opportunities", name="ha", stage="quoted", cursor=page["next_cursor"])
        assert moved["code"] == "invalid_cursor"
        firm.patch(once, name="Khác")
        assert firm.found(name="ha") == [other]
        assert not [one for one in world.items() if "#FOUND#" in one["pk"]["S"] and "W#hai#" in one["sk"]["S"]]
