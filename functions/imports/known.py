"""What a company has already, as far as the test of an import has to know it. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogs.rules import Outcome
from customers import places, pointers
from imports import leaping
from imports.cells import Names
from imports.columns import FIELDS, Kind
from kernel import keys, table
from kernel.access import Earlier, Viewer
from kernel.table import Key, Range
from kernel.text import compact
from kernel.values import Raw, decode, decode_item
from search import model as search
from search.entries import alike

_HOPS = 25
"""So many merges one after the other are followed, as customers.model does."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage in use: of opportunities with what it says of them."""

    code: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is stored, and its version."""

    id: str
    version: int
    value: Mapping[str, Any]

    def seen(self, viewer: Viewer, category: Earlier = "profile", attached_id: str | None = None) -> bool:
        """Whether the viewer sees this of it, or this of what is attached: as kernel.access.sight, but no validators.

        Of a profile it does not matter since when.
        """
        books = places.seen_in(self.value, category)
        mine = [books[one] for one in places.read_by(viewer) if one in books]
        return bool(mine) if attached_id is None else any(first <= attached_id for first in mine)

    def changeable(self, viewer: Viewer) -> bool:
        """Whether the viewer may change it: as kernel.access.sight."""
        own = viewer.employee == self.value["owner"] or self.value["department"] in viewer.manages
        return viewer.role == "admin" or own

    @property
    def listed(self) -> bool:
        """Whether it is there: not deleted, not merged into another."""
        return places.shelf(self.value) not in {None, "trash"}


@dataclass(frozen=True, kw_only=True)
class Company:
    """What all rows may name."""

    names: Names
    active: Mapping[str, frozenset[str]]
    """The codes in use, by catalogue."""
    stages: tuple[Stage, ...] = ()
    """Those in use, in their order."""
    people: Mapping[str, str]
    """What each employee is called, whoever works here no more too."""
    working: frozenset[str]
    """The employees who do."""


def company(viewer: Viewer, kind: Kind) -> Company:
    """What the rows of a file of this kind may name."""
    wanted = {one.catalog for one in FIELDS[kind].values() if one.catalog}
    entries = {catalog: _entries(viewer.tenant, catalog) for catalog in sorted(wanted)}
    everybody = table.every(Range(keys.employees(viewer.tenant), prefix=keys.employee("")))
    people = [decode(row["value"]) for row in everybody]
    stages = entries.get("opportunity-stages" if kind == "opportunities" else "stages", [])
    return Company(
        names=Names(
            entries={catalog: _called(some, _of_entry) for catalog, some in entries.items()},
            employees=_called([one for one in people if one["active"]], _of_employee, "id"),
        ),
        active={catalog: frozenset(one["code"] for one in some if one["active"]) for catalog, some in entries.items()},
        stages=tuple(Stage(one["code"], one.get("outcome", "open")) for one in stages if one["active"]),
        people={one["id"]: one["name"] for one in people},
        working=frozenset(one["id"] for one in people if one["active"]),
    )  # fmt: skip


def _entries(tenant: str, catalog: str) -> list[dict[str, Any]]:
    rows = table.every(Range(keys.catalog(tenant), prefix=keys.entry(catalog, "")))
    return sorted((decode(row["value"]) for row in rows), key=lambda one: (one.get("order", 0), one["code"]))


def in_use(tenant: str, catalog: str, language: str) -> list[tuple[str, str, str]]:
    """(code, name, code) of a catalogue's entries in use, in their order."""
    return [(one["code"], one["name"][language], one["code"]) for one in _entries(tenant, catalog) if one["active"]]


def working(tenant: str) -> list[tuple[str, str, str]]:
    """(id, name, code) of who works here, by name."""
    rows = table.every(Range(keys.employees(tenant), prefix=keys.employee("")))
    told = [(one["id"], one["name"], one["code"]) for row in rows if (one := decode(row["value"]))["active"]]
    return sorted(told, key=lambda one: (one[1], one[2]))


def _of_entry(one: Mapping[str, Any]) -> Iterable[str]:
    return one["code"], one["name"]["vi"], one["name"]["en"]


def _of_employee(one: Mapping[str, Any]) -> Iterable[str]:
    return one["id"], one["code"], one["name"], one["email"]


