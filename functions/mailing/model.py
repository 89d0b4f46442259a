"""Signals in their customer's collection, and whose those are; events that found nobody are kept apart."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item, Range, Write
from kernel.values import MapAttribute, Raw

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

UNMATCHED_KEPT = 90 * 86400
"""Seconds for which an event whose recipient is unknown waits for them to appear."""
NOBODY = "-"
_HOPS = 25
"""So many merges one after the other are followed, as everywhere; merging lets there be fewer."""
_TIMES = 500
"""So many times of a message's signals are looked at together: some 150 KB."""
_MOST = 10
"""Of so many records with an address it is worth while to see whether they are one."""


class SignalItem(Item):
    """A reaction to a message, once however often it is reported."""

    kind = UnicodeAttribute()
    message = UnicodeAttribute()
    link = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    received_at = UnicodeAttribute()
    ip = UnicodeAttribute(null=True)
    user_agent = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    verdict = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    campaign = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    own = MapAttribute(null=True)
    """What it was put with, where it may show something else (see customers.occurrences)."""


class UnmatchedItem(Item):
    """An event that found nobody, or that could not be read: as it came, and why it is here."""

    reason = UnicodeAttribute()
    body = UnicodeAttribute()
    received_at = UnicodeAttribute()


@dataclass(frozen=True)
class Lineage:
    """A record that somebody named, and before it those that it was merged into, the last of all first."""

    records: tuple[str, ...]
    final: str
    """The record that it will be, if it is just being merged."""


def lineage(tenant: str, customer_id: str) -> Lineage | None:
    """Where the signals of a record are; None if there is no such record."""
    found: list[str] = []
    while len(found) < _HOPS:
        profile = _profile(tenant, customer_id)
        if profile is None:
            return None
        found.insert(0, customer_id)
        into = profile.get("merged_into", {}).get("S")
        if into is None:
            return Lineage(tuple(found), profile.get("merging_into", {}).get("S", customer_id))
        customer_id = into
    return None


def _profile(tenant: str, customer_id: str) -> Raw | None:
    key = (keys.customer(tenant, customer_id), keys.PROFILE)
    for sure in (False, True):  # sure only before saying no
        found = table.read(key, consistent=sure)
        if found is not None:
            value: Raw = found["value"]["M"]
            return value
    return None


def with_address(tenant: str, address: str) -> list[str]:
    """Who has this email address, as far as it may be that they are all one by now."""
    where = Range(keys.email(tenant, address))
    found = table.page(where, limit=_MOST).items or table.page(replace(where, consistent=True), limit=_MOST).items
    return [raw["sk"]["S"] for raw in found]


def unchanged(row: Raw) -> "Condition":
    """That a signal is still as it was read."""
    read = SignalItem.of(row)
    condition = SignalItem.at == read.at
    for name in ("received_at", "verdict", "reason", "own"):
        attribute, value = getattr(SignalItem, name), getattr(read, name)
        condition &= attribute.does_not_exist() if value is None else attribute == value
    return condition


def signals(pk: str, kind: str, message: str) -> list[Raw]:
    """All times that a message was reacted to so, and the signals that they are times of."""
    first = keys.signal(keys.reaction(kind, message))
    where = Range(pk, first=first, below=f"{first}#{keys.DERIVED}", consistent=True)
    return table.page(where, limit=_TIMES).items


def show(row: Raw, right: Raw) -> None:
    """Let a signal show something else; Refused if it was changed meanwhile."""
    table.write(table.place(right, when=unchanged(row)))


def keep_unmatched(tenant: str | None, address: str | None, identity: str, reason: str, body: str) -> bool:
    """Keep an event that found nobody, once however often it comes; whether it was new."""
    now = clock.now()
    item = UnmatchedItem(
        keys.unmatched(tenant, address or NOBODY), identity, reason=reason, body=body, received_at=clock.stamp(now),
        expires_at=int(now.timestamp()) + UNMATCHED_KEPT,
    )  # fmt: skip
    return there_instead(table.create(item)) is None


def there_instead(creating: Write, *more: Write) -> Raw | None:
    """Write what is not there yet; if it is, what is there, and nothing is written."""
    try:
        table.write(creating, *more)
    except table.Refused as refused:
        return refused.found or {}
    return None
