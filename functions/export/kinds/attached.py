"""What is attached to records as a workbook: all that the reader sees of a kind now, the chosen ones, or by filters.

A row is shown only if the record that it is attached to lets the reader see it now; what the record is called, only to
who sees its profile. No validators, as all that the worker imports: things and records are read as they are stored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from attached.kinds import Kind
from customers import listing, places
from customers.scopes import book_of
from export.asked import Asked
from export.cells import Cell
from export.shapes import Cells, Shapes, columns
from export.sheets import Rows, Sheet
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Key, Range
from kernel.values import Raw, decode

type Stored = Mapping[str, Any]
type Found = tuple[Sequence[Key], str | None]
"""Where things lie, and the place to go on from."""

_PAGE = 500
_TIER = "customer_tier"


@dataclass(frozen=True)
class Thing:
    """Something that is in the file, and the record that it is attached to."""

    value: Stored
    record: Stored
    tier: str | None = None
    """Of the record, where it is asked for and the reader sees the record's profile."""


class Where(Protocol):
    """Filters on things as they are stored."""

    @property
    def tier(self) -> tuple[str, ...]:
        """Those that the record may be in, if any are said."""
        ...

    def passes(self, item: Raw) -> bool:
        """Whether a thing is to be in the file."""
        ...

    def without(self, *names: str) -> "Where":
        """The filters but for these."""
        ...


def _as_it_is(value: Stored) -> Stored:
    return value


@dataclass(frozen=True)
class Held:
    """A kind of things, as a workbook has it."""

    kind: Kind
    title: tuple[str, str]
    shapes: Shapes
    where: Callable[[str, Stored, datetime, str], Where]
    """(tenant, what is asked, when, path) -> filters; 422 below the path for what makes no sense."""
    more: Callable[[Stored], Stored] = _as_it_is
    """A thing with what follows from its fields."""


def sheets(held: Held, asked: Asked) -> Sequence[Sheet]:
    """A row for each thing that is asked for; "today" is the day on which it was asked."""
    shown = columns(asked, held.shapes, asked.request.columns)
    return [Sheet(title=asked.say(held.title), columns=shown, pages=_Pages(held, asked).after)]


class _Pages:
    """The pages of one file."""

    def __init__(self, held: Held, asked: Asked) -> None:
        self._held, self._asked, self._filter = held, asked, asked.request.filter or {}
        where = held.where(asked.tenant, self._filter, asked.at, "")
        self._where = where.without("department") if self._filter.get("scope") == "team" else where  # it is the team
        self._with_tiers = _TIER in asked.request.columns or bool(where.tier)

    def after(self, place: str | None) -> Iterator[tuple[Rows, str | None]]:
        """From a place on."""
        viewer, kind, records = self._asked.viewer, self._held.kind, self._asked.request.records
        cells = Cells(self._asked, self._held.shapes, self._asked.request.columns)
        found = _chosen(viewer, kind, records, place) if records else _listed(viewer, kind, self._filter, place)
        for some, more in found:
            yield self._rows(some, cells), more

    def _rows(self, some: Sequence[Key], cells: Cells) -> Iterator[list[Cell]]:
        viewer, wanted = self._asked.viewer, self._where.tier
        for raw, thing in read(viewer, self._held.kind, some, tiers=self._with_tiers):
            if self._where.passes(raw) and (not wanted or thing.tier in wanted):
                yield cells.row({**self._held.more(thing.value), **_of_record(viewer, thing)})


def _of_record(viewer: Viewer, thing: Thing) -> Stored:
    """What a row says of its record: nothing to who does not see its profile."""
    seen = places.sees_all(viewer, thing.record, "profile")
    called = {"customer": thing.record["name"], "customer_code": thing.record["code"]}
    return {**(called if seen else dict.fromkeys(called)), _TIER: thing.tier}


def _chosen(viewer: Viewer, kind: Kind, records: Sequence[str], after: str | None) -> Iterator[Found]:
    """Where those lie that were named, page after page; a place is how many of them are over."""
    for start in range(int(after or 0), len(records), _PAGE):
        some = records[start : start + _PAGE]
        pointers = {(keys.document_pointer(viewer.tenant, one), keys.POINTER): one for one in some}
        found = table.get_many(pointers)
        lying = [
            (keys.customer(viewer.tenant, found[key]["customer"]["S"]), keys.document(kind.prefix, one))
            for key, one in pointers.items() if key in found
        ]  # fmt: skip
        over = start + _PAGE >= len(records)
        yield lying, None if over else str(start + _PAGE)


def _listed(viewer: Viewer, kind: Kind, asked: Stored, after: str | None) -> Iterator[Found]:
    """Where all those lie that the viewer's books name, or the one that is asked for, page after page."""
    partitions = [keys.attached_book(viewer.tenant, kind.name, book) for book in _books(viewer, kind, asked)]
    while True:
        ranges = [Range(one, below=after, newest_first=True) for one in partitions]
        found = listing.merged(ranges, _PAGE, descending=True)
        names = [row["sk"]["S"] for row in found[:_PAGE]]
        after = names[-1] if len(found) > _PAGE else None
        yield [_place(viewer.tenant, kind, *name.split("#")) for name in names], after
        if after is None:
            return


def _books(viewer: Viewer, kind: Kind, asked: Stored) -> list[str]:
    mine = [keys.held(viewer.employee)] if kind.tracked else []
    match asked.get("scope"):
        case None:
            return places.read_by(viewer) if viewer.role == "admin" else [*places.read_by(viewer), *mine]
        case "mine":
            return mine
        case scope:
            return [book_of(viewer, scope, asked.get("department", ()))]


def _place(tenant: str, kind: Kind, attached_id: str, customer: str) -> Key:
    return keys.customer(tenant, customer), keys.document(kind.prefix, attached_id)


def read(viewer: Viewer, kind: Kind, where: Sequence[Key], *, tiers: bool = False) -> Iterator[tuple[Raw, Thing]]:
    """Things and their records, as far as the viewer sees them now, in the order of their places."""
    profiles = dict.fromkeys((home, keys.PROFILE) for home, _ in where)
    found = table.get_many([*where, *profiles])
    records = {
        home: decode(found[home, keys.PROFILE]["value"]) for home, _ in profiles if (home, keys.PROFILE) in found
    }
    tier_of = _tiers(viewer, records) if tiers else {}
    for key in where:
        if key in found and key[0] in records:
            value: Stored = decode(found[key]["value"])
            if sees(viewer, kind, records[key[0]], value):
                yield found[key], Thing(value, records[key[0]], tier_of.get(key[0]))


def _tiers(viewer: Viewer, records: Mapping[str, Stored]) -> dict[str, str]:
    """The tiers of those whose profile the viewer sees, as their cards show them."""
    cards = {
        home: (keys.book(viewer.tenant, str(places.shelf(one)), keys.own(one["owner"])), one["id"])
        for home, one in records.items() if places.sees_all(viewer, one, "profile")
    }  # fmt: skip
    found = table.get_many(cards.values())
    return {home: found[card]["tier"]["S"] for home, card in cards.items() if "tier" in found.get(card, {})}


def sees(viewer: Viewer, kind: Kind, record: Stored, value: Stored) -> bool:
    """What attached.across.sees says, without validators."""
    if places.shelf(record) in {None, "trash"}:
        return False
    mine = set(places.read_by(viewer))
    seen = places.seen_in(record, kind.seen_as(value))
    return kind.holds(viewer, value) or any(book in mine and value["id"] >= seen[book] for book in seen)
