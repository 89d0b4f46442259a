"""What counts as half: the matrix looks at what people see between a fault and the retry."""

from collections import Counter

import pytest

from tests.faults.readers import half

BEFORE, AFTER = Counter(["a", "b", "c"]), Counter(["a", "b2", "c2"])
MIXED = Counter(["a", "b2", "c"])


@pytest.mark.parametrize("by_rows", [False, True])
@pytest.mark.parametrize("whole", [BEFORE, AFTER])
def test_all_as_before_and_all_as_after_are_whole(whole: Counter[str], by_rows: bool):
    assert half(whole, BEFORE, AFTER, by_rows=by_rows) == ""


def test_of_a_request_some_rows_as_before_and_some_as_after_are_half():
    assert half(MIXED, BEFORE, AFTER, by_rows=False)


def test_of_what_goes_on_by_itself_each_row_may_come_in_its_turn():
    assert half(MIXED, BEFORE, AFTER, by_rows=True) == ""


@pytest.mark.parametrize("seen", [["b", "c"], ["a", "b"], ["a", "b", "c", "c2"], ["a", "b", "other"]])
def test_a_row_that_is_missing_twice_there_or_like_neither_is_half(seen: list[str]):
    assert half(Counter(seen), BEFORE, AFTER, by_rows=True)
