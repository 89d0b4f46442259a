"""Who has one of very many phones, addresses, tax codes: found in the index with as few reads as there can be.

All that is looked for lies in the order of the index. A page of it answers for every mark that it passes; from its end
one leaps to the next mark. Where marks lie close, pages grow to their largest, and a file of 100,000 rows is looked up
by going through the index once; where they lie far apart, a page is as small as what a query costs anyway.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby

from kernel import keys, table
from kernel.table import Range
from search.entries import Mark
from search.model import ALIKE

_AT_ONCE = 8
_LEAST, _MOST = 20, 5_000
"""Entries of a page: what half a unit reads at least, and what a page holds at most."""
_LAST = "\U0010ffff"


def written(mark: Mark) -> str:
    """A mark as text: where it lies."""
    head, text, rank = mark
    return f"{head}#{keys.found(text, rank)}"


def alike(tenant: str, marks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The records that have entries in these places, anybody's, up to search.model.ALIKE of each; by mark."""
    ordered = sorted(set(marks))
    groups = [(head, list(some)) for head, some in groupby(ordered, key=_head)]
    table.connection()  # made once, before there are threads
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = pool.map(partial(_partition, tenant), groups)
        return {mark: found for part in parts for mark, found in part}


def _head(mark: str) -> str:
    return mark.partition("#")[0]


def _partition(tenant: str, group: tuple[str, list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """What is found in one partition of the index."""
    head, marks = group
    wanted = [mark.removeprefix(f"{head}#") for mark in marks]
    found: dict[str, dict[str, None]] = {}
    for place, customer in _walk(keys.find(tenant, keys.EVERYBODY, head), wanted):
        found.setdefault(place, {})[customer] = None
    return [(f"{head}#{place}", tuple(ids)) for place, ids in found.items()]


def _walk(partition: str, wanted: list[str]) -> Iterator[tuple[str, str]]:
    """(mark, record) of each entry, up to ALIKE of a mark."""
    there, counted = set(wanted), dict[str, int]()
    size, end = _LEAST, wanted[-1] + _LAST
    where: Range | None = Range(partition, first=wanted[0], below=end)
    place = 0
    while where is not None:
        page = table.page(where, limit=size)
        for row in page.items:
            mark, record = _parts(row["sk"]["S"])
            if mark in there and counted.get(mark, 0) < ALIKE:
                counted[mark] = counted.get(mark, 0) + 1
                yield mark, record
        if page.last is None or not page.items:
            return
        last = page.items[-1]["sk"]["S"]
        passed = bisect_right(wanted, last)
        size = min(_MOST, size * 4) if (passed - place) * _LEAST > size else max(_LEAST, size // 4)
        place = passed
        where = _next(partition, wanted, passed, last, end, counted)


def _next(partition: str, wanted: list[str], passed: int, last: str, end: str, counted: dict[str, int]) -> Range | None:
    """Where to read on: in the mark that a page ended in, if it may have more to tell, else from the next one on."""
    here = wanted[passed - 1] if passed else ""
    if here and last.startswith(here) and counted.get(here, 0) < ALIKE:
        return Range(partition, above=last, below=end)
    return Range(partition, first=wanted[passed], below=end) if passed < len(wanted) else None


def _parts(sk: str) -> tuple[str, str]:
    """The mark of an entry, and its record."""
    text, rank, customer, *_contact = sk.split("#")
    return f"{text}#{rank}#", customer
