"""Who looks, and at whose records (A2, A3). Apart from the people's model, as asking this needs no validators."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.ids import is_ulid
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import decode

_CURRENCY = "VND"
"""As identity.rules has it for a company that says nothing."""


def viewer_of(tenant: str, employee_id: str) -> Viewer:
    """An employee as viewer, as the table declares them now: one read of one small item.

    403 for who is not declared or not active (A2).
    """
    where = (keys.employees(tenant), keys.employee(employee_id))
    item = table.read(where) if is_ulid(employee_id) else None
    if item is None:
        raise Problem("not_an_employee")
    return viewing(tenant, decode(item["value"]))


def viewing(tenant: str, employee: Mapping[str, Any]) -> Viewer:
    """The same of an employee as they are stored; 403 for who is not active (A2)."""
    if not employee["active"]:
        raise Problem("employee_inactive")
    managed = frozenset[str](employee["manages"]) if employee["role"] == "manager" else frozenset[str]()
    return Viewer(tenant, employee["id"], employee["role"], employee["department"], managed)


def zone_of(tenant: str) -> ZoneInfo:
    """Whose days and hours are a company's: one read of one small item."""
    item = table.read((keys.settings(tenant), keys.GENERAL))
    return ZoneInfo(decode(item["value"])["time_zone"] if item else clock.HOME)


def customs_of(tenant: str) -> tuple[ZoneInfo, str]:
    """Whose days are a company's, and what its amounts are in: one read of one small item."""
    item = table.read((keys.settings(tenant), keys.GENERAL))
    value = decode(item["value"]) if item else {}
    return ZoneInfo(value.get("time_zone", clock.HOME)), value.get("currency", _CURRENCY)


def names_of_employees(tenant: str) -> dict[str, str]:
    """The name of each employee's id."""
    return {value["id"]: value["name"] for value in _employees(tenant)}


def colleagues(viewer: Viewer) -> list[str]:
    """Whose records a manager sees: their own and those of who works in a department they manage."""
    return list(dict.fromkeys([viewer.employee, *people_of(viewer.tenant, viewer.manages)]))


def people_of(tenant: str, departments: Collection[str]) -> list[str]:
    """Who works in one of these departments."""
    return [value["id"] for value in _employees(tenant) if value["department"] in departments]


def workplaces(tenant: str, employees: Iterable[str]) -> dict[str, str]:
    """The department in which each of these works now."""
    found = table.get_many([(keys.employees(tenant), keys.employee(one)) for one in employees], consistent=True)
    values = (decode(raw["value"]) for raw in found.values())
    return {value["id"]: value["department"] for value in values}


def _employees(tenant: str) -> Iterator[dict[str, Any]]:
    """All employees of a tenant, oldest first."""
    return (decode(row["value"]) for row in table.every(Range(keys.employees(tenant), prefix=keys.employee(""))))
