"""AUC and lift, against figures worked out by hand and against the definition."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring import measuring

POINTS = st.lists(st.integers(-3, 6), max_size=8)


def counted(points: list[int]) -> dict[int, int]:
    return {one: points.count(one) for one in points}


def test_every_won_one_above_every_lost_one_is_1_and_the_other_way_round_0():
    assert measuring.auc({5: 2, 9: 1}, {1: 3}) == 1
    assert measuring.auc({1: 1}, {2: 9}) == 0
    assert measuring.auc({1: 4}, {1: 2}) == Fraction(1, 2)
    assert measuring.auc({}, {1: 2}) is None


@given(POINTS, POINTS)
def test_auc_is_the_share_of_pairs_in_which_the_won_one_has_more(won: list[int], lost: list[int]):
    pairs = [Fraction(1 if a > b else 0) + (Fraction(1, 2) if a == b else 0) for a in won for b in lost]
    assert measuring.auc(counted(won), counted(lost)) == (sum(pairs) / len(pairs) if pairs else None)


def test_lift_is_the_share_of_won_among_so_many_stars_over_that_among_all():
    found = measuring.lift({5: 3, 1: 1}, {5: 1, 1: 3, 2: 2})  # 4 of 10 were won; of five stars 3 of 4, of one 1 of 4
    assert found == {1: Fraction(5, 8), 2: 0, 3: None, 4: None, 5: Fraction(15, 8)}
    assert measuring.lift({}, {1: 1})[1] is None


@given(st.lists(st.tuples(st.integers(-2000, 2000), st.integers(1, 5), st.integers(-2000, 2000), st.integers(1, 5))))
def test_parts_add_up_to_the_whole(moves: list[tuple[int, int, int, int]]):
    total: dict[str, int] = {}
    for score, stars, new_score, new_stars in moves:
        total = measuring.added(total, measuring.moved((score, stars), (new_score, new_stars)))
    assert total.get("records", 0) == len(moves) == sum(measuring.numbered(total, "scores_after").values())
    assert total.get("gain", 0) == sum(one[2] > one[0] for one in moves)
    assert sum(measuring.numbered(total, "stars_before").values()) == len(moves)


def test_a_bar_holds_ten_points_and_the_outermost_all_that_are_further_out():
    assert [measuring.bar(one) for one in (0, 9, 10, -1, 5000, -5000)] == [0, 0, 10, -10, 1000, -1000]
