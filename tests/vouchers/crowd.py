"""A crowd at one voucher book: real threads, on clocks that jump to when the next of them has something to do.

The table answers as DynamoDB does, each call after a while; a saturated one takes all calls one after the other. So
what takes a busy machine half a minute is over at once, and comes out the same wherever the test runs.
"""

import heapq
import threading
from collections.abc import Callable
from datetime import date
from itertools import count
from types import SimpleNamespace

import pytest

from kernel import contest, keys, table
from kernel.problems import Problem
from vouchers import model, numbering
from vouchers.defaults import books
from vouchers.model import BookItem
from vouchers.numbering import Wish, numbered
from vouchers.rules import EVER

_BOOK = books()[0].model_copy(update={"code": "HD", "padding": 0, "prefix": None, "reset": "none"})


class Hours:
    """The clock of a crowd: whoever sleeps lets the one run who wakes first; so one runs at a time."""

    def __init__(self) -> None:
        self.now = 0.0
        self._order, self._waking = count(), list[tuple[float, int, threading.Event]]()

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        mine = threading.Event()
        heapq.heappush(self._waking, (self.now + seconds, next(self._order), mine))
        self._wake()
        mine.wait()

    def together(self, does: Callable[[int], None], number: int) -> None:
        """So many threads, which begin at once."""
        begin = [threading.Event() for _ in range(number)]

        def run(one: int) -> None:
            begin[one].wait()
            does(one)
            self._wake()

        threads = [threading.Thread(target=run, args=(one,)) for one in range(number)]
        for thread, event in zip(threads, begin, strict=True):
            thread.start()
            heapq.heappush(self._waking, (0.0, next(self._order), event))
        self._wake()
        for thread in threads:
            thread.join()

    def _wake(self) -> None:
        if self._waking:
            self.now, _, event = heapq.heappop(self._waking)
            event.set()


class Crowd:
    """Many who want a number of one book, and what became of them."""

    def __init__(self, *, call: float, one_by_one: bool) -> None:
        """`call`: seconds that the table takes for one; `one_by_one`: it takes no other meanwhile."""
        self.hours = Hours()
        self.calls, self.numbers, self.problems = 0, list[int](), list[Problem]()
        self._call, self._alone, self._free, self._next = call, one_by_one, 0.0, 1

    def come(self, number: int, patch: pytest.MonkeyPatch) -> None:
        """So many at once, each once."""
        patch.setattr(contest, "time", SimpleNamespace(monotonic=self.hours.monotonic, sleep=self.hours.sleep))
        patch.setattr(model, "find", self._find)
        patch.setattr(numbering, "today", lambda _: date(2026, 3, 2))
        self.hours.together(self._create, number)

    def _create(self, number: int) -> None:
        try:
            self.numbers.append(int(numbered(Wish("acme", "contract", str(number), book="HD"), self._make)))
        except Problem as problem:
            self.problems.append(problem)

    def _find(self, tenant: str, code: str) -> BookItem:
        self._takes_a_while()
        key = keys.vouchers(tenant), keys.voucher_book(code)
        return BookItem(*key, value=_BOOK, version=1, period=EVER, next=self._next, last=self._next - 1)

    def _make(self, number: str | None, writes: list[table.Write]) -> str:
        self._takes_a_while()
        if number != str(self._next):
            raise table.Refused(writes[0])
        self._next += 1
        return str(number)

    def _takes_a_while(self) -> None:
        self.calls += 1
        begins = max(self._free, self.hours.now) if self._alone else self.hours.now
        self._free = begins + self._call
        self.hours.sleep(self._free - self.hours.now)
