"""What is attached, in its record's collection: every change is one transaction with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from attached.items import AttachedItem, TakenItem, taken
from attached.rules import Attached, Card
from customers import pointers
from kernel import history, keys, table
from kernel.problems import Problem
from kernel.table import Item, Range, Write


class TurnItem(Item):
    """Whose turn it was to add to a record: of two who counted at the same time, one counts again."""

    last = UnicodeAttribute()


@dataclass(frozen=True)
class Among[V: Attached]:
    """All of a kind that a record has, and whose turn it was when they were read."""

    turn: TurnItem | None
    items: Sequence[tuple[V, AttachedItem]]

    def besides(self, attached_id: str) -> list[tuple[V, AttachedItem]]:
        """The others."""
        return [(value, item) for value, item in self.items if value.id != attached_id]


def value_of[V: Attached](of: type[V], item: AttachedItem) -> V:
    """What an item holds; it belongs to the record in whose collection it lies, wherever it was made."""
    home = keys.owner_of(item.pk)
    return of.model_validate(item.value | ({"customer": home[1]} if home else {}))


def among[V: Attached](tenant: str, customer: str, of: type[V]) -> Among[V]:
    """All of a kind that a record has; as the turn is read first, it is not what it was if one of them is newer."""
    collection = keys.customer(tenant, customer)
    turn = table.get(TurnItem, (collection, keys.turn(of.KIND.name)), consistent=True)
    rows = table.every(Range(collection, prefix=of.KIND.prefix, consistent=True))
    items = map(AttachedItem.of, rows)
    return Among(turn, [(value_of(of, item), item) for item in items])


def taking_turn(tenant: str, value: Attached, last: TurnItem | None, token: str) -> Write:
    """The write that lets a transaction happen only if nobody else added or moved anything since `last` was read."""
    mine = TurnItem(keys.customer(tenant, value.customer), keys.turn(value.KIND.name), last=token)
    return table.put(mine, when=TurnItem.last == last.last if last else TurnItem.pk.does_not_exist())


def creating(tenant: str, value: Attached) -> list[Write]:
    """All writes that attach something new."""
    collection = keys.customer(tenant, value.customer)
    item = AttachedItem(collection, keys.document(value.KIND.prefix, value.id), value=value.model_dump(), version=1)
    return [
        table.create(item), pointers.placing(tenant, value.customer, value.id), *_numbers(tenant, None, value),
        *_telling(collection, 1, value.created_by, None, value),
    ]  # fmt: skip


def replacing(tenant: str, item: AttachedItem, before: Attached, after: Attached) -> list[Write]:
    """All writes that change something that nobody else changed meanwhile."""
    new = AttachedItem(item.pk, item.sk, value=after.model_dump(), version=item.version + 1)
    return [
        table.put(new, when=AttachedItem.version == item.version), *_numbers(tenant, before, after),
        *_telling(item.pk, new.version, after.updated_by, before, after),
    ]  # fmt: skip


def removing(tenant: str, item: AttachedItem, value: Attached, by: str) -> list[Write]:
    """All writes that take something away that nobody changed meanwhile; its history stays."""
    return [
        table.delete((item.pk, item.sk), when=AttachedItem.version == item.version),
        table.delete(pointers.place_of(tenant, value.id)), *_numbers(tenant, value, None),
        *_telling(item.pk, item.version + 1, by, value, None),
    ]  # fmt: skip


def subject(value: Attached) -> str:
    """What its history is about."""
    return keys.attached_subject(value.KIND.name, value.id)


def _numbers(tenant: str, before: Attached | None, after: Attached | None) -> list[Write]:
    """The number that it gives up, and the one that it takes; 409 `number_taken` when another has that."""
    old, new = (one.number_taken() if one else None for one in (before, after))
    writes: list[Write] = []
    if old and before and old != new:
        writes.append(table.delete(taken(tenant, before.KIND.name, old)))
    if new and after and old != new:
        mine = TakenItem(*taken(tenant, after.KIND.name, new), by=after.id)
        written = after.number if isinstance(after, Card) else new
        writes.append(table.create(mine, Problem("number_taken", number=written)))
    return writes


def _telling(pk: str, version: int, by: str, before: Attached | None, after: Attached | None) -> list[Write]:
    one = after or before
    if one is None:
        return []
    old, new = (_told(side) if side else None for side in (before, after))
    return history.telling(pk, subject(one), version, by, old, new)


def _told(value: Attached) -> dict[str, Any]:
    return value.model_dump(exclude={"id", "customer", "created_at", "created_by"})
