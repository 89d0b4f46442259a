"""What the codes and ids of a record's page stand for: all of them in one call."""

from collections.abc import Iterable, Mapping
from typing import Any

from customers.named import named
from customers.schemas import CustomerView, HistoryEntry
from kernel import keys, table
from kernel.table import Key
from kernel.values import decode
from overview.schemas import NamesView


def names(tenant: str, record: CustomerView, told: Iterable[HistoryEntry]) -> NamesView:
    """The names of everything that a record and its latest changes mention."""
    people = {record.owner, record.created_by, record.updated_by, *(one.by for one in told if one.by)}
    chosen = {(kind, code): _entry(tenant, kind, code) for kind, code in named(record.model_dump(exclude_none=True))}
    staff = {one: (keys.employees(tenant), keys.employee(one)) for one in people}
    department, ladder = (keys.departments(tenant), record.department), (keys.settings(tenant), keys.LADDER)
    found = table.get_many({*chosen.values(), *staff.values(), department, *([ladder] if record.tier else [])})
    known = {key: decode(raw["value"]) for key, raw in found.items()}
    return NamesView.model_validate({
        "entries": _by_kind(chosen, known),
        "employees": {one: known[key]["name"] for one, key in staff.items() if key in known},
        "departments": {record.department: known[department]["name"]} if department in known else {},
        "tier": _tier(known.get(ladder), record.tier),
    })  # fmt: skip


def _entry(tenant: str, kind: str, code: str) -> Key:
    return keys.catalog(tenant), keys.entry(kind, code)


def _by_kind(
    chosen: Mapping[tuple[str, str], Key], known: Mapping[Key, Mapping[str, Any]]
) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for (kind, code), key in chosen.items():
        if key in known:
            found.setdefault(kind, {})[code] = _look(known[key])
    return found


def _look(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": value["name"], "colour": value.get("colour")}


def _tier(ladder: Mapping[str, Any] | None, tier: str | None) -> dict[str, Any] | None:
    return next((_look(one) for one in (ladder or {}).get("tiers", ()) if one["id"] == tier), None)
