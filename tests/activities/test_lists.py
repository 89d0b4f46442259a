"""My day, what is overdue, and lists by all of the fields (E2, E3)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock
from tests.activities.tasks import Tasks, tasking
from tests.conftest import opened
from tests.opportunities.deals import errors

NOW = datetime(2026, 1, 7, 3, tzinfo=UTC)  # ten o'clock in Vietnam
TASKS: tuple[dict[str, Any], ...] = (
    {"subject": "Trễ", "deadline": "2026-01-06T20:00:00+07:00", "priority": 3},
    {"subject": "Chiều nay", "deadline": "2026-01-07T23:59:00+07:00", "start": "2026-01-07T14:00:00+07:00"},
    {"subject": "Sáng nay", "deadline": "2026-01-08T09:00:00+07:00", "start": "2026-01-07T00:00:00+07:00"},
    {"subject": "Ngày mai", "deadline": "2026-01-08T00:00:00+07:00", "type": "meeting"},
    {"subject": "Xong", "deadline": "2026-01-05T09:00:00+07:00", "status": "completed", "result": "Đã gửi hàng"},
    {"subject": "Đang làm", "status": "in_progress", "priority": 1, "description": "Mang\nmáy đo"},
)


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Tasks, list[str]]]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        firm = tasking(world)
        firm.lead = str(firm.call("POST", "/v1/leads", {"name": "A"})["id"])
        tasks = [firm.task(**fields) for fields in TASKS]
        firm.task(assignee=firm.stranger.id, deadline="2026-01-01T00:00:00Z", subject="Khác")
        firm.world.pump()
        monkeypatch.setattr(clock, "now", lambda: NOW)
        yield firm, tasks


def places(made: tuple[Tasks, list[str]], who: str = "owner", **query: Any) -> list[int]:
    firm, tasks = made
    found = firm.walked("activities", getattr(firm, who), assignee=firm.owner.id, **query)
    return [tasks.index(one) for one in found]


def test_my_day_is_what_is_overdue_and_what_begins_or_is_due_today(made: tuple[Tasks, list[str]]):
    firm, tasks = made
    day = firm.call("GET", "/v1/activities/my-day")
    assert (day.status, day["day"], day["more"]) == (200, "2026-01-07", False)
    assert [tasks.index(one["id"]) for one in day["overdue"]] == [0]
    assert [tasks.index(one["id"]) for one in day["today"]] == [1, 2]
    assert firm.call("GET", "/v1/activities/my-day", by=firm.neighbour)["today"] == []
    assert [one["subject"] for one in firm.call("GET", "/v1/activities/my-day", by=firm.stranger)["overdue"]] == [
        "Khác"
    ]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, [5, 4, 3, 2, 1, 0]), ({"overdue": "true"}, [0]), ({"sort": "deadline"}, [0, 1, 3, 2, 5, 4]),
        ({"sort": "deadline", "open": "true"}, [0, 1, 3, 2, 5]), ({"open": "false"}, [4]),
        ({"sort": "start"}, [2, 1, 0, 3, 4, 5]), ({"sort": "priority"}, [0, 5, 4, 3, 2, 1]),
        ({"sort": "subject"}, [1, 5, 3, 2, 0, 4]), ({"subject": "dang"}, [5]),
        ({"subject": "nay CHI"}, [1]), ({"subject": "nay", "sort": "subject"}, [1, 2]),
        ({"status": "completed"}, [4]),
        ({"status": "in_progress,completed"}, [5, 4]), ({"type": "meeting"}, [3]), ({"priority": "1,3"}, [5, 0]),
        ({"deadline_in": "today"}, [1]), ({"deadline_in": "yesterday", "open": "true"}, [0]),
        ({"deadline_to": "2026-01-06T00:00:00Z"}, [4]), ({"start_in": "today"}, [2, 1]),
        ({"start_from": "2026-01-07T05:00:00Z"}, [1]),
        ({"deadline_from": "2026-01-07T16:00:00Z", "open": "true"}, [1, 3, 2]),
        ({"deadline_from": "2026-01-07T16:00:00Z", "open": "true", "reverse": "true"}, [2, 3, 1]),
        ({"result": "hang da"}, [4]), ({"description": "may do"}, [5]),
    ],
)  # fmt: skip
def test_lists_are_in_their_order_and_leave_what_filters_say(
    made: tuple[Tasks, list[str]], query: dict[str, Any], wanted: list[int]
):
    for limit in (1, 50):
        assert places(made, limit=limit, **query) == wanted
        assert places(made, "admin", limit=limit, **query) == wanted


def test_books_are_ones_own(made: tuple[Tasks, list[str]]):
    firm, tasks = made
    assert firm.walked("activities", scope="mine") == tasks[::-1]
    assert len(firm.walked("activities", firm.admin, scope="all")) == 7
    assert len(firm.walked("activities", firm.boss, scope="team", department=firm.stranger.department)) == 1
    assert firm.call("GET", "/v1/activities", scope="all")["code"] == "not_your_scope"


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ({"subject": "--"}, "/subject", "nothing_to_find"), ({"deadline_in": "someday"}, "/deadline_in", "choice"),
        ({"overdue": "true", "deadline_in": "today"}, "/overdue", "not_with"),
        ({"start_in": "today", "start_to": "2026-01-01T00:00:00Z"}, "/start_in", "not_with"),
    ],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_refused(
    made: tuple[Tasks, list[str]], query: dict[str, Any], path: str, code: str
):
    assert errors(made[0].call("GET", "/v1/activities", **query)) == [(path, code)]


def test_what_is_to_be_done_for_one_customer_is_read_with_that_customer(made: tuple[Tasks, list[str]]):
    """However much the viewer has to do for others."""
    firm, _ = made
    home = str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    deal = str(firm.deal(customer=home)["id"])
    mine, others = firm.task(customer=home, opportunity=deal), firm.task(customer=home, assignee=firm.stranger.id)
    firm.world.pump()
    for _ in range(5):
        firm.task(subject="sau")
    firm.world.pump()
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"customer": home}, [others, mine]), ({"opportunity": deal}, [mine]),
        ({"customer": home, "assignee": firm.stranger.id}, [others]), ({"customer": home, "status": "completed"}, []),
    ]  # fmt: skip
    for query, wanted in asked:
        page = firm.call("GET", "/v1/activities", limit=2, **query)
        assert ([one["id"] for one in page["items"]], page["next_cursor"]) == (wanted, None)
    assert firm.walked("activities", firm.stranger, customer=home) == [others]
    assert firm.walked("activities", firm.neighbour, customer=home) == []
