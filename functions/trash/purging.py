"""What has been in the trash long enough goes for good: first the record, then what is left of its collection.

With the record goes, in one transaction, all that finds it; from then on it is absent to everybody, and a note in a
list of its own says that its collection is to be swept. Streams may still bring a derived item into it, and a mail
event that was on its way its signal; so the note stays until a sweep, a day later, finds nothing. Every step looks at
what is there and may be repeated; one that never was is done by the next night.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from attached import tracking
from attached.items import found_by
from customers import counting, standing
from customers.pointers import PointerItem, removing
from kernel import clock, keys, table, telemetry
from kernel.table import Range
from kernel.values import Raw
from trash import terms
from trash.model import remembering

RECORDS, ITEMS = 25, 500
"""Records, or items of collections, that one step looks at."""
_AT_ONCE = 25
"""Items that go in one transaction, each perhaps with its pointer, its number and what it belongs to: 100 writes."""


@dataclass(frozen=True)
class Step:
    """One step of a purge: first records whose time is over go, then what is left of their collections."""

    tenant: str
    stage: Literal["records", "collections"] = "records"
    after: str | None = None
    """The place in the trash, or the record, after which this step begins."""


def step(at: Step) -> Step | None:
    """Do one step; returns the next, None at the end."""
    return _records(at) if at.stage == "records" else _collections(at)


def _records(at: Step) -> Step | None:
    book = keys.book(at.tenant, "trash", keys.EVERYBODY)
    overdue = clock.stamp(terms.overdue(clock.now()))
    found = table.page(Range(book, "by_updated", above=at.after, below=overdue), limit=RECORDS)
    for row in found.items:
        profile = _profile(at.tenant, row["sk"]["S"])
        if profile and _says(profile, "deleted_at", overdue) < overdue:
            _end(at.tenant, profile)
    if found.last is not None:
        return replace(at, after=found.last["by_updated"]["S"])
    return Step(tenant=at.tenant, stage="collections")


def _profile(tenant: str, customer_id: str) -> Raw | None:
    return table.read((keys.customer(tenant, customer_id), keys.PROFILE), consistent=True)


def _says(profile: Raw, field: str, otherwise: str = "") -> str:
    """A text of a record; instants are stored so that text order is time order."""
    said: str = profile["value"]["M"].get(field, {}).get("S", otherwise)
    return said


def _end(tenant: str, profile: Raw) -> None:
    """A record goes; if somebody is writing it at this moment, another night."""
    customer = _says(profile, "id")
    try:
        table.write(*removing(tenant, profile), remembering(tenant, customer))
    except table.Refused:
        return
    telemetry.info("record purged", tenant=tenant, customer=customer)


def _collections(at: Step) -> Step | None:
    left = ITEMS
    found = table.page(Range(keys.gone(at.tenant), above=at.after), limit=RECORDS)
    for row in found.items:
        customer = row["sk"]["S"]
        swept = _sweep(at.tenant, customer, left)
        left -= swept
        if left <= 0:
            return at
        if swept == 0 and datetime.fromisoformat(row["at"]["S"]) < clock.now() - terms.SETTLED:
            table.write(table.delete((keys.gone(at.tenant), customer)))
        at = replace(at, after=customer)
    return at if found.last is not None else None


def _sweep(tenant: str, customer: str, most: int) -> int:
    """Throw away what lies in a collection; returns how many items that were: `most`, or all.

    First it ceases to be counted, should the stream not have brought that by: what it was counted as goes too.
    """
    counting.recount(keys.customer(tenant, customer))
    standing.recount(keys.customer(tenant, customer))
    tracking.forget(keys.customer(tenant, customer))
    swept = 0
    while swept < most:
        where = Range(keys.customer(tenant, customer), consistent=True)
        page = table.page(where, limit=min(_AT_ONCE, most - swept))
        found = [(row["pk"]["S"], row["sk"]["S"]) for row in page.items]
        if not found:
            break
        _end_merged(tenant, customer, page.items)
        _free_codes(tenant, customer, page.items)
        table.write(*map(table.delete, [*found, *(key for row in page.items for key in found_by(tenant, row))]))
        swept += len(found)
    return swept


def _end_merged(tenant: str, customer: str, rows: list[Raw]) -> None:
    """What was merged into a record goes with it."""
    for row in rows:
        sk = row["sk"]["S"]
        profile = _profile(tenant, sk.removeprefix(keys.MERGE)) if sk.startswith(keys.MERGE) else None
        if profile and _says(profile, "merged_into") == customer:
            _end(tenant, profile)


def _free_codes(tenant: str, customer: str, rows: list[Raw]) -> None:
    """Codes that the record had before, as its history tells, are nobody's now."""
    for row in rows:
        told = row["changes"]["M"].get("code") if row["sk"]["S"].startswith(keys.histories()) else None
        for code in {side["S"] for side in told["M"].values() if "S" in side} if told else ():
            pointer = (keys.record_code(tenant, code), keys.POINTER)
            with suppress(table.Refused):  # somebody else has it by now
                table.write(table.delete(pointer, when=PointerItem.customer == customer))
