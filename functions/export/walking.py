"""Partitions as pages that can be gone on with in another process: a place is the last sort key that was read."""

from collections.abc import Callable, Iterator, Sequence

from export.cells import Cell
from export.sheets import Rows
from kernel import table
from kernel.table import Range
from kernel.values import Raw

LAST = "\U0010ffff"
"""After whatever goes on after a prefix."""


def walked(
    partition: str, prefix: str, after: str | None, size: int, *, newest_first: bool = False, consistent: bool = False
) -> Iterator[tuple[list[Raw], str | None]]:
    """The items with a prefix, in pages of `size`, each with the place to go on from."""
    while True:
        above, below = (prefix, after or prefix + LAST) if newest_first else (after or prefix, prefix + LAST)
        where = Range(partition, above=above, below=below, newest_first=newest_first, consistent=consistent)
        found = table.page(where, limit=size)
        after = found.last["sk"]["S"] if found.last else None
        yield found.items, after
        if after is None:
            return


def made(
    pages: Iterator[tuple[list[Raw], str | None]], rows: Callable[[Sequence[Raw]], Iterator[list[Cell]]]
) -> Iterator[tuple[Rows, str | None]]:
    """The rows that each page gives."""
    for found, after in pages:
        yield rows(found), after