def _called(
    some: Iterable[Mapping[str, Any]], names: Callable[[Mapping[str, Any]], Iterable[str]], code: str = "code"
) -> dict[str, frozenset[str]]:
    """What people call each. One in use goes before all that is not, and a code before others' names."""
    told: dict[str, set[str]] = defaultdict(set)
    codes, unused = dict[str, str](), dict[str, set[str]]()
    for one in some:
        codes[compact(one["code"])] = one[code]
        for name in names(one):
            (told if one["active"] else unused).setdefault(compact(name), set()).add(one[code])
    found = {name: frozenset(ones) for name, ones in {**unused, **told}.items() if name}
    return found | {name: frozenset({one}) for name, one in codes.items() if len(found.get(name, ())) > 1}


def marked(viewer: Viewer, marks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The records, anybody's, that each mark may find: by the index, and among what was made this moment."""
    wanted = set(marks)
    found = leaping.alike(viewer.tenant, wanted)
    for one in records(viewer.tenant, search.fresh(viewer.tenant), consistent=True).values():
        for mark in map(leaping.written, alike(one.value)):
            if mark in wanted and one.id not in found.get(mark, ()):
                found[mark] = (*found.get(mark, ()), one.id)
    return found


def coded(tenant: str, codes: Iterable[str]) -> dict[str, str]:
    """The record that has, or had, each of these codes; by the code in capitals."""
    where = {(keys.record_code(tenant, code), keys.POINTER): code.upper() for code in codes}
    found = table.get_many(where)
    return {where[key]: raw["customer"]["S"] for key, raw in found.items()}


def records(tenant: str, ids: Iterable[str], *, consistent: bool = False) -> dict[str, Stored]:
    """Leads and customers by their ids; that of one that was merged finds the one that it was merged into."""
    found: dict[str, Stored] = {}
    asked = {one: one for one in ids}
    for _ in range(_HOPS):
        where: dict[Key, list[str]] = defaultdict(list)
        for one, at in asked.items():
            where[keys.customer(tenant, at), keys.PROFILE].append(one)
        read = table.get_many(where, consistent=consistent) if where else {}
        asked = {}
        for key, raw in read.items():
            stored = _stored(raw)
            into = stored.value.get("merged_into")
            for one in where[key]:
                if into:
                    asked[one] = into
                else:
                    found[one] = stored
        if not asked:
            break
    return found


def _stored(raw: Raw) -> Stored:
    item = decode_item(raw)
    return Stored(item["value"]["id"], item["version"], item["value"])


def attached(tenant: str, customer: str, prefix: str) -> list[Stored]:
    """All of a kind that a record has."""
    rows = table.every(Range(keys.customer(tenant, customer), prefix=prefix))
    return [_attached(row) for row in rows]


def _attached(row: Raw) -> Stored:
    item = decode_item(row)
    home = keys.owner_of(item["pk"])
    value = {**item["value"], "customer": home[1] if home else ""}
    return Stored(value["id"], item["version"], value)


def numbered(tenant: str, numbers: Iterable[str]) -> dict[str, Stored | None]:
    """The opportunities that have these numbers, by the number in capitals; None: taken by what is there no more."""
    where = {(keys.number(tenant, "opportunity", one), keys.POINTER): one.upper() for one in numbers}
    ids = {where[key]: raw["document"]["S"] for key, raw in table.get_many(where).items()}
    homes = pointers.homes_of(tenant, ids.values())
    places_ = {one: (keys.customer(tenant, home), keys.document(keys.OPPORTUNITY, one)) for one, home in homes.items()}
    found = table.get_many(places_.values())
    return {
        number: _attached(found[places_[one]]) if one in places_ and places_[one] in found else None
        for number, one in ids.items()
    }


def products(tenant: str, codes: Iterable[str]) -> dict[str, Stored]:
    """The products that have these codes, by the code in capitals."""
    where = {(keys.product_code(tenant, code), keys.POINTER): code.upper() for code in codes}
    ids = {where[key]: raw["product"]["S"] for key, raw in table.get_many(where).items()}
    found = table.get_many((keys.products(tenant), keys.product(one)) for one in ids.values())
    stored = {one.id: one for one in map(_stored, found.values())}
    return {code: stored[one] for code, one in ids.items() if one in stored}
