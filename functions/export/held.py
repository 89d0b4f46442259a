"""What somebody holds as a workbook: activities and opportunities (E3, L1), as far as its reader sees them now.

No validators, as all that the worker imports: things and their records are read as they are stored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import batched
from typing import Any, Protocol

from activities import asking as activities
from attached.kinds import ACTIVITIES, OPPORTUNITIES, Kind
from catalogs.names import names_of_entries
from customers import listing, places
from customers.scopes import book_of
from export.cells import Cell
from export.rules import OUTCOMES, STATUSES, Selection, columns_of
from identity.viewers import names_of_employees, zone_of
from kernel import keys, table
from kernel.access import Viewer
from kernel.table import Key, Range
from kernel.values import Raw, decode
from opportunities import asking as opportunities

type Stored = Mapping[str, Any]

_PAGE = 500
_PROFILE = ("customer", "customer_code")
"""Columns of the record that something is attached to, for who sees its profile."""
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


@dataclass(frozen=True)
class Held:
    """A kind of things that somebody holds, as a workbook has it."""

    kind: Kind
    where: Callable[[str, Stored, datetime, str], Where]
    """(tenant, what is asked, when, path) -> filters; 422 below the path for what makes no sense."""
    catalogs: Mapping[str, str]
    """The catalogue whose entries a column names."""
    words: Mapping[str, Mapping[str, tuple[str, str]]]
    """What a column's values are called, in vi and en."""


def _activities(tenant: str, asked: Stored, now: datetime, path: str = "") -> Where:
    return activities.where(asked, partial(zone_of, tenant), now, path)


def _opportunities(tenant: str, asked: Stored, now: datetime, path: str = "") -> Where:
    return opportunities.where(tenant, asked, now, path)


HELD: Mapping[str, Held] = {
    "activities": Held(ACTIVITIES, _activities, {"type": "activity-types"}, {"status": STATUSES}),
    "opportunities": Held(
        OPPORTUNITIES, _opportunities,
        {
            "stage": "opportunity-stages", "source": "sources", "type": "opportunity-types", "campaign": "campaigns",
            "team": "teams", "lost_reason": "lost-reasons",
        },
        {"outcome": OUTCOMES},
    ),
}  # fmt: skip
"""By the kind of the export."""


def rows(viewer: Viewer, request: Selection, asked_at: datetime, language: str) -> Iterator[list[Cell]]:
    """A row for each thing that is asked for; "today" is the day on which it was asked."""
    held, asked = HELD[request.kind], request.activities or request.opportunities or {}
    where = held.where(viewer.tenant, asked, asked_at, "")
    if asked.get("scope") == "team":
        where = where.without("department")  # it names the team
    cells = _Cells(viewer, request, held, language)
    pages = _chosen(viewer, held.kind, request.records) if request.records else _listed(viewer, held.kind, asked)
    for page in pages:
        for raw, thing in _read(viewer, held.kind, page, tiers=_TIER in request.columns or bool(where.tier)):
            if where.passes(raw) and (not where.tier or thing.tier in where.tier):
                yield [cells.cell(column, thing) for column in request.columns]


def _chosen(viewer: Viewer, kind: Kind, records: Sequence[str]) -> Iterator[list[Key]]:
    """Where those lie that were named, page after page."""
    for some in batched(records, _PAGE, strict=False):
        pointers = {(keys.document_pointer(viewer.tenant, one), keys.POINTER): one for one in some}
        found = table.get_many(pointers)
        yield [
            (keys.customer(viewer.tenant, found[key]["customer"]["S"]), keys.document(kind.prefix, one))
            for key, one in pointers.items() if key in found
        ]  # fmt: skip


def _listed(viewer: Viewer, kind: Kind, asked: Stored) -> Iterator[list[Key]]:
    """Where all those lie that the viewer's books name, or the one that is asked for, page after page."""
    books, after = _books(viewer, asked), None
    partitions = [keys.attached_book(viewer.tenant, kind.name, book) for book in books]
    while True:
        ranges = [Range(one, below=after, newest_first=True) for one in partitions]
        found = listing.merged(ranges, _PAGE, descending=True)
        names = [row["sk"]["S"] for row in found[:_PAGE]]
        yield [_place(viewer.tenant, kind, *name.split("#")) for name in names]
        if len(found) <= _PAGE:
            return
        after = names[-1]


