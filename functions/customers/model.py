"""The record in the table: profile, list card, and the pointers that keep codes unique and find an email address."""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute

from customers.rules import Card, Customer, card
from customers.shown import ShownItem
from identity.model import employee
from kernel import keys, table
from kernel.access import Viewer, sees
from kernel.ids import is_ulid
from kernel.problems import Problem
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute

UNSCORED_STARS = 1


class CustomerItem(Item):
    """The profile: the truth about a lead or customer."""

    value = ValueAttribute(Customer)
    version = IntegerAttribute()


class CardItem(ShownItem):
    """What lists show; it lies in its owner's book. The row is written with the profile, the rest by the folds."""

    value = ValueAttribute(Card)


class PointerItem(Item):
    """Makes a value unique, or finds whom it belongs to."""

    customer = UnicodeAttribute()


def find(tenant: str, customer_id: str, *, consistent: bool = False) -> CustomerItem | None:
    """A record, whoever asks."""
    return table.get(CustomerItem, (keys.customer(tenant, customer_id), keys.PROFILE), consistent=consistent)


def load(viewer: Viewer, customer_id: str, *, consistent: bool = True) -> CustomerItem:
    """A record that the viewer sees; 404 in every other case, absent or not theirs alike (A4)."""
    item = find(viewer.tenant, customer_id, consistent=consistent) if is_ulid(customer_id) else None
    if item is None or not sees(viewer, owner=item.value.owner, department=_department(viewer, item.value)):
        raise Problem("not_found")
    return item


def _department(viewer: Viewer, customer: Customer) -> str:
    """Where the owner works now, as lists have it: it is asked only when a manager's sight depends on it."""
    if viewer.role != "manager" or customer.owner == viewer.employee:
        return customer.department
    owner = employee(viewer.tenant, customer.owner)
    return owner.value.department if owner else customer.department


def card_key(tenant: str, customer: Customer) -> Key:
    """Where a record's card lies."""
    return keys.book(tenant, customer.relationship, customer.owner), customer.id


def card_of(tenant: str, customer: Customer) -> CardItem | None:
    """A record's card, as it is now."""
    return table.get(CardItem, card_key(tenant, customer), consistent=True)


def capturing(tenant: str, customer: Customer) -> list[Write]:
    """All writes that make a new record."""
    profile = CustomerItem(keys.customer(tenant, customer.id), keys.PROFILE, value=customer, version=1)
    fresh = CardItem(
        *card_key(tenant, customer), feed=keys.feed(tenant, customer.relationship),
        rank=keys.rank(UNSCORED_STARS, 0, customer.id), value=card(customer), score=0, stars=UNSCORED_STARS,
        score_number=0, tier_number=0,
    )  # fmt: skip
    taken = Problem("code_taken", code=customer.code)
    code = PointerItem(keys.taken(tenant, "CODE", customer.code), keys.POINTER, customer=customer.id)
    return [
        table.create(code, taken), table.create(profile), table.create(fresh),
        *(_points(tenant, address, customer.id) for address in customer.emails),
    ]  # fmt: skip


def changing(tenant: str, before: CustomerItem, after: Customer) -> list[Write]:
    """All writes that change a record but not where its card lies."""
    writes = [_replacing(before, after), *_addresses(tenant, before.value, after)]
    if card(after) != card(before.value):
        row = [CardItem.value.set(card(after))]
        writes.append(table.update(card_key(tenant, after), row, when=CardItem.pk.exists()))
    return writes


def moving(tenant: str, before: CustomerItem, after: Customer, old: CardItem) -> list[Write]:
    """All writes that change a record and take its card elsewhere (other owner or relationship).

    The card takes its score and tier along; if one of them changes meanwhile the write is Refused: read and try again.
    """
    new = CardItem.of(_raw(old))
    new.pk, new.sk = card_key(tenant, after)
    new.feed, new.value = keys.feed(tenant, after.relationship), card(after)
    same = (CardItem.score_number == old.score_number) & (CardItem.tier_number == old.tier_number)
    return [
        _replacing(before, after), *_addresses(tenant, before.value, after),
        table.delete((old.pk, old.sk), when=same), table.create(new),
    ]  # fmt: skip


def _replacing(before: CustomerItem, after: Customer) -> Write:
    item = CustomerItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=CustomerItem.version == before.version)


def _addresses(tenant: str, before: Customer, after: Customer) -> Iterable[Write]:
    for address in before.emails:
        if address not in after.emails:
            yield table.delete((keys.email(tenant, address), after.id))
    for address in after.emails:
        if address not in before.emails:
            yield _points(tenant, address, after.id)


def _points(tenant: str, address: str, customer_id: str) -> Write:
    return table.put(PointerItem(keys.email(tenant, address), customer_id, customer=customer_id))


def _raw(item: Item) -> Raw:
    return {**item.serialize()}
