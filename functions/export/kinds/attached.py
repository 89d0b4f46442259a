"""What is attached to records as a workbook: all that the reader sees of a kind now, the chosen ones, or by filters.

A row is shown only if the record that it is attached to lets the reader see it now; what the record is called, only to
who sees its profile. No validators, as all that the worker imports: things and records are read as they are stored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from attached.kinds import Kind
from attached.ordering import NEWEST, Order
from customers import listing, places
from customers.scopes import book_of
from export.asked import Asked
from export.cells import Cell
from export.homes import home
from export.shapes import Cells, Shapes, columns
from export.sheets import Pages, Rows, Sheet
from export.walking import walked
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import INDEX_KEYS, Key
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


def _newest(where: Where) -> tuple[Order, Where]:
    return NEWEST, where


type Beside = Callable[[Asked, Sequence[Thing], Sequence[str]], Sequence[Stored]]
"""What other items say of things, as far as the chosen columns ask for it: so much for each."""


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
    planned: Callable[[Where], tuple[Order, Where]] = _newest
    """Where to look for what is asked, and the filters that are left."""
    beside: Beside | None = None
    """What of it lies elsewhere, and is read for a page at once."""


def sheets(held: Held, asked: Asked) -> Sequence[Sheet]:
    """A row for each thing that is asked for; "today" is the day on which it was asked."""
    return [sheet(held, asked, asked.request.columns, _Pages(held, asked).after)]


def sheet(held: Held, asked: Asked, chosen: Sequence[str], pages: Pages) -> Sheet:
    """The sheet of a kind."""
    return Sheet(title=asked.say(held.title), columns=columns(asked, held.shapes, chosen), pages=pages)


class _Pages:
    """The pages of one file."""

    def __init__(self, held: Held, asked: Asked) -> None:
        self._held, self._asked, self._filter = held, asked, dict(asked.request.filter or {})
        self._home = self._filter.pop("customer", None)
        where = held.where(asked.tenant, self._filter, asked.at, "")
        where = where.without("department") if self._filter.get("scope") == "team" else where  # it is the team
        self._order, self._where = held.planned(where)
        self._with_tiers = _TIER in asked.request.columns or bool(where.tier)

    def after(self, place: str | None) -> Iterator[tuple[Rows, str | None]]:
        """From a place on."""
        cells = Cells(self._asked, self._held.shapes, self._asked.request.columns)
        for things, more in self._things(place):
            yield rows(self._held, self._asked, self._passing(things), cells), more

    def _things(self, place: str | None) -> Iterator[tuple[Iterable[tuple[Raw, Thing]], str | None]]:
        viewer, kind, records = self._asked.viewer, self._held.kind, self._asked.request.records
        if self._home is not None:
            yield from of_record(viewer, kind, home(viewer.tenant, self._home), place, tiers=self._with_tiers)
            return
        order = replace(self._order, book=_book(viewer, self._filter))
        found = _chosen(viewer, kind, records, place) if records else listed(viewer, kind, order, place)
        for some, more in found:
            yield read(viewer, kind, some, tiers=self._with_tiers), more

    def _passing(self, things: Iterable[tuple[Raw, Thing]]) -> list[Thing]:
        wanted = self._where.tier
        return [thing for raw, thing in things if self._where.passes(raw) and (not wanted or thing.tier in wanted)]


def listed(viewer: Viewer, kind: Kind, order: Order, after: str | None = None) -> Iterator[Found]:
    """Where all those lie that a part of the viewer's books names, or of the one that is asked for, page after page."""
    place = INDEX_KEYS[order.index][1]
    while True:
        found = listing.merged(order.ranges(viewer, kind, after), _PAGE, place, descending=order.descending)
        names = [row["sk"]["S"] for row in found[:_PAGE]]
        after = found[_PAGE - 1][place]["S"] if len(found) > _PAGE else None
        yield [_place(viewer.tenant, kind, *name.split("#")) for name in names], after
        if after is None:
            return


def rows(held: Held, asked: Asked, things: Sequence[Thing], cells: Cells) -> Iterator[list[Cell]]:
    """A row for each thing."""
    beside = held.beside(asked, things, cells.chosen) if held.beside else [{}] * len(things)
    for thing, more in zip(things, beside, strict=True):
        yield cells.row({**held.more(thing.value), **more, **_of_record(asked.viewer, thing)})


def of_record(
    viewer: Viewer, kind: Kind, record: Stored | None, after: str | None = None, *, tiers: bool = False
) -> Iterator[tuple[list[tuple[Raw, Thing]], str | None]]:
    """What the viewer sees of a kind on one record, newest first, page after page."""
    if record is None:
        return
    partition = keys.customer(viewer.tenant, str(record["id"]))
    tier = _tiers(viewer, {partition: record}).get(partition) if tiers else None
    for found, more in walked(partition, kind.prefix, after, _PAGE, newest_first=True):
        stored = [(raw, decode(raw["value"])) for raw in found]
        yield [(raw, Thing(one, record, tier)) for raw, one in stored if sees(viewer, kind, record, one)], more


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


def _book(viewer: Viewer, asked: Stored) -> str | None:
    match asked.get("scope"):
        case None:
            return None
        case "mine":
            return keys.held(viewer.employee)
        case scope:
            return book_of(viewer, scope, asked.get("department", ()))


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
