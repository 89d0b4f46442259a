"""Employees and departments, and who a request's viewer is (A1-A3)."""

from collections.abc import Mapping

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from identity.rules import Department, Employee, Settings
from identity.viewers import viewer_of
from kernel import keys, table
from kernel.access import Viewer
from kernel.ids import is_tenant
from kernel.problems import Problem, in_flight
from kernel.table import Item, Range, Write
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


class SettingsItem(Item):
    """What a company has set."""

    value = ValueAttribute(Settings)
    version = IntegerAttribute()
    fixed = BooleanAttribute(null=True)
    """Whether the currency stays: there has been an entry in a ledger."""


class TakenItem(Item):
    """Makes a code or email unique among a tenant's records of one kind."""

    by = UnicodeAttribute()


def identify(claims: Mapping[str, str]) -> Viewer:
    """The viewer behind verified claims.

    401 without a tenant or with another token than an ID token; 403 for who is not declared or not active (A2).
    """
    tenant, employee_id = claims.get("custom:tenant", ""), claims.get("custom:employee", "")
    if claims.get("token_use") != "id" or not is_tenant(tenant):
        raise Problem("unauthenticated")
    return viewer_of(tenant, employee_id)


def employee(tenant: str, employee_id: str, *, consistent: bool = False) -> EmployeeItem | None:
    """One employee; consistent for who means to change it."""
    return table.get(EmployeeItem, (keys.employees(tenant), keys.employee(employee_id)), consistent=consistent)


def everybody(tenant: str) -> Range:
    """Where the employees are, oldest first."""
    return Range(keys.employees(tenant), prefix=keys.employee(""))


def departments(tenant: str) -> Range:
    """Where the departments are, oldest first; their histories come after them."""
    return Range(keys.departments(tenant), below=keys.DERIVED)


def department(tenant: str, department_id: str) -> DepartmentItem | None:
    """One department, as it is now."""
    return table.get(DepartmentItem, (keys.departments(tenant), department_id), consistent=True)


def settings(tenant: str, *, consistent: bool = False) -> SettingsItem:
    """The settings in force; a tenant that has saved none has version 0, the product's own."""
    where = keys.settings(tenant), keys.GENERAL
    return table.get(SettingsItem, where, consistent=consistent) or SettingsItem(*where, value=Settings(), version=0)


def saving(before: SettingsItem, after: Settings) -> Write:
    """The write that replaces settings that nobody else replaced meanwhile."""
    return _replacing(before, after, fixed=before.fixed, otherwise=in_flight())


def fixing(now: SettingsItem) -> list[Write]:
    """What is written with an entry in a ledger: the first fixes the currency. Refused if the settings changed."""
    return [] if now.fixed else [_replacing(now, now.value, fixed=True)]


def _replacing(
    before: SettingsItem, after: Settings, *, fixed: bool | None, otherwise: Problem | None = None
) -> Write:  # fmt: skip
    item = SettingsItem(before.pk, before.sk, value=after, version=before.version + 1, fixed=fixed)
    when = SettingsItem.version == before.version if before.version else SettingsItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=otherwise)
