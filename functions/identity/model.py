"""Employees and departments, and who a request's viewer is (A1-A3)."""

from collections.abc import Mapping

from pynamodb.attributes import UnicodeAttribute

from identity.rules import Department, Employee
from kernel import keys, table
from kernel.access import Viewer
from kernel.ids import is_tenant, is_ulid
from kernel.problems import Problem
from kernel.table import Item, Range
from kernel.values import IntegerAttribute, ValueAttribute


class TenantItem(Item):
    """A company."""

    name = UnicodeAttribute()
    admins = IntegerAttribute()
    """How many active administrators there are: the last one stays."""


class EmployeeItem(Item):
    """One employee."""

    value = ValueAttribute(Employee)
    version = IntegerAttribute()


class DepartmentItem(Item):
    """One department."""

    value = ValueAttribute(Department)
    version = IntegerAttribute()


class TakenItem(Item):
    """Makes a code or email unique among a tenant's records of one kind."""

    by = UnicodeAttribute()


def identify(claims: Mapping[str, str]) -> Viewer:
    """The viewer behind verified claims, as the table declares them: one read of one small item.

    401 without a tenant or with another token than an ID token; 403 for who is not declared or not active (A2).
    """
    tenant, employee_id = claims.get("custom:tenant", ""), claims.get("custom:employee", "")
    if claims.get("token_use") != "id" or not is_tenant(tenant):
        raise Problem("unauthenticated")
    if not is_ulid(employee_id):
        raise Problem("not_an_employee")
    item = employee(tenant, employee_id)
    if item is None:
        raise Problem("not_an_employee")
    value = item.value
    if not value.active:
        raise Problem("employee_inactive")
    managed = frozenset(value.manages) if value.role == "manager" else frozenset[str]()
    return Viewer(tenant, employee_id, value.role, value.department, managed)


def employee(tenant: str, employee_id: str, *, consistent: bool = False) -> EmployeeItem | None:
    """One employee; consistent for who means to change it."""
    return table.get(EmployeeItem, (keys.employees(tenant), keys.employee(employee_id)), consistent=consistent)


def department(tenant: str, department_id: str) -> DepartmentItem | None:
    """One department, as it is now."""
    return table.get(DepartmentItem, (keys.departments(tenant), department_id), consistent=True)


def employees(tenant: str) -> list[EmployeeItem]:
    """All employees of a tenant, oldest first."""
    return [EmployeeItem.of(raw) for raw in table.every(Range(keys.employees(tenant)))]


def colleagues(viewer: Viewer) -> list[str]:
    """Whose records a manager sees: their own and those of who works in a department they manage."""
    theirs = [e.value.id for e in employees(viewer.tenant) if e.value.department in viewer.manages]
    return list(dict.fromkeys([viewer.employee, *theirs]))
