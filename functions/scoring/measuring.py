"""What rules would do, and how well they tell won from lost: counted a part at a time, and added up. Pure.

AUC is the chance that a record that was won had more points than one that was lost, where equal points count half:
(pairs in which the won one has more + half the pairs with equal points) / (all pairs of a won and a lost one), the
Mann-Whitney statistic over the product of both numbers. Lift of a star: the share of won among the records with so
many stars, over the share of won among all. Both are exact fractions, rounded once to four decimals.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

WIDTH = 10
"""Points in one bar of a histogram of scores."""
_OUTERMOST = 100
"""Bars on either side; what is further out is counted in the last one."""

type Counts = dict[str, int]


def bar(score: int) -> int:
    """The least score of the bar that a score is counted in."""
    return max(-_OUTERMOST, min(_OUTERMOST, score // WIDTH)) * WIDTH


def moved(before: tuple[int, int], after: tuple[int, int]) -> Counts:
    """What one record adds to a preview; (score, stars) by the rules in force and by the new ones."""
    (score, stars), (new_score, new_stars) = before, after
    found: Counts = {
        "records": 1, f"stars_before#{stars}": 1, f"stars_after#{new_stars}": 1, f"scores_before#{bar(score)}": 1,
        f"scores_after#{bar(new_score)}": 1, f"stars#{stars}#{new_stars}": 1,
    }  # fmt: skip
    if new_score != score:
        found["gain" if new_score > score else "lose"] = 1
    if new_stars != stars:
        found["more_stars" if new_stars > stars else "fewer_stars"] = 1
    return found


def ended(outcome: str, before: tuple[int, int], after: tuple[int, int]) -> Counts:
    """What one record with an outcome (`won` or `lost`) adds to a back-test."""
    (score, stars), (new_score, new_stars) = before, after
    return {
        outcome: 1, f"before#{outcome}#{score}": 1, f"after#{outcome}#{new_score}": 1,
        f"stars_before#{outcome}#{stars}": 1, f"stars_after#{outcome}#{new_stars}": 1,
    }  # fmt: skip


def added(one: Mapping[str, Any], other: Mapping[str, Any]) -> Counts:
    """Both together."""
    return {name: int(one.get(name, 0)) + int(other.get(name, 0)) for name in {**one, **other}}


def numbered(counts: Mapping[str, Any], head: str) -> dict[int, int]:
    """What was counted under a head, by its number."""
    start = f"{head}#"
    mine = {name.removeprefix(start): number for name, number in counts.items() if name.startswith(start)}
    return {int(name): int(number) for name, number in mine.items() if name.lstrip("-").isdecimal()}


def auc(won: Mapping[int, int], lost: Mapping[int, int]) -> Fraction | None:
    """See above; by points, how many were won and lost with so many. None without one of each."""
    pairs = sum(won.values()) * sum(lost.values())
    if not pairs:
        return None
    better, passed = Fraction(0), 0
    for points in sorted({*won, *lost}):
        here = lost.get(points, 0)
        better += won.get(points, 0) * (passed + Fraction(here, 2))
        passed += here
    return better / pairs


def lift(won: Mapping[int, int], lost: Mapping[int, int]) -> dict[int, Fraction | None]:
    """See above, for each of five stars; None where nobody has so many, or nobody was won."""
    wins, all_ = sum(won.values()), sum(won.values()) + sum(lost.values())

    def of(stars: int) -> Fraction | None:
        number = won.get(stars, 0) + lost.get(stars, 0)
        return Fraction(won.get(stars, 0), number) / Fraction(wins, all_) if number and wins else None

    return {stars: of(stars) for stars in range(1, 6)}
