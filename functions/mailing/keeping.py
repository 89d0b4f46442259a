"""A signal is put once into the collection that it belongs to, whoever was merged; and beside it its other times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from customers import occurrences, origins
from customers.origins import OriginItem
from kernel import clock, keys, table
from kernel.table import Item, Write
from kernel.values import Raw
from mailing.model import Lineage, SignalItem, there_instead, unchanged
from mailing.rules import Signal


def keep(tenant: str, at: Lineage, signal: Signal, now: datetime) -> bool:
    """Put the signal if it is not there yet; whether it was new.

    That of a record that was merged goes where it would be if it had come before: to the one it was merged into, with
    a note; and if that has the same, it stays with its own. So it is counted once, and after an undoing once for each.
    If what is there is another time of it, this one is put beside it: it may be the one that counts.
    """
    item = _item(tenant, at.records[0], signal, now)
    there = there_instead(_creating(item), *_noting(tenant, at.records, item["sk"]["S"]))
    if there is None:
        return True
    held = _held(tenant, at.records, there, item)
    parted = held is not None and held.source is not None and _part(tenant, at.records, held, item)
    if held is not None and held.source is not None and not parted and _held(tenant, at.records, there, item) != held:
        return keep(tenant, at, signal, now)  # the same is told twice at once, and somebody else has parted them
    if not (parted and held and held.depth == 0) and not occurrences.same(occurrences.own(there), item):
        beside = occurrences.occurrence(item, occurrences.seen(item), item["pk"]["S"])
        there_instead(_creating(beside), *_noting(tenant, at.records, beside["sk"]["S"]))
    return held is None or parted


@dataclass(frozen=True)
class _Held:
    """The signal that the last record of a lineage has: where it lies, and the record it came from, if from any."""

    depth: int
    row: Raw
    source: str | None


def _held(tenant: str, records: Sequence[str], there: Raw, item: Raw) -> _Held | None:
    """What the last of the records has already; None: it got this one."""
    sk, depth, source, moved_on = item["sk"]["S"], 0, None, True
    for place, home in enumerate(records):
        if not moved_on:
            one = {**item, "pk": {"S": keys.customer(tenant, home)}}
            found = there_instead(_creating(one), *_noting(tenant, records[place:], sk))
            if found is None:
                return None
            depth, there = place, found
        source = origins.source_of(tenant, home, sk)
        moved_on = source is not None and source in records[place + 1 : place + 2]
    return _Held(depth, there, source)


def _part(tenant: str, records: Sequence[str], held: _Held, item: Raw) -> bool:
    """What lies there came from a record, and now the one that got it has the same: each gets its own.

    Both are evidence as long as the records are one, and each goes with its record when they are no more.
    """
    source, sk = str(held.source), item["sk"]["S"]
    theirs = occurrences.own(held.row)
    given = {**occurrences.shared(held.row), **theirs, "pk": {"S": keys.customer(tenant, source)}}
    note = table.delete(origins.note_of(tenant, records[-1], sk), when=OriginItem.source == source)
    mine: list[Write] = []
    if not occurrences.same(theirs, item):
        beside = occurrences.occurrence(held.row, theirs, item["pk"]["S"])
        changed = {**held.row, "own": {"M": occurrences.seen(item)}}
        noting = _noting(tenant, (*records, source), beside["sk"]["S"])
        mine = [table.place(changed, when=unchanged(held.row)), table.place(beside), *noting]
    try:
        table.write(_creating(given), note, *mine)
    except table.Refused as refused:
        if mine and refused.write is mine[0]:
            raise table.Transient("judged at this moment") from refused
        return False
    return True


def _creating(row: Raw) -> Write:
    return table.place(row, when=Item.pk.does_not_exist())


def _item(tenant: str, customer_id: str, signal: Signal, now: datetime) -> Raw:
    item = SignalItem(
        keys.customer(tenant, customer_id), keys.signal(signal.identity), kind=signal.kind, message=signal.message,
        link=signal.link, at=clock.stamp(signal.at), received_at=clock.stamp(now), ip=signal.ip,
        user_agent=signal.user_agent, sent_at=signal.sent_at and clock.stamp(signal.sent_at), verdict=signal.verdict,
        reason=signal.reason, campaign=signal.campaign, detail=signal.detail,
    )  # fmt: skip
    made: Raw = table.put(item).arguments["Item"]
    return made


def _noting(tenant: str, records: Sequence[str], sk: str) -> list[Write]:
    """The notes that lead back what lies with the first of the records to the last."""
    return [origins.noting(tenant, parent, sk, child) for parent, child in pairwise(records)]
