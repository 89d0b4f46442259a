"""Everything that a change of people writes: what they are, what is unique about them, and what is told of it."""

from collections.abc import Callable

from identity.model import DepartmentItem, EmployeeItem, TakenItem, TenantItem
from identity.rules import Department, Employee
from kernel import history, keys, table
from kernel.access import Viewer
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Key, Write


def hiring(tenant: str, employee: Employee) -> list[Write]:
    """All writes that make somebody an employee; an administrator is counted besides."""
    return [
        table.create(EmployeeItem(keys.employees(tenant), keys.employee(employee.id), value=employee, version=1)),
        _take(tenant, "EMPLOYEE", employee.code, employee.id, "/code"),
        _take(tenant, "LOGIN", employee.email, employee.id, "/email"),
    ]


def founding(tenant: str, department: Department) -> list[Write]:
    """All writes that make a department."""
    return [
        table.create(DepartmentItem(keys.departments(tenant), department.id, value=department, version=1)),
        _take(tenant, "DEPARTMENT", department.code, department.id, "/code"),
    ]


def rehiring(viewer: Viewer, item: EmployeeItem, employee: Employee) -> list[Write]:
    """All writes that change an employee whom nobody else changed meanwhile; administrators are counted besides."""
    changed = EmployeeItem(item.pk, item.sk, value=employee, version=item.version + 1)
    return [
        table.put(changed, when=EmployeeItem.version == item.version, otherwise=in_flight()),
        *_retake(viewer.tenant, "EMPLOYEE", item.value.code, employee.code, employee.id, "/code"),
        *_retake(viewer.tenant, "LOGIN", item.value.email, employee.email, employee.id, "/email"),
        *telling(viewer, keys.employees, item.sk, changed.version, item.value, employee),
    ]


def refounding(viewer: Viewer, item: DepartmentItem, department: Department) -> list[Write]:
    """All writes that change a department that nobody else changed meanwhile; its managers are changed besides."""
    changed = DepartmentItem(item.pk, item.sk, value=department, version=item.version + 1)
    return [
        table.put(changed, when=DepartmentItem.version == item.version, otherwise=in_flight()),
        *_retake(viewer.tenant, "DEPARTMENT", item.value.code, department.code, department.id, "/code"),
        *telling(viewer, keys.departments, item.sk, changed.version, item.value, department),
    ]


def telling[T: (Employee, Department)](
    viewer: Viewer, where: Callable[[str], str], subject: str, version: int, before: T | None, after: T
) -> list[Write]:
    """The history of a change."""
    old = before.model_dump() if before else None
    return history.telling(where(viewer.tenant), subject, version, viewer.employee, old, after.model_dump())


def admins(tenant: str, more: int) -> Write:
    """The write that counts so many active administrators more, or fewer; 409 `last_admin` if none were left."""
    when = TenantItem.admins > 1 if more < 0 else TenantItem.pk.exists()
    return table.update(
        (keys.settings(tenant), keys.TENANT), [TenantItem.admins.add(more)], when=when, otherwise=Problem("last_admin")
    )


def _take(tenant: str, what: str, value: str, by: str, path: str) -> Write:
    item = TakenItem(*_taken(tenant, what, value), by=by)
    return table.create(item, otherwise=invalid(path, "taken", value=value))


def _retake(tenant: str, what: str, before: str, after: str, by: str, path: str) -> list[Write]:
    """Another value instead of the one that was unique; that is free from now on."""
    old = _taken(tenant, what, before)
    if old == _taken(tenant, what, after):
        return []
    return [table.delete(old), _take(tenant, what, after, by, path)]


def _taken(tenant: str, what: str, value: str) -> Key:
    """NV1 and nv1 are one code, for people type both."""
    return keys.taken(tenant, what, value.upper()), keys.POINTER
