"""The states of an email campaign, and what a moment is by the clocks of a company."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaigns import rules
from campaigns.rules import Campaign
from kernel.access import Viewer
from tests.deciding import AT, BY_A, LATER, A, B, differs, refusal

STAMP = {"updated_at": LATER, "updated_by": B}


def campaign(**fields: Any) -> Campaign:
    known = {"id": A, "code": "tet", "name": "Tết", "template": "tet", "language": "vi", "shelf": "lead"}
    return Campaign.model_validate(known | BY_A | fields)


def viewer(role: str, employee: str = A) -> Viewer:
    return Viewer(tenant="acme", employee=employee, department=A, role=role)  # type: ignore[arg-type]


def test_who_may_send_to_many():
    for role in ("admin", "manager"):
        rules.require_sender(viewer(role))
    assert refusal(lambda: rules.require_sender(viewer("staff"))) == ("managers_only", {})


def test_a_campaign_is_there_for_administrators_and_for_the_manager_who_made_it():
    seen = {
        (role, who): rules.is_shown(viewer(role, who), campaign())
        for role in ("admin", "manager", "staff")
        for who in (A, B)
    }
    assert [key for key, there in seen.items() if there] == [("admin", A), ("admin", B), ("manager", A)]


CHANGES: list[tuple[Callable[[Campaign], Campaign], dict[str, Any], dict[str, Any]]] = [
    (lambda one: rules.changed(one, {"name": "Hè"}, B, LATER), {}, {"name": "Hè", **STAMP}),
    (
        lambda one: rules.scheduled(one, LATER + timedelta(1), B, LATER),
        {},
        {"state": "scheduled", "starts_at": LATER + timedelta(1), "sender": B, **STAMP},
    ),
    (
        lambda one: rules.unscheduled(one, B, LATER),
        {"state": "scheduled", "starts_at": AT, "sender": A},
        {"state": "draft", "starts_at": None, "sender": None, **STAMP},
    ),
    (
        lambda one: rules.started(one, B, LATER),
        {"run": 2},
        {"state": "sending", "started_at": LATER, "sender": B, "run": 3, **STAMP},
    ),
    (
        lambda one: rules.started(one, B, LATER),
        {"state": "scheduled"},
        {"state": "sending", "started_at": LATER, "sender": B, "run": 1, **STAMP},
    ),
    (
        lambda one: rules.paused(one, B, LATER),
        {"state": "sending", "waits": "quota"},
        {"state": "paused", "waits": None, **STAMP},
    ),
    (lambda one: rules.resumed(one, B, LATER), {"state": "paused", "run": 1}, {"state": "sending", **STAMP}),
    (
        lambda one: rules.resumed(one, B, LATER),
        {"state": "paused", "run": 1, "listed": True},
        {"state": "sending", "run": 2, **STAMP},
    ),
    (
        lambda one: rules.cancelled(one, B, LATER, "gone"),
        {"state": "sending", "waits": "x", "starts_at": AT},
        {
            "state": "cancelled",
            "finished_at": LATER,
            "reason": "gone",
            "run": 1,
            "starts_at": None,
            "waits": None,
            **STAMP,
        },
    ),
    (rules.listed, {}, {"listed": True}),
    (lambda one: rules.waiting(one, "quota"), {"state": "sending"}, {"waits": "quota"}),
    (lambda one: rules.waiting(one, "quota"), {"state": "paused", "waits": "x"}, {"waits": None}),
    (
        lambda one: rules.finished(one, LATER),
        {"state": "sending", "waits": "x"},
        {"state": "sent", "finished_at": LATER, "waits": None},
    ),
]


@pytest.mark.parametrize("case", range(len(CHANGES)))
def test_what_a_change_of_state_changes_and_nothing_else(case: int):
    change, fields, after = CHANGES[case]
    before = campaign(**fields)
    assert differs(before, change(before)) == after


@pytest.mark.parametrize("state", ["draft", "scheduled", "sending", "paused"])
def test_whatever_has_not_ended_can_be_cancelled(state: str):
    assert rules.cancelled(campaign(state=state), B, LATER).state == "cancelled"
    if state in {"draft", "scheduled"}:
        assert rules.scheduled(campaign(state=state), LATER, B, AT).starts_at == LATER


@pytest.mark.parametrize(
    ("change", "state", "needed"),
    [
        (lambda one: rules.changed(one, {}, B, LATER), "sending", "draft"),
        (lambda one: rules.scheduled(one, LATER, B, AT), "sent", "draft / scheduled"),
        (lambda one: rules.unscheduled(one, B, LATER), "draft", "scheduled"),
        (lambda one: rules.started(one, B, LATER), "paused", "draft / scheduled"),
        (lambda one: rules.paused(one, B, LATER), "draft", "sending"),
        (lambda one: rules.resumed(one, B, LATER), "sending", "paused"),
        (lambda one: rules.cancelled(one, B, LATER), "sent", "draft / scheduled / sending / paused"),
        (lambda one: rules.finished(one, LATER), "paused", "sending"),
    ],
)
def test_a_change_that_does_not_fit_the_state_says_which_would(
    change: Callable[[Campaign], Campaign], state: str, needed: str
):
    told = {"state": state, "needed": needed}
    assert refusal(lambda: change(campaign(state=state))) == ("wrong_state", told)


def test_a_campaign_starts_in_the_future_and_within_a_year():
    assert refusal(lambda: rules.scheduled(campaign(), AT, B, AT)) == (
        "invalid_request",
        {},
        ("/at", "in_the_past", {}),
    )
    last = AT + timedelta(days=366)
    assert rules.scheduled(campaign(), last, B, AT).starts_at == last
    assert refusal(lambda: rules.scheduled(campaign(), last + timedelta(seconds=1), B, AT)) == (
        "invalid_request",
        {},
        ("/at", "too_far_off", {"days": 366}),
    )


def test_a_moment_is_by_the_clocks_of_the_company_unless_it_says_which():
    hanoi, berlin = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
    expected = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert rules.moment("2026-03-02T08:00", hanoi) == rules.moment("2026-03-02T03:00+02:00", hanoi) == expected
    for written in ("2026-03-02T08:00", "2026-03-02T03:00+02:00"):
        assert rules.moment(written, hanoi).tzinfo is UTC
    assert refusal(lambda: rules.moment("soon", hanoi)) == ("invalid_request", {}, ("/at", "local_time", {}))
    assert refusal(lambda: rules.moment("2026-03-29T02:30", berlin)) == (
        "invalid_request",
        {},
        ("/at", "no_such_hour", {"zone": "Europe/Berlin"}),
    )


@pytest.mark.parametrize(
    ("written", "zone"),
    [("0001-01-01T06:59", "Asia/Ho_Chi_Minh"), ("9999-12-31T20:00", "America/New_York"),
     ("0001-01-01T00:59+01:00", "UTC")],
)  # fmt: skip
def test_an_hour_that_is_beyond_the_calendar_elsewhere_is_none(written: str, zone: str):
    assert refusal(lambda: rules.moment(written, ZoneInfo(zone))) == (
        "invalid_request", {}, ("/at", "local_time", {}))  # fmt: skip


def test_a_history_tells_all_but_who_changed_it_last():
    assert campaign().model_dump().keys() - rules.told(campaign()).keys() == {"updated_at", "updated_by", "run"}
