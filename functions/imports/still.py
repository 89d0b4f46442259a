"""What a plan rests on, looked at before its first write: where one row's ground has shifted, nothing is written.

It is read a hundred items at a time, and remembered only as far as many rows name the same. Of duplicates it looks at
what is new alone: a row that nothing was like when it was tested can only be like what was made or changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from types import MappingProxyType
from typing import Any

from attached.kinds import CONTACTS, OPPORTUNITIES
from customers import pointers
from customers.model import CustomerItem, sight_of
from identity.model import EmployeeItem
from imports.carriers.records import active
from imports.columns import FIELDS, Kind
from imports.plans import Planned, Told
from kernel import clock, ids, keys, table
from kernel.access import Viewer
from kernel.phones import dialled
from kernel.table import Key, Range
from kernel.text import compact
from kernel.values import Raw, decode
from search.entries import Mark, alike

type Why = dict[int, list[Told]]
"""By row."""

_SLOW = timedelta(minutes=1)
"""By so much clocks may differ."""
_AT_ONCE = 100
_TURN = keys.turn(CONTACTS.name)
_ATTACHED = {"contacts": CONTACTS, "opportunities": OPPORTUNITIES}


class Grounds:
    """What the rows of one plan rest on; `tested_at`: None where duplicates are made all the same."""

    def __init__(self, viewer: Viewer, kind: Kind, tested_at: datetime | None) -> None:
        self._viewer, self._tenant, self._kind = viewer, viewer.tenant, kind
        self._tested_at = tested_at
        self._entries: dict[tuple[str, str], bool] = {}
        self._people: dict[str, bool] = {}
        self._newer: frozenset[Mark | tuple[str, str]] | None = None

    def shifted(self, rows: Sequence[Planned]) -> Why:
        """What no longer holds, of each row of a chunk of which that is so."""
        why: Why = {}
        made = [one for one in rows if one.outcome == "create"]
        changed = [one for one in rows if one.outcome == "update"]
        there = self._standing(changed, why)
        self._free(made, why)
        self._named([*made, *changed], there, why)
        self._seen(made, why)
        self._unlike(made, why)
        if self._kind == "products" and self._viewer.role != "admin":
            for one in (*made, *changed):
                _tell(why, one, "admin_only")
        return why

    def _standing(self, rows: Sequence[Planned], why: Why) -> Mapping[int, Mapping[str, Any]]:
        """What is to be changed is there, in the version that was looked at, and still the person's to change."""
        where = dict(self._places(rows))
        items = table.get_many(where.values(), consistent=True)
        there: dict[int, Mapping[str, Any]] = {}
        for one in rows:
            raw = items.get(where[one.row]) if one.row in where else None
            if raw is None or not self._is_theirs(raw):
                _tell(why, one, "not_found")
            elif int(raw["version"]["N"]) != one.version:
                _tell(why, one, "stale", None, {"version": int(raw["version"]["N"])})
            else:
                there[one.row] = decode(raw["value"])
        return there

    def _places(self, rows: Sequence[Planned]) -> Iterator[tuple[int, Key]]:
        homes = pointers.homes_of(self._tenant, (str(one.record) for one in rows)) if self._kind in _ATTACHED else {}
        for one in rows:
            record = str(one.record)
            if self._kind == "products":
                yield one.row, (keys.products(self._tenant), keys.product(record))
            elif self._kind not in _ATTACHED:
                yield one.row, (keys.customer(self._tenant, record), keys.PROFILE)
            elif record in homes:
                prefix = _ATTACHED[self._kind].prefix
                yield one.row, (keys.customer(self._tenant, homes[record]), keys.document(prefix, record))

    def _is_theirs(self, raw: Raw) -> bool:
        """Whether a record is there, and theirs to change; of what is attached, that is looked at when it is done."""
        if self._kind not in {"leads", "customers"}:
            return True
        value = CustomerItem.of(raw).value
        gone = value.deleted_at or value.merged_into or value.merging_into
        return not gone and sight_of(self._viewer, value).may_change

    def _free(self, rows: Sequence[Planned], why: Why) -> None:
        """Codes and numbers that rows bring along are nobody's, or their own already."""
        field = "number" if self._kind == "opportunities" else "code"
        taken = {one.row: self._pointer(str(one.fields[field])) for one in rows if one.fields.get(field)}
        items = table.get_many(taken.values(), consistent=True)
        for one in rows:
            holder = items.get(taken[one.row]) if one.row in taken else None
            if holder is not None and {"S": one.record} not in holder.values():
                written = str(one.fields[field])
                told = {"code": written} if field == "code" else {"value": written}
                _tell(why, one, "code_taken" if field == "code" else "taken", field, told)

    def _pointer(self, written: str) -> Key:
        match self._kind:
            case "opportunities":
                return keys.number(self._tenant, "opportunity", written), keys.POINTER
            case "products":
                return keys.product_code(self._tenant, written), keys.POINTER
        return keys.record_code(self._tenant, written), keys.POINTER

    def _named(self, rows: Sequence[Planned], there: Mapping[int, Mapping[str, Any]], why: Why) -> None:
        """Entries of catalogues and people that rows name are in use; or the record names them as it is."""
        named = [(one, *what) for one in rows for what in self._names(one, there.get(one.row, {}))]
        entries = {(kind, code) for _, _, kind, code in named if kind}
        self._learn(entries, {code for _, _, kind, code in named if not kind})
        for one, field, kind, code in named:
            if kind and not self._entries[kind, code]:
                _tell(why, one, "not_in_catalog", field, {"kind": kind, "value": code})
            elif not kind and not self._people[code]:
                _tell(why, one, "no_such_employee", field)

    def _names(self, row: Planned, before: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
        """(field, catalogue or None for an employee, code)."""
        for name, value in row.fields.items():
            field = FIELDS[self._kind].get(name)
            if field is None or value is None or value == before.get(name):
                continue
            if field.catalog:
                yield from ((name, field.catalog, code) for code in (value if isinstance(value, list) else [value]))
            elif field.look == "employee":
                yield name, None, value

    def _learn(self, entries: set[tuple[str, str]], people: set[str]) -> None:
        new = entries - self._entries.keys()
        used = active(self._tenant, new)
        self._entries |= {one: one in used for one in new}
        unknown = people - self._people.keys()
        found = table.get_many((keys.employees(self._tenant), keys.employee(one)) for one in unknown)
        here = {item.value.id for item in map(EmployeeItem.of, found.values()) if item.value.active}
        self._people |= {one: one in here for one in unknown}

    def _seen(self, rows: Sequence[Planned], why: Why) -> None:
        """The records that something is to be attached to are there, and seen."""
        if self._kind not in _ATTACHED:
            return
        category = _ATTACHED[self._kind].category
        where = {one.row: (keys.customer(self._tenant, str(one.fields.get("customer"))), keys.PROFILE) for one in rows}
        items = table.get_many(where.values(), consistent=True)
        for one in rows:
            raw = items.get(where[one.row])
            value = CustomerItem.of(raw).value if raw else None
            gone = value is None or value.deleted_at or value.merged_into
            if value is None or gone or not sight_of(self._viewer, value).sees(category):
                _tell(why, one, "no_such_customer", "customer")

    def _unlike(self, rows: Sequence[Planned], why: Why) -> None:
        """Nothing that is new is like what is to be made."""
        if self._tested_at is None or not rows:
            return
        if self._kind == "contacts":
            told = self._joined(rows, self._tested_at)
        elif self._kind == "products":
            return
        else:
            if self._newer is None:
                find = _opened if self._kind == "opportunities" else _newer
                self._newer = frozenset(find(self._tenant, self._tested_at - _SLOW))
            told = [one for one in rows if not self._newer.isdisjoint(self._marks(one.fields))] if self._newer else []
        for one in told:
            _tell(why, one, "duplicate_since")

    def _marks(self, fields: Mapping[str, Any]) -> list[Mark] | list[tuple[str, str]]:
        if self._kind == "opportunities":
            return [(fields["customer"], compact(fields["name"]))]
        given = {name: value for name, value in fields.items() if value is not None}
        return alike({"numbers": dialled(given.get("phones", ())), **given})

    def _joined(self, rows: Sequence[Planned], since: datetime) -> list[Planned]:
        """Contacts of records to whose contacts somebody else has added since: which, is not looked at."""
        turns = {one.row: (keys.customer(self._tenant, one.fields["customer"]), _TURN) for one in rows}
        found = table.get_many(turns.values(), consistent=True)
        least = ids.first(since)
        return [one for one in rows if (raw := found.get(turns[one.row])) and raw["last"]["S"] > least]


def _opened(tenant: str, since: datetime) -> Iterator[tuple[str, str]]:
    """(customer, name) of each opportunity that was made or changed since."""
    book = keys.attached_book(tenant, OPPORTUNITIES.name, keys.EVERYBODY)
    rows = table.every(Range(book, "by_updated", above=clock.stamp(since)))
    for some in batched(rows, _AT_ONCE, strict=False):
        pairs = [row["sk"]["S"].split("#") for row in some]
        places = [(keys.customer(tenant, home), keys.document(keys.OPPORTUNITY, one)) for one, home in pairs]
        for (pk, _), raw in table.get_many(places, consistent=True).items():
            yield pk.rpartition("#")[2], compact(decode(raw["value"])["name"])


def _newer(tenant: str, since: datetime) -> Iterator[Mark]:
    """What tells the records that were made or changed since from others: as many as there are of these."""
    for shelf in ("lead", "customer", "partner"):
        where = Range(keys.book(tenant, shelf, keys.EVERYBODY), "by_updated", above=clock.stamp(since))
        for some in batched(table.every(where), _AT_ONCE, strict=False):
            places = [(keys.customer(tenant, row["sk"]["S"]), keys.PROFILE) for row in some]
            for raw in table.get_many(places, consistent=True).values():
                yield from alike(decode(raw["value"]))


def _tell(
    why: Why, row: Planned, code: str, field: str | None = None, values: Mapping[str, str | int] = MappingProxyType({})
) -> None:
    why.setdefault(row.row, []).append(Told(code=code, field=field, values=dict(values)))
