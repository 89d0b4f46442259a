"""Partitions as pages that can be gone on with in another process: a place is the last sort key that was read."""

from collections.abc import Callable, Iterator, Sequence

from export.cells import Cell
from export.sheets import Rows
from kernel import table
from kernel.table import Range
from kernel.values import Raw


def walked(
    partition: str, prefix: str, after: str | None, size: int, *, newest_first: bool = False, consistent: bool = False
) -> Iterator[tuple[list[Raw], str | None]]:
    """The items with a prefix, or without one all, in pages of `size`, each with the place to go on from."""
    where = Range(partition, prefix=prefix or None, newest_first=newest_first, consistent=consistent)
    while True:
        found = table.page(where, limit=size, start={"pk": {"S": partition}, "sk": {"S": after}} if after else None)
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
