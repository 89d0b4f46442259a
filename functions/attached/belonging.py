"""What belongs to an opportunity: activities and documents of its customer that name it, and lie beside it.

A row beside the opportunity's pointer names each. The pointer says what came last, so that who moves the opportunity,
or takes it away, does so only with all that belongs to it.
"""

from dataclasses import dataclass
from typing import Any

from attached.items import AttachedItem
from attached.kinds import OPPORTUNITIES
from customers.attached import reach
from customers.pointers import PlaceItem, place_of
from kernel import idempotency, keys, table
from kernel.access import Viewer
from kernel.problems import Problem, invalid
from kernel.table import Item, Range, Write


@dataclass(frozen=True)
class Has:
    """What belongs to an opportunity, and the pointer as it was before that was read."""

    place: PlaceItem
    sks: tuple[str, ...]

    @property
    def unchanged(self) -> Any:  # noqa: ANN401 - a condition
        """That nothing came to belong to it."""
        return PlaceItem.last == self.place.last if self.place.last else PlaceItem.last.does_not_exist()


def home(viewer: Viewer, opportunity_id: str) -> str:
    """Whose an opportunity is that the viewer sees, or that they hold; else 422 about `opportunity`."""

    def holds(item: AttachedItem) -> bool:
        return OPPORTUNITIES.holds(viewer, item.value)

    kind = OPPORTUNITIES
    try:
        with idempotency.unconcerned():
            found = reach(AttachedItem, viewer, kind.prefix, kind.category, opportunity_id, holds)
    except Problem:
        raise invalid("/opportunity", "no_such_opportunity") from None
    return found.pk.rpartition("#")[2]


def require(viewer: Viewer, customer: str, opportunity_id: str) -> None:
    """422 about `opportunity` unless it is one of this customer's that the viewer sees, or that they hold."""
    if home(viewer, opportunity_id) != customer:
        raise invalid("/opportunity", "no_such_opportunity")


def joining(tenant: str, opportunity_id: str, customer: str, sk: str) -> list[Write]:
    """The writes by which something comes to belong to an opportunity of its own customer; else 422."""
    here = PlaceItem.customer == customer
    nowhere = invalid("/opportunity", "no_such_opportunity")
    return [
        table.put(Item(keys.document_pointer(tenant, opportunity_id), keys.belonging(sk))),
        table.update(place_of(tenant, opportunity_id), [PlaceItem.last.set(sk)], when=here, otherwise=nowhere),
    ]


def leaving(tenant: str, opportunity_id: str, sk: str) -> Write:
    """The write by which something ceases to belong to an opportunity."""
    return table.delete((keys.document_pointer(tenant, opportunity_id), keys.belonging(sk)))


def following(tenant: str, sk: str, before: str | None, after: str | None, customer: str) -> list[Write]:
    """What is written besides something of a customer that belongs to another opportunity than before, or to none."""
    if before == after:
        return []
    left = [leaving(tenant, before, sk)] if before else []
    return left + (joining(tenant, after, customer, sk) if after else [])


def named(tenant: str, opportunity_id: str, prefix: str, first: str | None) -> Range:
    """What names those of one kind that belong to an opportunity, from the id `first` on, newest first."""
    return table.from_on(keys.document_pointer(tenant, opportunity_id), keys.belonging(prefix), first)


def of(tenant: str, opportunity_id: str, most: int) -> Has:
    """What belongs to an opportunity: so many at most."""
    place = table.get(PlaceItem, place_of(tenant, opportunity_id), consistent=True)
    if place is None:
        raise Problem("not_found")
    where = Range(keys.document_pointer(tenant, opportunity_id), prefix=keys.BELONGING, consistent=True)
    rows = table.first(where, limit=most)
    return Has(place, tuple(row["sk"]["S"].removeprefix(keys.BELONGING) for row in rows))
