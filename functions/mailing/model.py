"""Signals in their customer's collection, and whose those are."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.table import Item, Range, Write
from kernel.values import MapAttribute, Raw

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

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
    """Who has this email address, or a contact who has it, as far as it may be that they are all one by now."""
    where = Range(keys.email(tenant, address))
    found = table.first(where, limit=_MOST) or table.first(replace(where, consistent=True), limit=_MOST)
    return list(dict.fromkeys(raw["sk"]["S"].partition("#")[0] for raw in found))


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
    return table.first(where, limit=_TIMES)


def show(row: Raw, right: Raw) -> None:
    """Let a signal show something else; Refused if it was changed meanwhile."""
    table.write(table.place(right, when=unchanged(row)))


def there_instead(creating: Write, *more: Write) -> Raw | None:
    """Write what is not there yet; if it is, what is there, and nothing is written."""
    try:
        table.write(creating, *more)
    except table.Refused as refused:
        return refused.found or {}
    return None
