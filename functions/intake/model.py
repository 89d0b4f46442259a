"""Events whose recipient is not known, or that cannot be read: kept for 90 days, until somebody has that address."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from intake.reports import Unreadable
from intake.rules import Keys, Source
from kernel import clock, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, MapAttribute, ValueAttribute
from mailing.model import there_instead
from mailing.rules import Recipient, Signal

KEPT = 90 * 86400
"""Seconds for which an event whose recipient is unknown waits for them to appear."""
NOBODY = "-"
LONGEST_TEXT = 16_384
"""Characters that are kept of what cannot be read; the body itself is in the bucket, for 30 days."""
_TIMES = ("at", "sent_at")


class UnmatchedItem(Item):
    """An event that found nobody, or that could not be read: what it says, and why it is here."""

    reason = UnicodeAttribute()
    source = UnicodeAttribute()
    received_at = UnicodeAttribute()
    by_updated = UnicodeAttribute()
    """Its place in the list of all, by when they came."""
    address = UnicodeAttribute(null=True)
    signal = MapAttribute(null=True)
    """What would have been kept of it; none where it cannot be read."""
    text = UnicodeAttribute(null=True)
    """What could not be read."""
    raw = UnicodeAttribute()
    """Where its body lies in the bucket, while it does."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from: the form that it had, its body, and when that came."""

    source: str
    raw: str
    received: datetime


def keep_unmatched(who: Recipient, signal: Signal, reason: str, origin: Origin) -> None:
    """Keep an event that found nobody, once however often it comes.

    Another time of the same is another one: who they are may depend on all of them (ADR 14).
    """
    said = {name: value for name, value in asdict(signal).items() if value is not None}
    stored = said | {name: clock.stamp(said[name]) for name in _TIMES if name in said}
    digest = hashlib.sha256("|".join(str(stored.get(name)) for name in ("at", "ip", "user_agent")).encode()).hexdigest()
    waits_for = None if who.customer else who.address  # a record that was named and is not there appears no more
    sk = keys.unmatched_event(waits_for or NOBODY, f"{signal.identity}#{digest[:16]}")
    _keep(UnmatchedItem(keys.unmatched(who.tenant), sk, address=who.address, signal=stored, reason=reason), origin)


def keep_unreadable(event: Unreadable, origin: Origin) -> None:
    """Keep what cannot be read."""
    sk = keys.unmatched_event(NOBODY, keys.unreadable(event.identity))
    text = event.text[:LONGEST_TEXT].encode("utf-8", "replace").decode()
    _keep(UnmatchedItem(keys.unmatched(event.tenant), sk, text=text, reason=event.reason), origin)


def forget_unreadable(event: Unreadable) -> None:
    """It can be read by now."""
    table.write(
        table.delete((keys.unmatched(event.tenant), keys.unmatched_event(NOBODY, keys.unreadable(event.identity))))
    )


def _keep(item: UnmatchedItem, origin: Origin) -> None:
    item.source, item.raw, item.received_at = origin.source, origin.raw, clock.stamp(origin.received)
    item.by_updated = f"{item.received_at}#{hashlib.sha256(item.sk.encode()).hexdigest()[:16]}"
    item.expires_at = int(clock.now().timestamp()) + KEPT
    there_instead(table.create(item))


class KeysItem(Item):
    """The live keys of a source."""

    value = ValueAttribute(Keys)
    version = IntegerAttribute()


def find_keys(tenant: str, source: Source) -> KeysItem | None:
    """The keys of a source, as they are now."""
    return table.get(KeysItem, (keys.webhooks(tenant), keys.source(source)), consistent=True)


def all_keys(tenant: str) -> dict[Source, KeysItem]:
    """The keys of all sources that have had any."""
    found = map(KeysItem.of, table.every(Range(keys.webhooks(tenant), prefix=keys.source(""), consistent=True)))
    return {one.value.source: one for one in found}


def changing(tenant: str, before: KeysItem | None, after: Keys) -> Write:
    """The write that changes keys that nobody else changed meanwhile."""
    version = before.version + 1 if before else 1
    item = KeysItem(keys.webhooks(tenant), keys.source(after.source), value=after, version=version)
    when = KeysItem.version == before.version if before else KeysItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())


def of_address(tenant: str, address: str) -> Range:
    """Where the events of an address are."""
    return Range(keys.unmatched(tenant), prefix=keys.unmatched_event(address), consistent=True)


def latest(tenant: str, limit: int, after: str | None) -> tuple[list[UnmatchedItem], str | None]:
    """A page of them, those that came last first, and where the next one begins; None: there is none."""
    pk = keys.unmatched(tenant)
    start = None
    if after is not None:
        moment, _, sk = after.partition("\n")
        start = {"pk": {"S": pk}, "sk": {"S": sk}, "by_updated": {"S": moment}}
    page = table.page(Range(pk, index="by_updated", newest_first=True), limit=limit, start=start)
    places = [(pk, row["sk"]["S"]) for row in page.items]
    found = table.get_many(places) if places else {}
    last = page.items[-1] if page.last and page.items else None
    following = f"{last['by_updated']['S']}\n{last['sk']['S']}" if last else None
    return [UnmatchedItem.of(found[place]) for place in places if place in found], following


def signal_in(item: UnmatchedItem) -> Signal | None:
    """What would have been kept of an event."""
    stored: Mapping[str, Any] | None = item.signal
    if stored is None:
        return None
    times = {name: datetime.fromisoformat(stored[name]) for name in _TIMES if name in stored}
    return Signal(**{"link": None, "ip": None, "user_agent": None, **stored, **times})
