"""How a job goes on, step by step: pure decisions."""

from datetime import timedelta
from typing import Any

import pytest

from jobs import rules
from jobs.rules import Job, Plan, Result, Swept
from kernel.problems import Problem, invalid
from tests.deciding import AT, LATER, A, B, differs

END = Plan(records=())
RESULTS = [rules.done("a"), rules.done("b"), rules.skipped("c", Problem("not_found"))]


def job(**fields: Any) -> Job:
    known = {"id": A, "kind": "stage", "requested_by": B, "size": 25, "created_at": AT, "state": "running"}
    return Job.model_validate(known | fields)


def test_a_job_is_open_until_it_has_ended():
    states = ("queued", "running", "done", "failed", "cancelled")
    assert [state for state in states if rules.is_open(job(state=state))] == ["queued", "running"]


def test_a_record_that_was_left_says_why_by_its_first_mistake():
    assert rules.done("a") == Result(record="a", outcome="done")
    wrong = Problem("wrong_state", state="lost", needed=3)
    assert rules.skipped("a", wrong) == Result(
        record="a", outcome="skipped", code="wrong_state", values={"state": "lost", "needed": "3"}
    )
    assert rules.skipped("a", invalid("/groups", "too_many", max_length=30)) == Result(
        record="a", outcome="skipped", code="too_many", path="/groups", values={"max_length": "30"}
    )


def test_why_a_record_was_left_is_told_in_the_callers_language():
    for wrong in (Problem("wrong_state", state="lost", needed="open"), invalid("/groups", "too_many", max_length=30)):
        left = rules.skipped("a", wrong)
        for language in ("vi", "en"):
            whole = wrong.body(language, "")
            expected = whole["errors"][0]["message"] if wrong.errors else whole["detail"]
            assert rules.message(left, language) == expected
    assert rules.message(rules.done("a"), "vi") is None


def test_a_step_counts_and_the_next_one_begins_after_it():
    before = job(done=1, skipped=1, step=2, cursor="x", state="queued", reason="old", finished_at=AT)
    after = rules.stepped(before, RESULTS, Plan(records=("a",), after="y", rest=30), LATER)
    assert differs(before, after) == {
        "state": "running",
        "done": 3,
        "skipped": 2,
        "step": 3,
        "cursor": "y",
        "reason": None,
        "finished_at": None,
        "rests_until": LATER + timedelta(seconds=30),
    }


def test_after_the_last_step_a_job_is_done():
    before = job(done=1, step=2, cursor="x", total=9, rests_until=AT)
    assert differs(before, rules.stepped(before, RESULTS, END, LATER)) == {
        "state": "done",
        "done": 3,
        "skipped": 1,
        "step": 3,
        "cursor": None,
        "total": 4,
        "finished_at": LATER,
        "rests_until": None,
    }


def test_a_step_that_tells_only_how_many_counts_the_same():
    before = job(done=1, skipped=1, partly=(1, 0))
    after = rules.swept(before, Swept(done=2, skipped=1, after="y", rest=5), LATER)
    assert differs(before, after) == {
        "done": 2,
        "skipped": 2,
        "step": 1,
        "cursor": "y",
        "partly": (0, 0),
        "rests_until": LATER + timedelta(seconds=5),
    }
    assert rules.swept(before, Swept(done=2, skipped=1), LATER).total == 4


def test_told_to_stop_it_counts_the_step_that_was_under_way_and_stays_so():
    stopped = rules.cancelled(job(), AT)
    assert differs(job(), stopped) == {"state": "cancelled", "finished_at": AT}
    for plan in (END, Plan(records=(), after="y")):
        after = rules.stepped(stopped, RESULTS, plan, LATER)
        assert (after.state, after.done, after.skipped, after.finished_at) == ("cancelled", 2, 1, AT)


def test_a_step_that_fails_counts_and_when_it_is_tried_again_it_counts_anew():
    before = job(done=1, skipped=1, step=2, cursor="x")
    fell = rules.failed(before, RESULTS, "internal", LATER)
    assert differs(before, fell) == {
        "state": "failed",
        "done": 3,
        "skipped": 2,
        "reason": "internal",
        "finished_at": LATER,
        "partly": (2, 1),
    }
    assert rules.retried(fell) == before
    again = rules.failed(rules.retried(fell), RESULTS[:2], "internal", LATER)
    assert (again.done, again.skipped, again.partly) == (3, 1, (2, 0))
    went_on = rules.stepped(fell, RESULTS[:1], Plan(records=(), after="y"), LATER)
    assert (went_on.done, went_on.skipped, went_on.partly, went_on.reason) == (2, 1, (0, 0), None)
    counted = rules.failed(fell.model_copy(update={"state": "running"}), RESULTS[2:], "internal", LATER)
    assert (counted.done, counted.skipped, counted.partly) == (1, 2, (0, 1))


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_over_is_over(state: str):
    assert rules.failed(job(state=state), RESULTS, "internal", LATER) == job(state=state)
