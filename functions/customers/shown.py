"""The part of a list card that the folds write. Apart from the record's model: a stream needs no validators for it."""

from collections.abc import Iterable, Mapping
from typing import Literal

from pynamodb.attributes import UnicodeAttribute

from customers import places
from kernel import keys, table
from kernel.facts import Facts
from kernel.table import Item, Key
from kernel.values import IntegerAttribute, decode

type Counter = Literal["score_number", "tier_number"]


class ShownItem(Item):
    """What was derived of a record, as its card and its copies show it, and which snapshots that is from."""

    feed = UnicodeAttribute(null=True)
    """Only on the card: the indexes of all cards of a tenant."""
    rank = UnicodeAttribute()
    score = IntegerAttribute()
    stars = IntegerAttribute()
    score_number = IntegerAttribute()
    changes_on = IntegerAttribute(null=True)
    """The day, a date's ordinal, on which the score changes by itself."""
    tier = UnicodeAttribute(null=True)
    tier_number = IntegerAttribute()


def show(
    tenant: str, customer: str, facts: Facts, counter: Counter, number: int, derived: Mapping[str, str | int | None]
) -> None:
    """Put on the card and its copies what snapshot `number` decided, unless they show something newer.

    They are where the facts say that they lie; if one of them has moved since, where the profile says. The card comes
    last, if the facts say whose it is: what it shows is then known to be on its copies as well.
    """
    card = f"#{keys.own(owner)}" if (owner := facts.only("owner")) else ""
    known = sorted(facts.keys_of(places.PLACE), key=lambda place: bool(card) and place.endswith(card))
    if not known or not _everywhere(tenant, customer, known, counter, number, derived):
        profile = table.read((keys.customer(tenant, customer), keys.PROFILE), consistent=True)
        if profile is not None:
            _everywhere(tenant, customer, places.shown_in(decode(profile["value"])), counter, number, derived)


def _everywhere(
    tenant: str, customer: str, known: Iterable[str], counter: Counter, number: int,
    derived: Mapping[str, str | int | None],
) -> bool:  # fmt: skip
    """Whether the record is in all of these places."""
    found = [_write((keys.book(tenant, *place.split("#")), customer), counter, number, derived) for place in known]
    return all(found)


def _write(key: Key, counter: Counter, number: int, derived: Mapping[str, str | int | None]) -> bool:
    """Whether the card is there."""
    shown = ShownItem.score_number if counter == "score_number" else ShownItem.tier_number
    actions = [shown.set(number)]
    for name, value in derived.items():
        attribute = getattr(ShownItem, name)
        actions.append(attribute.remove() if value is None else attribute.set(value))
    try:
        table.write(table.update(key, actions, when=ShownItem.pk.exists() & (shown < number)))
    except table.Refused as refused:
        return refused.found is not None
    return True
