"""Signals in their customer's collection; events that found nobody are kept apart."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from pynamodb.attributes import UnicodeAttribute

from customers import origins
from customers.origins import OriginItem
from kernel import clock, keys, table
from kernel.table import Item, Range, Write
from kernel.values import Raw
from mailing.rules import Signal

UNMATCHED_KEPT = 90 * 86400
"""Seconds for which an event whose recipient is unknown waits for them to appear."""
NOBODY = "-"
_HOPS = 25
"""So many merges one after the other are followed, as everywhere; merging lets there be fewer."""
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


def keep(tenant: str, at: Lineage, signal: Signal, now: datetime) -> bool:
    """Put the signal if it is not there yet; whether it was new.

    That of a record that was merged goes where it would be if it had come before: to the one it was merged into, with
    a note; and if that has the same, it stays with its own. So it is counted once, and after an undoing once for each.
    """
    return _keep(tenant, at.records, signal, now, moved_on=False)


def _keep(tenant: str, records: tuple[str, ...], signal: Signal, now: datetime, *, moved_on: bool) -> bool:
    """`moved_on`: the first record has this signal, but where that one was merged into."""
    home, below = records[0], records[1:]
    sk = keys.signal(signal.identity)
    notes = [origins.noting(tenant, parent, sk, child) for parent, child in pairwise(records)]
    if not moved_on and _put(_item(tenant, home, signal, now), *notes):
        return True
    source = origins.source_of(tenant, home, sk)
    if below:
        return _keep(tenant, below, signal, now, moved_on=source == below[0])
    if source is None:
        return False
    note = table.delete(origins.note_of(tenant, home, sk), when=OriginItem.source == source)
    return _put(_item(tenant, source, signal, now), note)


def _item(tenant: str, customer_id: str, signal: Signal, now: datetime) -> SignalItem:
    return SignalItem(
        keys.customer(tenant, customer_id), keys.signal(signal.identity), kind=signal.kind, message=signal.message,
        link=signal.link, at=clock.stamp(signal.at), received_at=clock.stamp(now), ip=signal.ip,
        user_agent=signal.user_agent,
    )  # fmt: skip


def keep_unmatched(tenant: str | None, address: str | None, identity: str, reason: str, body: str) -> bool:
    """Keep an event that found nobody, once however often it comes; whether it was new."""
    now = clock.now()
    item = UnmatchedItem(
        keys.unmatched(tenant, address or NOBODY), identity, reason=reason, body=body, received_at=clock.stamp(now),
        expires_at=int(now.timestamp()) + UNMATCHED_KEPT,
    )  # fmt: skip
    return _put(item)


def _put(item: Item, *more: Write) -> bool:
    try:
        table.write(table.create(item), *more)
    except table.Refused:
        return False
    return True
