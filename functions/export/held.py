"""What somebody holds as a workbook: activities (E3, L1). Only what its reader sees at that moment, newest first.

No validators, as all that the worker imports: things and their records are read as they are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import batched
from typing import Any

from activities import asking
from attached.kinds import ACTIVITIES, Kind
from catalogs.names import names_of_entries
from customers import listing, places
from customers.scopes import book_of
from export.cells import Cell
from export.rules import ACTIVITY_COLUMNS, STATUSES, Selection
from identity.viewers import names_of_employees, zone_of
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Key, Range
from kernel.values import Raw, decode

type Stored = Mapping[str, Any]

_PAGE = 500
_PROFILE = ("customer", "customer_code")
"""Columns of the record that something is attached to, for who sees its profile."""


@dataclass(frozen=True)
class Thing:
    """Something that is in the file, and the record that it is attached to."""

    value: Stored
    record: Stored


def rows(viewer: Viewer, request: Selection, asked_at: datetime, language: str) -> Iterator[list[Cell]]:
    """A row for each activity that is asked for; "today" is the day on which it was asked."""
    cells = _Cells(viewer, language)
    for thing in _things(viewer, request, asked_at):
        yield [cells.cell(column, thing) for column in request.columns]


def _things(viewer: Viewer, request: Selection, asked_at: datetime) -> Iterator[Thing]:
    where = asking.where(request.where or {}, partial(zone_of, viewer.tenant), asked_at)
    for places_of in _chosen(viewer, request) if request.records else _listed(viewer, request):
        for raw, thing in _read(viewer, ACTIVITIES, places_of):
            if where.passes(raw):
                yield thing


def _chosen(viewer: Viewer, request: Selection) -> Iterator[list[Key]]:
    """Where those lie that were named, page after page."""
    for some in batched(request.records or (), _PAGE, strict=False):
        pointers = {(keys.document_pointer(viewer.tenant, one), keys.POINTER): one for one in some}
        found = table.get_many(pointers)
        yield [
            (keys.customer(viewer.tenant, found[key]["customer"]["S"]), keys.document(ACTIVITIES.prefix, one))
            for key, one in pointers.items() if key in found
        ]  # fmt: skip


def _listed(viewer: Viewer, request: Selection) -> Iterator[list[Key]]:
    """Where all those lie that the viewer's books name, or the one that is asked for, page after page."""
    books, after = _books(viewer, request.where or {}), None
    partitions = [keys.attached_book(viewer.tenant, ACTIVITIES.name, book) for book in books]
    while True:
        ranges = [Range(one, below=after, newest_first=True) for one in partitions]
        found = listing.merged(ranges, _PAGE, descending=True)
        names = [row["sk"]["S"] for row in found[:_PAGE]]
        yield [_place(viewer.tenant, *name.split("#")) for name in names]
        if len(found) <= _PAGE:
            return
        after = names[-1]


def _books(viewer: Viewer, where: Stored) -> list[str]:
    mine = keys.held(viewer.employee)
    match where.get("scope"):
        case None:
            return places.read_by(viewer) if viewer.role == "admin" else [*places.read_by(viewer), mine]
        case "mine":
            return [mine]
        case scope:
            return [book_of(viewer, scope, where.get("department", ()))]


def _place(tenant: str, attached_id: str, customer: str) -> Key:
    return keys.customer(tenant, customer), keys.document(ACTIVITIES.prefix, attached_id)


def _read(viewer: Viewer, kind: Kind, where: Sequence[Key]) -> Iterator[tuple[Raw, Thing]]:
    """Things and their records, as far as the viewer sees them now, in the order of their places."""
    profiles = dict.fromkeys((home, keys.PROFILE) for home, _ in where)
    found = table.get_many([*where, *profiles])
    records = {
        home: decode(found[home, keys.PROFILE]["value"]) for home, _ in profiles if (home, keys.PROFILE) in found
    }
    for key in where:
        if key in found and key[0] in records:
            value: Stored = decode(found[key]["value"])
            if _sees(viewer, kind, records[key[0]], value):
                yield found[key], Thing(value, records[key[0]])


def _sees(viewer: Viewer, kind: Kind, record: Stored, value: Stored) -> bool:
    """What attached.across.sees says, without validators."""
    if places.shelf(record) in {None, "trash"}:
        return False
    mine = set(places.read_by(viewer))
    seen = places.seen_in(record, kind.seen_as(value))
    return kind.holds(viewer, value) or any(book in mine and value["id"] >= seen[book] for book in seen)


class _Cells:
    """What codes and ids are called, and whose days and hours it shows, read once for a file."""

    def __init__(self, viewer: Viewer, language: str) -> None:
        people = names_of_employees(viewer.tenant)
        english = language == "en"
        self._viewer, self._zone = viewer, zone_of(viewer.tenant)
        self._of: Mapping[str, Mapping[str, str]] = {
            "assignee": people, "created_by": people,
            "type": names_of_entries(viewer.tenant, "activity-types", language),
            "status": {code: names[english] for code, names in STATUSES.items()},
        }  # fmt: skip

    def cell(self, column: str, thing: Thing) -> Cell:
        """Names for codes, local time for instants; of a record only what its profile's reader sees."""
        if column in _PROFILE:
            shown = places.sees_all(self._viewer, thing.record, "profile")
            return str(thing.record["code" if column == "customer_code" else "name"]) if shown else None
        value: Cell = thing.value.get(column)
        if value is None:
            return None
        if ACTIVITY_COLUMNS[column][0] == "datetime":
            return datetime.fromisoformat(str(value)).astimezone(self._zone).replace(tzinfo=None)
        return self._of.get(column, {}).get(value, value) if isinstance(value, str) else value
