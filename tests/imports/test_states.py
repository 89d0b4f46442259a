"""How an import stands, decided without any table: what may follow on what."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from imports import rules
from imports.rules import Import, Options, Phase, Reason, State, Stepped

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ID = "01JZX5T0Q8V3M4N5P6R7S8T9A1"
OPTIONS = Options(sheet=1, columns=())
STATES: tuple[State, ...] = get_args(State.__value__)
PHASES: tuple[Phase, ...] = get_args(Phase.__value__)


def at(state: State, phase: Phase | None = None, **more: Any) -> Import:
    return Import(
        id=ID, kind="leads", filename="a.csv", format="csv", size=1, language="vi", requested_by=ID, state=state,
        phase=phase, options=OPTIONS, created_at=NOW, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("may", "states"),
    [
        (rules.is_open, {"reading", "testing", "importing", "undoing"}),
        (rules.may_map, {"read", "tested", "changed"}),
        (rules.may_cancel, {"awaiting_file", "reading", "read", "testing", "tested", "changed", "importing"}),
        (rules.may_undo, {"done", "cancelled", "failed"}),
        (rules.may_retry, {"cancelled", "failed"}),
    ],
    ids=["open", "map", "cancel", "undo", "retry"],
)
def test_what_may_be_asked_of_an_import_that_was_importing(may: Any, states: set[State]):
    assert {state for state in STATES if may(at(state, "importing"))} == states


def test_what_was_given_up_before_anything_was_imported_is_neither_undone_nor_tried_again():
    for phase in ("reading", "testing"):
        assert not rules.may_undo(at("cancelled", phase))
        assert not rules.may_retry(at("cancelled", phase))
        assert not rules.may_undo(at("failed", phase))


@pytest.mark.parametrize("phase", PHASES)
def test_what_failed_goes_on_in_its_phase_and_at_its_chunk(phase: Phase):
    failed = rules.failed(at(phase, phase, chunk=3, step=9), Reason(code="internal"), NOW)
    assert (failed.state, failed.reason) == ("failed", Reason(code="internal"))
    again = rules.retried(failed, NOW)
    assert (again.state, again.chunk, again.reason, again.finished_at) == (phase, 3, None, None)
    assert again.step > 9


def test_what_is_over_does_not_fail():
    assert rules.failed(at("done", "importing"), Reason(code="internal"), NOW).state == "done"


@given(some.lists(some.integers(0, 500), min_size=1, max_size=8), some.integers(0, 8))
def test_every_step_is_counted_and_what_is_stopped_stays_so(sizes: list[int], stop: int):
    value = rules.importing(at("tested"), NOW)
    for number, size in enumerate(sizes):
        if number == stop:
            value = rules.cancelled(value, NOW)
        value = rules.stepped(value, Stepped(counts={"created": size}, over=number == len(sizes) - 1), NOW)
        if number == stop:
            break
    done = sizes[: stop + 1]
    assert value.results == {"created": sum(done)}
    assert (value.done, value.chunk) == (sum(done), len(done))
    assert value.state == ("cancelled" if stop < len(sizes) else "done")


def test_undoing_rests_as_long_as_somebody_may_be_at_the_import():
    ended = at("done", "importing", finished_at=NOW)
    soon = rules.undoing(ended, NOW + timedelta(seconds=1))
    assert soon.rests_until == NOW + rules.SETTLES
    assert rules.undoing(ended, NOW + timedelta(minutes=5)).rests_until is None


def test_other_columns_make_a_plan_void():
    tested = at("tested", "testing", test=ID, plan="a" * 64, chunks=2, counts={"create": 9})
    mapped = rules.mapped(tested, OPTIONS)
    assert (mapped.state, mapped.plan, mapped.test, mapped.chunks, mapped.counts) == ("read", None, None, 0, {})