def _books(viewer: Viewer, asked: Stored) -> list[str]:
    mine = keys.held(viewer.employee)
    match asked.get("scope"):
        case None:
            return places.read_by(viewer) if viewer.role == "admin" else [*places.read_by(viewer), mine]
        case "mine":
            return [mine]
        case scope:
            return [book_of(viewer, scope, asked.get("department", ()))]


def _place(tenant: str, kind: Kind, attached_id: str, customer: str) -> Key:
    return keys.customer(tenant, customer), keys.document(kind.prefix, attached_id)


def _read(viewer: Viewer, kind: Kind, where: Sequence[Key], *, tiers: bool) -> Iterator[tuple[Raw, Thing]]:
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
            if _sees(viewer, kind, records[key[0]], value):
                yield found[key], Thing(value, records[key[0]], tier_of.get(key[0]))


def _tiers(viewer: Viewer, records: Mapping[str, Stored]) -> dict[str, str]:
    """The tiers of those whose profile the viewer sees, as their cards show them."""
    cards = {
        home: (keys.book(viewer.tenant, str(places.shelf(one)), keys.own(one["owner"])), one["id"])
        for home, one in records.items() if places.sees_all(viewer, one, "profile")
    }  # fmt: skip
    found = table.get_many(cards.values())
    return {home: found[card]["tier"]["S"] for home, card in cards.items() if "tier" in found.get(card, {})}


def names_of_tiers(tenant: str, language: str) -> dict[str, str]:
    """The names of the tiers, read as they are stored: the tiers' own model brings validators."""
    ladder = table.read((keys.settings(tenant), keys.LADDER))
    tiers = decode(ladder["value"]).get("tiers", []) if ladder else []
    return {tier["id"]: tier["name"][language] for tier in tiers}


def _sees(viewer: Viewer, kind: Kind, record: Stored, value: Stored) -> bool:
    """What attached.across.sees says, without validators."""
    if places.shelf(record) in {None, "trash"}:
        return False
    mine = set(places.read_by(viewer))
    seen = places.seen_in(record, kind.seen_as(value))
    return kind.holds(viewer, value) or any(book in mine and value["id"] >= seen[book] for book in seen)


class _Cells:
    """What codes and ids are called, and whose days and hours it shows, read once for a file."""

    def __init__(self, viewer: Viewer, request: Selection, held: Held, language: str) -> None:
        people = names_of_employees(viewer.tenant)
        self._viewer, self._zone, self._columns = viewer, zone_of(viewer.tenant), columns_of(request.kind)
        self._of: Mapping[str, Mapping[str, str]] = {
            **dict.fromkeys(("assignee", "owner", "created_by"), people),
            _TIER: names_of_tiers(viewer.tenant, language) if _TIER in request.columns else {},
            **{
                column: names_of_entries(viewer.tenant, kind, language)
                for column, kind in held.catalogs.items() if column in request.columns
            },
            **{
                column: {code: names[language == "en"] for code, names in words.items()}
                for column, words in held.words.items()
            },
        }  # fmt: skip

    def cell(self, column: str, thing: Thing) -> Cell:
        """Names for codes, local time for instants; of a record only what its profile's reader sees."""
        if column in _PROFILE:
            shown = places.sees_all(self._viewer, thing.record, "profile")
            return str(thing.record["code" if column == "customer_code" else "name"]) if shown else None
        if column == _TIER:
            return self._of[_TIER].get(thing.tier, thing.tier) if thing.tier else None
        if column == "weighted_value":
            worth: Decimal = Decimal(thing.value.get("expected_value", 0)) * thing.value["probability"] / 100
            return worth
        value = thing.value.get(column)
        if value is None:
            return None
        match self._columns[column][0]:
            case "datetime":
                return datetime.fromisoformat(value).astimezone(self._zone).replace(tzinfo=None)
            case "date":
                return date.fromisoformat(value)
        cell: Cell = self._of.get(column, {}).get(value, value) if isinstance(value, str) else value
        return cell
