"""Signals in their customer's collection; events that found nobody are kept apart."""

from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.table import Item, Range
from mailing.rules import Signal

UNMATCHED_KEPT = 90 * 86400
"""Seconds for which an event whose recipient is unknown waits for them to appear."""
NOBODY = "-"


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


def is_customer(tenant: str, customer_id: str) -> bool:
    """Whether there is such a record."""
    key = (keys.customer(tenant, customer_id), keys.PROFILE)
    return any(table.read(key, consistent=sure) is not None for sure in (False, True))  # sure only before saying no


def with_address(tenant: str, address: str) -> list[str]:
    """Who has this email address; of several, two are enough to know that it is nobody in particular."""
    where = Range(keys.email(tenant, address))
    found = table.page(where, limit=2).items or table.page(replace(where, consistent=True), limit=2).items
    return [raw["sk"]["S"] for raw in found]


def keep(tenant: str, customer_id: str, signal: Signal, now: datetime) -> bool:
    """Put the signal if it is not there yet; whether it was new."""
    item = SignalItem(
        keys.customer(tenant, customer_id), keys.signal(signal.identity), kind=signal.kind, message=signal.message,
        link=signal.link, at=clock.stamp(signal.at), received_at=clock.stamp(now), ip=signal.ip,
        user_agent=signal.user_agent,
    )  # fmt: skip
    return _put(item)


def keep_unmatched(tenant: str | None, address: str | None, identity: str, reason: str, body: str) -> bool:
    """Keep an event that found nobody, once however often it comes; whether it was new."""
    now = clock.now()
    item = UnmatchedItem(
        keys.unmatched(tenant, address or NOBODY), identity, reason=reason, body=body, received_at=clock.stamp(now),
        expires_at=int(now.timestamp()) + UNMATCHED_KEPT,
    )  # fmt: skip
    return _put(item)


def _put(item: Item) -> bool:
    try:
        table.write(table.create(item))
    except table.Refused:
        return False
    return True
