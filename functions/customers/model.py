"""The record in the table: profile, rows in the books of its viewers, pointers from its code and addresses."""

from collections.abc import Iterable, Mapping
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from customers import places, pointers
from customers.pointers import PointerItem
from customers.rules import Card, Customer, card
from customers.shown import ShownItem
from kernel import clock, history, idempotency, ids, keys, table
from kernel.access import Earlier, Sight, Viewer, sight
from kernel.ids import is_ulid
from kernel.problems import Problem
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, ValueAttribute

UNSCORED_STARS = 1
_HOPS = 25
"""So many merges one after the other are followed to the record that is left; merging lets there be fewer."""


class CustomerItem(Item):
    """The profile: the truth about a lead or customer."""

    value = ValueAttribute(Customer)
    version = IntegerAttribute()


class SlimItem(Item):
    """A row that only finds the card."""

    owner = UnicodeAttribute()
    by_name = UnicodeAttribute()
    by_code = UnicodeAttribute()
    by_updated = UnicodeAttribute()
    by_active = UnicodeAttribute()
    by_close = UnicodeAttribute()
    by_value = UnicodeAttribute()
    by_stage = UnicodeAttribute()


class CardItem(ShownItem, SlimItem):
    """What lists show: in its owner's book, and a copy in the book of each with whom the profile is shared.

    The row is written with the profile, score and tier by the folds.
    """

    value = ValueAttribute(Card)


def find(tenant: str, customer_id: str, *, consistent: bool = False) -> CustomerItem | None:
    """A record, whoever asks; the id of one that was merged finds the one that it was merged into."""
    for _ in range(_HOPS):
        key = (keys.customer(tenant, customer_id), keys.PROFILE)
        item = table.get(CustomerItem, key, consistent=consistent)
        if item is None or item.value.merged_into is None:
            return item
        customer_id = item.value.merged_into
    return None


def absorbed(tenant: str, customer_id: str) -> CustomerItem | None:
    """A record that was merged into another, itself; None if it is no such record."""
    item = table.get(CustomerItem, (keys.customer(tenant, customer_id), keys.PROFILE), consistent=True)
    return item if item and item.value.merged_into else None


def load(
    viewer: Viewer, customer_id: str, category: Earlier = "profile", *, to_change: bool = False,
    deleted: bool = False, consistent: bool = True,
) -> CustomerItem:  # fmt: skip
    """A record of which the viewer sees the category; 404 in every other case, absent or not theirs alike (A4).

    403 `not_yours_to_change` for who sees it, but was only given a share. A deleted one is there only when asked for.
    """
    item = find(viewer.tenant, customer_id, consistent=consistent) if is_ulid(customer_id) else None
    if item is None or (item.value.deleted_at is not None) != deleted:
        raise Problem("not_found")
    seen = sight_of(viewer, item.value)
    if not seen.sees(category):
        raise Problem("not_found")
    if to_change and not seen.may_change:
        raise Problem("not_yours_to_change")
    idempotency.concerns(item.value.id, category)
    return item


def sees(viewer: Viewer, customer_id: str, category: str) -> bool:
    """Whether a category of a record is a viewer's to see now, be it deleted."""
    item = find(viewer.tenant, customer_id, consistent=True)
    return item is not None and any(one == category for one in sight_of(viewer, item.value).categories)


def sight_of(viewer: Viewer, customer: Customer) -> Sight:
    """What of a record exists for this viewer."""
    return sight(viewer, customer)


def since(viewer: Viewer, customer: Customer, category: Earlier) -> str | None:
    """The id before which nothing that is attached exists for this viewer; None: all of it does."""
    at = sight(viewer, customer).since(category)
    return ids.first(at) if at else None


def card_key(tenant: str, customer: Customer) -> Key:
    """Where a record's card lies."""
    return keys.book(tenant, str(places.shelf(customer.model_dump())), keys.own(customer.owner)), customer.id


def card_of(tenant: str, customer: Customer) -> CardItem | None:
    """A record's card, as it is now."""
    return table.get(CardItem, card_key(tenant, customer), consistent=True)


def capturing(tenant: str, customer: Customer) -> list[Write]:
    """All writes that make a new record."""
    idempotency.concerns(customer.id, "profile")
    profile = CustomerItem(keys.customer(tenant, customer.id), keys.PROFILE, value=customer, version=1)
    return [
        naming(tenant, customer), table.create(profile), *_rows(tenant, None, customer, None),
        *map(_points, pointers.whose(tenant, customer.model_dump())),
    ]  # fmt: skip


def naming(tenant: str, customer: Customer) -> Write:
    """The write that takes a record's code; one that was its own before is still."""
    code = PointerItem(keys.record_code(tenant, customer.code), keys.POINTER, customer=customer.id)
    free = PointerItem.pk.does_not_exist() | (PointerItem.customer == customer.id)
    return table.put(code, when=free, otherwise=Problem("code_taken", code=customer.code))


