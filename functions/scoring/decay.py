"""What points are worth later: valid for some days, or half as much after each half-life. Pure, exact, no floats.

An observation is as old as the days from its own day to today, in the company's calendar; one of a later day than
today is not older than 0. With `valid_days` n it counts on its own day and on the n - 1 days after it. With
`half_life_days` h, points earned a days ago are worth `points * 2^(-a/h)`; what a rule gives is the sum of these,
rounded once to whole points, halves away from zero. What was given and what was taken are rounded each by itself, so
that both only ever come closer to nothing, and the day of the next change can be found.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

_BITS = 96
_ONE = 1 << _BITS
_HALF = _ONE >> 1
_SHOWN = Decimal("0.000001")


class Entry(NamedTuple):
    """What was earned on one day: how many things, and the points for all of them."""

    day: int
    number: int
    points: int


def valid(entries: Sequence[Entry], valid_days: int | None, today: int) -> list[Entry]:
    """Those that still count."""
    return [one for one in entries if valid_days is None or today - one.day < valid_days]


def worth(entries: Sequence[Entry], half_life: int | None, today: int) -> int:
    """The points that these are worth today."""
    if half_life is None:
        return sum(one.points for one in entries)
    return sum(_rounded(some, half_life, today) for some in _by_sign(entries))


def exact(entries: Sequence[Entry], half_life: int | None, today: int) -> Decimal:
    """The points that these are worth today before they are rounded, to 6 decimals."""
    if half_life is None:
        return Decimal(sum(one.points for one in entries))
    with localcontext(prec=60):
        return (Decimal(_left(entries, half_life, today)) / _ONE).quantize(_SHOWN)


def changes_on(entries: Sequence[Entry], valid_days: int | None, half_life: int | None, today: int) -> int | None:
    """The first day after today on which what still counts of these, or its worth, is not what it is today."""
    now = valid(entries, valid_days, today)
    days = [one.day + valid_days for one in now] if valid_days is not None else []
    if half_life is not None:
        days += [day for some in _by_sign(now) if (day := _fades_on(some, half_life, today)) is not None]
    return min(days, default=None)


def _by_sign(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    return [one for one in entries if one.points > 0], [one for one in entries if one.points < 0]


def _fades_on(entries: Sequence[Entry], half_life: int, today: int) -> int | None:
    """The first day on which the rounded worth is another: it only ever comes closer to nothing."""
    now = _rounded(entries, half_life, today)
    if now == 0:
        return None
    step = 1
    while _rounded(entries, half_life, today + step) == now:
        step *= 2
    low, high = today + step // 2, today + step
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if _rounded(entries, half_life, middle) == now else (low, middle)
    return high


def _rounded(entries: Sequence[Entry], half_life: int, today: int) -> int:
    left = _left(entries, half_life, today)
    points = (abs(left) + _HALF) >> _BITS
    return points if left >= 0 else -points


def _left(entries: Sequence[Entry], half_life: int, today: int) -> int:
    """What is left of their points, in units of 2^-96."""
    return sum(one.points * _factor(half_life, max(0, today - one.day)) for one in entries)


def _factor(half_life: int, age: int) -> int:
    """2^(-age/half_life) in units of 2^-96; exact where the age is a whole number of half-lives."""
    halvings, rest = divmod(age, half_life)
    return _root(half_life, rest) >> halvings


@lru_cache(maxsize=4096)
def _root(half_life: int, rest: int) -> int:
    with localcontext(prec=60):
        return int((Decimal(2) ** (Decimal(-rest) / half_life) * _ONE).to_integral_value())
