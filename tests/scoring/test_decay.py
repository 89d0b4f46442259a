"""What points are worth later, against figures worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.decay import Entry, changes_on, valid, worth

DAY = 739_000


def one(points: int, day: int = DAY) -> Entry:
    return Entry(day, 1, points)


@pytest.mark.parametrize(("age", "counts"), [(0, True), (1, True), (29, True), (30, False), (31, False)])
def test_what_is_valid_for_thirty_days_counts_on_its_own_day_and_on_29_more(age: int, counts: bool):
    assert bool(valid([one(5)], 30, DAY + age)) is counts
    assert changes_on([one(5)], 30, None, DAY) == DAY + 30


@pytest.mark.parametrize(
    ("points", "half_life", "age", "left"),
    [
        (100, 30, 0, 100), (100, 30, 30, 50), (100, 30, 60, 25), (100, 30, 15, 71),  # 100 / sqrt 2 = 70.71
        (100, 30, 1, 98),  # 97.72
        (5, 7, 7, 3),  # 2.5: halves away from zero
        (-5, 7, 7, -3), (1, 7, 7, 1), (1, 7, 8, 0), (1_000_000, 1, 20, 1), (1_000_000, 1, 21, 0),
        (10, 3650, 3650, 5), (7, 30, -4, 7),
    ],
)  # fmt: skip
def test_points_are_worth_half_after_each_half_life(points: int, half_life: int, age: int, left: int):
    assert worth([one(points)], half_life, DAY + age) == left


def test_several_are_rounded_once_together():
    assert worth([one(1), one(1), one(1)], 10, DAY + 10) == 2  # 1.5, not three times 1


def test_what_was_given_and_what_was_taken_fade_each_by_itself():
    assert worth([one(10), one(-10, DAY - 30)], 30, DAY) == 5


def test_the_day_of_the_next_change_is_the_first_on_which_anything_is_another():
    assert changes_on([one(100)], None, 30, DAY) == DAY + 1
    assert changes_on([one(3)], None, 30, DAY) == DAY + 8  # 3 * 2^(-7/30) = 2.55, 3 * 2^(-8/30) = 2.49
    assert changes_on([one(0)], None, 30, DAY) is None
    assert changes_on([one(1)], None, 7, DAY + 8) is None


ENTRIES = st.lists(st.builds(Entry, st.integers(DAY - 400, DAY + 3), st.just(1), st.integers(-300, 300)), max_size=6)


@given(ENTRIES, st.none() | st.integers(1, 60), st.none() | st.integers(1, 90))
def test_until_the_day_of_the_next_change_nothing_changes(
    entries: list[Entry], valid_days: int | None, half_life: int | None
):
    def at(day: int) -> tuple[int, int]:
        now = valid(entries, valid_days, day)
        return len(now), worth(now, half_life, day)

    now, on = valid(entries, valid_days, DAY), changes_on(entries, valid_days, half_life, DAY)
    last = DAY + 200 if on is None else on - 1
    assert {at(day) for day in {DAY, (DAY + last) // 2, last}} == {at(DAY)}
    if on is not None:
        left = [one for one in now if valid_days is None or on - one.day < valid_days]
        by_sign = [worth([one for one in some if one.points * sign > 0], half_life, day)
            for sign in (1, -1) for some, day in ((now, DAY), (now, on))]  # fmt: skip
        assert len(left) < len(now) or by_sign[0] != by_sign[1] or by_sign[2] != by_sign[3]


@given(st.integers(1, 1_000_000), st.integers(1, 3650), st.integers(0, 4000))
def test_no_float_comes_near_it(points: int, half_life: int, age: int):
    left = worth([one(points)], half_life, DAY + age)
    halvings, rest = divmod(age, half_life)
    if rest == 0:
        assert left == int(Fraction(points, 2**halvings) + Fraction(1, 2))
    # 2^(-age/half_life) between neighbouring powers: (2 * left ± 1)^half_life against (2 * points)^half_life / 2^age
    low, high = Fraction(2 * left - 1, 2 * points), Fraction(2 * left + 1, 2 * points)
    if half_life <= 60:
        assert low <= 0 or low**half_life <= Fraction(1, 2**age)
        assert Fraction(1, 2**age) < high**half_life