def moves(before: Customer, after: Customer) -> bool:
    """Whether a change puts rows elsewhere; what they show besides the profile then has to be known."""
    old, new = before.model_dump(), after.model_dump()
    return (places.shelf(old), places.rows(old)) != (places.shelf(new), places.rows(new))


def changing(
    tenant: str, before: CustomerItem, after: Customer, shown: CardItem | None, told: history.Changes | None = None
) -> list[Write]:
    """All writes that change a record, wherever its rows lie before and after.

    Rows that are made anew take score and tier along from the card `shown` (none: they have none yet); if those
    change meanwhile the write is Refused: read and try again. `told` is what else the history tells.
    """
    item = CustomerItem(before.pk, before.sk, value=after, version=before.version + 1)
    return [
        table.put(item, when=CustomerItem.version == before.version),
        *_rows(tenant, before.value, after, shown), *_addresses(tenant, before.value, after),
        *_history(before.pk, item.version, before.value, after, told or {}),
    ]  # fmt: skip


def _rows(tenant: str, before: Customer | None, after: Customer, shown: CardItem | None) -> Iterable[Write]:
    old = pointers.rows(tenant, before.model_dump()) if before else {}
    new = pointers.rows(tenant, after.model_dump())
    same = card(before) == card(after) if before else False
    moved = moves(before, after) if before else False
    for key, row in old.items():
        if key not in new:
            yield table.delete(key, when=_as_shown(shown) if row == "card" and shown else None)
    for key, row in new.items():
        kept = old.get(key) == row
        if not kept:
            yield table.put(_row(key, row, after, shown))
        elif row == "card" and moved and shown:
            yield table.update(key, _content(row, after), when=_as_shown(shown))
        elif not same and row != "mark":
            yield table.update(key, _content(row, after), when=SlimItem.pk.exists())


def _as_shown(shown: CardItem) -> Any:  # noqa: ANN401 - a condition
    """The card still shows what was copied from it."""
    decided = (CardItem.score_number == shown.score_number) & (CardItem.tier_number == shown.tier_number)
    return decided & (CardItem.by_active == shown.by_active)


def _content(row: places.Row, after: Customer) -> list[Any]:
    """What a change of the profile changes in a row."""
    orders: Mapping[str, str] = places.orders(after.model_dump()) | {"owner": after.owner}
    actions: list[Any] = [getattr(SlimItem, name).set(value) for name, value in orders.items()]
    return actions if row == "slim" else [CardItem.value.set(card(after)), *actions]


def _row(key: Key, row: places.Row, after: Customer, shown: CardItem | None) -> Item:
    """A new row, with what the card shows of score, tier and the last activity."""
    if row == "mark":
        return Item(*key)
    value = after.model_dump()
    active = shown.by_active if shown else f"{clock.stamp(after.created_at)}#{after.id}"
    orders: dict[str, Any] = places.orders(value) | {"by_active": active, "owner": after.owner}
    if row == "slim":
        return SlimItem(*key, **orders)
    names = ("rank", "score", "stars", "score_number", "changes_on", "tier", "tier_number")
    derived: dict[str, Any] = (
        {name: getattr(shown, name) for name in names} if shown
        else {"rank": keys.rank(UNSCORED_STARS, 0, after.id), "score": 0, "stars": UNSCORED_STARS,
              "score_number": 0, "tier_number": 0}
    )  # fmt: skip
    feed = keys.feed(str(keys.tenant_of(key[0])), str(places.shelf(value))) if row == "card" else None
    attributes: dict[str, Any] = {"feed": feed, "value": card(after), **derived, **orders}
    return CardItem(*key, **attributes)


def _history(pk: str, version: int, before: Customer, after: Customer, told: history.Changes) -> Iterable[Write]:
    changes = history.changes(before.model_dump(exclude=_PASSING), after.model_dump(exclude=_PASSING)) | told
    if changes:
        action = _action(before, after, told)
        yield history.entry(pk, "", version, after.updated_by, after.updated_at, changes, action=action)


_PASSING = {"merging", "merging_into"}


def _action(before: Customer, after: Customer, told: history.Changes) -> str:
    if (before.deleted_at is None) != (after.deleted_at is None):
        return "recovered" if after.deleted_at is None else "deleted"
    if before.merged_into != after.merged_into:
        return "merged" if after.merged_into else "unmerged"
    if "merged" in told:
        return "merged" if told["merged"]["to"] else "unmerged"
    return "changed"


def _addresses(tenant: str, before: Customer, after: Customer) -> Iterable[Write]:
    old, new = (pointers.whose(tenant, one.model_dump()) for one in (before, after))
    yield from (table.delete(key) for key in old if key not in new)
    yield from (_points(key) for key in new if key not in old)


def _points(key: Key) -> Write:
    return table.put(PointerItem(*key, customer=key[1]))
