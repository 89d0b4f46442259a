"""What several teams see, for who manages them all: what some of them have in common counts once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from counts import model
from counts.model import Count
from kernel import keys

type Days = Mapping[tuple[date, str], Count]


def stand(tenant: str, shelf: str, departments: Collection[str]) -> dict[str, Count]:
    """The columns of their books together: a Query for each team, and one for what they have in common."""
    each = [model.of_book(tenant, shelf, keys.team(one)) for one in departments]
    common = model.of_book(tenant, shelf, keys.COMMON) if len(departments) > 1 else {}
    found = _together(
        [("", cell, one) for some in each for cell, one in some.items()],
        [("", cell, one) for cell, one in common.items()], departments,
    )  # fmt: skip
    return {cell: one for (_, cell), one in found.items()}


def happened(tenant: str, what: str, departments: Collection[str], first: date, last: date) -> Days:
    """What happened on which day in which cell, likewise."""
    each = model.happened(tenant, what, map(keys.team, departments), first, last)
    common = model.happened(tenant, what, [keys.COMMON], first, last) if len(departments) > 1 else {}
    return _together(
        [(day, cell, one) for (day, cell), one in each.items()],
        [(day, cell, one) for (day, cell), one in common.items()], departments,
    )  # fmt: skip


def _together[D](
    each: Iterable[tuple[D, str, Count]], common: Iterable[tuple[D, str, Count]], departments: Collection[str]
) -> dict[tuple[D, str], Count]:  # fmt: skip
    """What n of these teams see is in n of their books: n - 1 times too often."""
    found: defaultdict[tuple[D, str], Count] = defaultdict(lambda: Count(0, 0))
    for day, cell, one in each:
        known = found[day, cell]
        found[day, cell] = Count(known.number + one.number, known.value + one.value)
    for day, named, one in common:
        cell, _, teams = named.rpartition("|")
        more = max(0, len(set(teams.split("+")) & set(departments)) - 1)
        known = found[day, cell]
        found[day, cell] = Count(known.number - more * one.number, known.value - more * one.value)
    return {where: one for where, one in found.items() if one.number or one.value}
