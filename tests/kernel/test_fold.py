"""How each record of a stream moves a state; tests/properties looks for histories that none of these thought of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kernel import keys
from kernel.facts import NOTHING, Fact, Facts
from kernel.fold import REBUILD, Change, Fence, Mark, State, advance

AT = datetime(2026, 3, 2, tzinfo=UTC)
MARK = Mark("stream", 10)
ONE, TWO = Facts({Fact("open"): 1}), Facts({Fact("open"): 2})


def observe(sk: str, image: Mapping[str, Any]) -> Facts:
    return Facts({Fact("open"): image["opens"]}) if sk.startswith(("SIGNAL#", keys.PROFILE)) else NOTHING


def change(
    sequence: int, sk: str = "SIGNAL#a", before: int | None = None, after: int | None = 1, label: str = "stream"
) -> Change:
    old, new = ({"opens": n} if n is not None else None for n in (before, after))
    return Change("acme#C#1", sk, old, new, label, sequence, AT)


def mark(sequence: int, phase: str, rebuild: str = "t", label: str = "stream") -> Change:
    return Change("acme#C#1", keys.fence("SCORE"), None, {"token": rebuild, "phase": phase}, label, sequence, AT)


def fenced(*, opened: bool) -> State:
    return State(ONE, MARK, Fence("t", opened))


def test_what_is_new_is_added_and_the_watermark_moves():
    assert advance(State(ONE, MARK), [change(11)], observe) == State(TWO, Mark("stream", 11))


def test_what_goes_is_taken_back():
    assert advance(State(ONE, MARK), [change(11, before=1, after=None)], observe) == State(NOTHING, Mark("stream", 11))


def test_a_change_counts_by_its_difference():
    assert advance(State(ONE, MARK), [change(11, before=3, after=4)], observe) == State(TWO, Mark("stream", 11))


def test_what_came_by_before_does_nothing():
    state = State(ONE, MARK)
    assert advance(state, [change(9), change(10)], observe) is state


def test_a_change_that_says_nothing_leaves_the_state_as_it_is():
    state = State(ONE, MARK)
    assert advance(state, [change(11, before=1, after=1), change(12, sk="NOTE#x")], observe) is state


def test_another_stream_means_that_something_may_be_lost():
    assert advance(State(ONE, MARK), [change(11, label="next")], observe) == REBUILD
    assert advance(State(ONE, MARK), [change(11, before=1, after=1, label="next")], observe) == REBUILD


def test_a_customer_begins_with_their_profile():
    begun = advance(None, [change(5, sk=keys.PROFILE), change(6)], observe)
    assert begun == State(TWO, Mark("stream", 6))


def test_who_is_first_met_in_the_middle_of_their_life_is_read_whole():
    assert advance(None, [change(5)], observe) == REBUILD
    assert advance(None, [change(5, sk=keys.PROFILE, before=1)], observe) == REBUILD


def test_marks_of_a_customer_that_is_not_there_begin_nothing():
    assert advance(None, [mark(5, "open"), mark(6, "closed")], observe) is None


def test_a_state_that_no_stream_has_confirmed_is_read_anew():
    assert advance(State(ONE, None, Fence("t")), [change(1, sk=keys.PROFILE)], observe) == REBUILD


def test_changes_before_the_first_mark_were_read_already():
    assert advance(fenced(opened=False), [change(11)], observe) == fenced(opened=False)


def test_the_marks_pass_and_folding_goes_on():
    passed = advance(fenced(opened=False), [change(11), mark(12, "open"), mark(13, "closed")], observe)
    assert passed == State(ONE, Mark("stream", 13))
    assert advance(passed, [change(14)], observe) == State(TWO, Mark("stream", 14))


def test_a_change_between_the_marks_is_uncertain():
    assert advance(fenced(opened=False), [mark(12, "open"), change(13)], observe) == REBUILD


def test_a_change_between_the_marks_that_says_nothing_is_certain():
    changes = [mark(12, "open"), change(13, before=1, after=1), mark(14, "closed")]
    assert advance(fenced(opened=False), changes, observe) == State(ONE, Mark("stream", 14))


def test_a_second_mark_without_the_first_is_uncertain():
    assert advance(fenced(opened=False), [mark(13, "closed")], observe) == REBUILD


def test_a_first_mark_that_came_by_before_the_state_was_stored_does_not_open():
    changes = [mark(9, "open"), mark(13, "closed")]
    assert advance(fenced(opened=False), changes, observe) == REBUILD


def test_marks_of_another_rebuild_are_passed_over():
    state = fenced(opened=False)
    assert advance(state, [mark(12, "open", "other"), mark(13, "closed", "other")], observe) is state
    free = State(ONE, MARK)
    assert advance(free, [mark(12, "open"), mark(13, "closed")], observe) is free


def test_a_mark_that_expires_is_passed_over():
    gone = Change("acme#C#1", keys.fence("SCORE"), {"token": "t", "phase": "closed"}, None, "stream", 12, AT)
    assert advance(fenced(opened=True), [gone], observe) == fenced(opened=True)


def test_behind_a_fence_too_another_stream_means_that_something_may_be_lost():
    for opened in (False, True):
        assert advance(fenced(opened=opened), [change(11, label="next")], observe) == REBUILD
        assert advance(fenced(opened=opened), [mark(11, "open", label="next")], observe) == REBUILD
