"""How long a call takes, undisturbed: the least of several rounds, in CPU time."""

from collections.abc import Callable
from time import process_time

ROUND, ROUNDS = 0.15, 9
"""Seconds that a round takes about, and how many there are."""


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    act()
    number = 1
    while (took := _round(act, number)) < ROUND / 4:
        number *= 2
    number = max(1, int(number * ROUND / took))
    return min(_round(act, number) for _ in range(ROUNDS)) / number


def _round(act: Callable[[], object], number: int) -> float:
    begun = process_time()
    for _ in range(number):
        act()
    return process_time() - begun
