"""A record's history in one list (A8): what people changed, the tiers that it was moved to, and last its making.

The two lie in two ranges of the record's collection, each in its own order. A page reads as much of each as it may
show of both; it may be short, and still have a cursor, where many decisions on the tier changed nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from heapq import merge
from typing import Any, Literal, NamedTuple

from customers import model
from customers.model import CustomerItem
from customers.rules import Customer, Profile
from customers.schemas import HistoryEntry, RecordHistoryPage
from kernel import chronicle, clock, cursor, keys, table
from kernel.access import Sight, Viewer
from kernel.facts import Facts
from kernel.paging import PageQuery
from kernel.table import Page, Range
from kernel.values import Raw, decode

type Source = Literal["changes", "tiers", "made"]

_PAGES = 5
_SHOWN = frozenset(Profile.model_fields)
_TO_CHANGERS = _SHOWN | {"shares", "since", "merged_into", "merged"}
"""With whom else a record is shared is no business of who was only given a share."""


class _Row(NamedTuple):
    """What one item tells, if anything. `ends`: its range goes on, and that may be newer than the rest of the other."""

    at: str
    source: Source
    sk: str
    entry: HistoryEntry | None
    ends: bool


def page(viewer: Viewer, customer_id: str, query: PageQuery) -> RecordHistoryPage:
    """A page of a record's history, for who sees its profile; 404 for everybody else."""
    return of(viewer, model.load(viewer, customer_id), query)


def of(viewer: Viewer, item: CustomerItem, query: PageQuery) -> RecordHistoryPage:
    """A page of the history of a record that the viewer was found to see."""
    sight = model.sight_of(viewer, item.value)
    name = f"history {item.pk}"
    sealed = cursor.open_(viewer, name, query.cursor) if query.cursor is not None else "||"
    told, decided, made = sealed.split("|")
    places: dict[Source, str] = {"changes": told, "tiers": decided, "made": made}
    since, found = sight.since("profile"), list[HistoryEntry]()
    rows = (
        _changes(item.pk, told, query.limit, sight), _tiers(item.pk, decided, query.limit, sight),
        () if made else _made(item.value),
    )  # fmt: skip
    for row in merge(*rows, key=lambda row: row.at, reverse=True):
        if since is not None and row.at < clock.stamp(since):
            break
        if len(found) == query.limit:
            return RecordHistoryPage(items=tuple(found), next_cursor=_sealed(viewer, name, places))
        places[row.source] = row.sk
        if row.entry is not None:
            found.append(row.entry)
        if row.ends:
            return RecordHistoryPage(items=tuple(found), next_cursor=_sealed(viewer, name, places))
    return RecordHistoryPage(items=tuple(found))


def latest(viewer: Viewer, item: CustomerItem, count: int) -> list[HistoryEntry]:
    """The latest entries, as many as are asked for or as there are: a page may be short. A few pages at most."""
    found = list[HistoryEntry]()
    place: str | None = None
    for _ in range(_PAGES):
        got = of(viewer, item, PageQuery(limit=count - len(found), cursor=place))
        found += got.items
        place = got.next_cursor
        if place is None or len(found) == count:
            break
    return found


def _sealed(viewer: Viewer, name: str, places: Mapping[Source, str]) -> str:
    return cursor.seal(viewer, name, f"{places['changes']}|{places['tiers']}|{places['made']}")


def _read(pk: str, prefix: str, after: str, limit: int) -> Page:
    start = {"pk": {"S": pk}, "sk": {"S": after}} if after else None
    return table.page(Range(pk, prefix=prefix, newest_first=True), limit=limit, start=start)


def _changes(pk: str, after: str, limit: int, sight: Sight) -> Iterator[_Row]:
    """What people changed."""
    found = _read(pk, keys.histories(), after, limit)
    for raw in found.items:
        ends = found.last is not None and raw is found.items[-1]
        yield _Row(raw["at"]["S"], "changes", raw["sk"]["S"], _changed(raw, sight), ends)


def _changed(raw: Raw, sight: Sight) -> HistoryEntry | None:
    """An entry without what is not for this viewer; None if that was all."""
    entry = chronicle.shown(raw)
    names = _TO_CHANGERS if sight.may_change else _SHOWN
    changes = {name: change for name, change in entry.changes.items() if name in names}
    return HistoryEntry.model_validate(dict(entry) | {"changes": changes}) if changes else None


def _made(customer: Customer) -> Iterator[_Row]:
    """That it was made: its profile says when and by whom, so nothing is written for it."""
    fields = {"version": 1, "action": "created", "by": customer.created_by, "at": customer.created_at, "changes": {}}
    yield _Row(clock.stamp(customer.created_at), "made", "1", HistoryEntry.model_validate(fields), ends=False)


def _tiers(pk: str, after: str, limit: int, sight: Sight) -> Iterator[_Row]:
    """Where the tier came to be another. One decision more is read: what the last one of a page came from."""
    found = _read(pk, keys.snapshots("TIER"), after, limit + 1)
    first = [] if found.last is not None else [None]
    before: list[Raw | None] = [*found.items[1:], *first]
    for now, earlier in zip(found.items, before, strict=False):
        ends = found.last is not None and earlier is before[-1]
        yield _Row(now["at"]["S"], "tiers", now["sk"]["S"], _moved(now, earlier, sight), ends)


def _moved(now: Raw, before: Raw | None, sight: Sight) -> HistoryEntry | None:
    """The move to a tier, and what it rests on, as far as the viewer sees that; None when it is the same tier.

    Snapshots are looked at as they are stored: what makes and folds them would be imported for nothing else.
    """
    old, new = (decode(one["result"]).get("tier") if one else None for one in (before, now))
    if old == new:
        return None
    facts = Facts.restored(decode(now["facts"]))
    why: dict[str, Any] = {"pinned": bool(facts.keys_of("pin"))}
    if sight.sees("contracts") and sight.since("contracts") is None:
        why |= {"revenue": format(Decimal(facts.of("revenue")), "f"), "contracts": int(facts.of("contracts"))}
    if sight.sees("receipts") and sight.since("receipts") is None:
        why |= {"payment": format(Decimal(facts.of("payment")), "f")}
    changes = {"tier": {"from": old, "to": new}}
    number = int(now["sk"]["S"].rpartition("#")[2])
    at = datetime.fromisoformat(now["at"]["S"])
    fields = {"version": number, "action": "tier", "by": None, "at": at, "changes": changes, "why": why}
    return HistoryEntry.model_validate(fields)
