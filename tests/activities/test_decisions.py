"""What becomes of an activity: pure decisions."""

from datetime import timedelta
from typing import Any

import pytest

from activities import rules
from activities.rules import Activity, Status
from tests.deciding import AT, BY_A, LATER, A, differs, refusal


def activity(**fields: Any) -> Activity:
    known = {"id": A, "type": "call", "subject": "Gọi", "customer": A, "assignee": A, "department": A}
    return Activity.model_validate(known | BY_A | fields)


def test_an_activity_names_its_type():
    assert rules.choices(activity()) == [("/type", "activity-types", "call")]


@pytest.mark.parametrize("status", ["not_started", "in_progress", "resolved", "completed", "cancelled"])
def test_only_who_has_still_something_to_do_is_reminded(status: Status):
    one = activity(status=status, reminder_at=AT)
    assert rules.is_open(one) == (status in {"not_started", "in_progress"})
    assert rules.reminded_at(one) == (AT if rules.is_open(one) else None)


def test_the_moment_of_completion_or_cancellation_is_the_first_one_and_goes_with_the_status():
    done = rules.settled(activity(status="completed"), AT)
    assert (done.completed_at, done.cancelled_at) == (AT, None)
    assert rules.settled(done, LATER).completed_at == AT
    given_up = rules.settled(done.model_copy(update={"status": "cancelled"}), LATER)
    assert (given_up.completed_at, given_up.cancelled_at) == (None, LATER)
    assert rules.settled(given_up, AT).cancelled_at == LATER
    again = rules.settled(given_up.model_copy(update={"status": "in_progress"}), AT)
    assert (again.completed_at, again.cancelled_at) == (None, None)


def test_moments_that_contradict_each_other_are_named_each():
    wrong = activity(start=LATER, deadline=AT, reminder_at=LATER)
    assert refusal(lambda: rules.require_sound(wrong)) == (
        "invalid_request", {}, ("/deadline", "not_before", {"other": "start"}),
        ("/reminder_at", "not_after", {"other": "deadline"}),
    )  # fmt: skip


@pytest.mark.parametrize(
    "moments",
    [
        {"start": LATER}, {"deadline": AT}, {"reminder_at": LATER}, {"start": LATER, "reminder_at": AT},
        {"start": AT, "deadline": AT, "reminder_at": AT}, {"start": AT, "deadline": LATER},
        {"deadline": LATER, "reminder_at": AT},
    ],
)  # fmt: skip
def test_moments_that_are_missing_or_the_same_contradict_nothing(moments: dict[str, object]):
    rules.require_sound(activity(**moments))


def test_what_came_of_it_is_kept_where_nothing_else_is_said():
    one = activity(status="resolved", result="Đã gọi")
    assert differs(one, rules.ended(one, "completed", None)) == {"status": "completed"}
    assert differs(one, rules.ended(one, "cancelled", "Bận")) == {"status": "cancelled", "result": "Bận"}
    assert rules.ended(activity(status="in_progress"), "completed", None).status == "completed"


def test_what_is_over_does_not_end_again():
    told = {"state": "completed", "needed": "not_started / in_progress / resolved"}
    assert refusal(lambda: rules.ended(activity(status="completed"), "cancelled", None)) == ("wrong_state", told)


def test_only_an_activity_of_that_type_is_renamed():
    one = activity(deadline=AT + timedelta(1))
    assert rules.renamed(one, "activity-types", "call", "visit").type == "visit"
    assert rules.renamed(one, "activity-types", "mail", "visit") == one
    assert rules.renamed(one, "labels", "call", "visit") == one
