"""Declaring people: each change with all that it touches, in one transaction."""

from collections.abc import Callable, Iterable

from identity import model, rules
from identity.model import DepartmentItem, EmployeeItem, TakenItem, TenantItem
from identity.rules import Department, DepartmentChange, Employee
from identity.schemas import (
    DepartmentCreate,
    DepartmentPage,
    DepartmentPatch,
    DepartmentView,
    EmployeeCreate,
    EmployeePage,
    EmployeePatch,
    EmployeeView,
)  # fmt: skip
from jobs import model as jobs
from kernel import chronicle, clock, history, ids, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Write


def me(viewer: Viewer) -> EmployeeView:
    """The employee behind this request."""
    return read_employee(viewer, viewer.employee)


def read_employee(viewer: Viewer, employee_id: str) -> EmployeeView:
    """One colleague."""
    return _shown(_employee(viewer.tenant, employee_id))


def list_employees(viewer: Viewer, query: PageQuery) -> EmployeePage:
    """Everybody in the company."""
    items, after = listed(viewer, "employees", model.everybody(viewer.tenant), query)
    return EmployeePage(items=tuple(_shown(EmployeeItem.of(raw)) for raw in items), next_cursor=after)


def create_employee(viewer: Viewer, body: EmployeeCreate) -> EmployeeView:
    """Declare an employee; the login follows through the stream."""
    require_admin(viewer)
    if model.department(viewer.tenant, body.department) is None:
        raise invalid("/department", "no_such_department")
    employee = Employee(id=ids.new(clock.now()), **body.model_dump())
    view = EmployeeView(**employee.model_dump(), version=1)
    counted = [_admins(viewer.tenant, 1)] if rules.is_admin(employee) else []
    told = _telling(viewer, keys.employees, keys.employee(employee.id), 1, None, employee)
    commit(view, *hiring(viewer.tenant, employee), *counted, *told)
    return view


def hiring(tenant: str, employee: Employee) -> list[Write]:
    """All writes that make somebody an employee; an administrator is counted besides."""
    return [
        table.create(EmployeeItem(keys.employees(tenant), keys.employee(employee.id), value=employee, version=1)),
        _take(tenant, "EMPLOYEE", employee.code, employee.id, "/code"),
        _take(tenant, "LOGIN", employee.email, employee.id, "/email"),
    ]


def change_employee(viewer: Viewer, employee_id: str, body: EmployeePatch, if_match: int | None) -> EmployeeView:
    """Change an employee. The last active administrator stays one; records follow to another department by a job.

    409 `still_manages` for who would no longer be able to manage the departments that name them: silently taken away,
    those would have nobody who sees to their records.
    """
    require_admin(viewer)
    item = _employee(viewer.tenant, employee_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name != "phone"]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    if body.department and model.department(viewer.tenant, body.department) is None:
        raise invalid("/department", "no_such_department")
    employee = Employee.model_validate(item.value.model_dump() | changes)
    if employee == item.value:
        return _shown(item)
    if employee.manages and rules.can_manage(item.value) and not rules.can_manage(employee):
        raise Problem("still_manages", departments=_codes(viewer.tenant, employee.manages))
    view = EmployeeView(**employee.model_dump(), version=item.version + 1)
    writes = _replace(viewer, item, employee)
    if rules.is_admin(employee) != rules.is_admin(item.value):
        writes.append(_admins(viewer.tenant, 1 if rules.is_admin(employee) else -1))
    if employee.department != item.value.department:
        writes += jobs.starting(viewer, "department", DepartmentChange(employee=employee_id))[1]
    commit(view, *writes)
    return view


def employee_told(viewer: Viewer, employee_id: str, query: PageQuery) -> HistoryPage:
    """What became of an employee (admin)."""
    require_admin(viewer)
    item = _employee(viewer.tenant, employee_id)
    return chronicle.page(viewer, "employee", item.pk, item.sk, query)


def list_departments(viewer: Viewer, query: PageQuery) -> DepartmentPage:
    """All departments."""
    items, after = listed(viewer, "departments", model.departments(viewer.tenant), query)
    views = tuple(_department_shown(DepartmentItem.of(raw)) for raw in items)
    return DepartmentPage(items=views, next_cursor=after)


def create_department(viewer: Viewer, body: DepartmentCreate) -> DepartmentView:
    """A new department, with its manager if named."""
    require_admin(viewer)
    department = Department(id=ids.new(clock.now()), **body.model_dump())
    view = DepartmentView(**department.model_dump(), version=1)
    writes = founding(viewer.tenant, department)
    writes += _telling(viewer, keys.departments, department.id, 1, None, department)
    if department.manager:
        writes += _manages(viewer, department.manager, department.id, now=True)
    commit(view, *writes)
    return view


def founding(tenant: str, department: Department) -> list[Write]:
    """All writes that make a department."""
    return [
        table.create(DepartmentItem(keys.departments(tenant), department.id, value=department, version=1)),
        _take(tenant, "DEPARTMENT", department.code, department.id, "/code"),
    ]


def change_department(
    viewer: Viewer, department_id: str, body: DepartmentPatch, if_match: int | None
) -> DepartmentView:
    """Change a department; who was its manager no longer sees its records, who becomes it does."""
    require_admin(viewer)
    item = _department(viewer.tenant, department_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if changes.get("name", "") is None:
        raise invalid("/name", "missing")
    department = Department.model_validate(item.value.model_dump() | changes)
    if department == item.value:
        return _department_shown(item)
    view = DepartmentView(**department.model_dump(), version=item.version + 1)
    changed = DepartmentItem(item.pk, item.sk, value=department, version=view.version)
    lost = in_flight()
    writes = [table.put(changed, when=DepartmentItem.version == item.version, otherwise=lost)]
    writes += _telling(viewer, keys.departments, item.sk, view.version, item.value, department)
    if department.manager != item.value.manager:
        for manager, now in ((item.value.manager, False), (department.manager, True)):
            if manager:
                writes += _manages(viewer, manager, department_id, now=now)
    commit(view, *writes)
    return view


def department_told(viewer: Viewer, department_id: str, query: PageQuery) -> HistoryPage:
    """What became of a department (admin)."""
    require_admin(viewer)
    item = _department(viewer.tenant, department_id)
    return chronicle.page(viewer, "department", item.pk, item.sk, query)


def _department(tenant: str, department_id: str) -> DepartmentItem:
    item = model.department(tenant, department_id)
    if item is None:
        raise Problem("not_found")
    return item


def _employee(tenant: str, employee_id: str) -> EmployeeItem:
    item = model.employee(tenant, employee_id, consistent=True)
    if item is None:
        raise Problem("not_found")
    return item


def _manages(viewer: Viewer, employee_id: str, department: str, *, now: bool) -> list[Write]:
    item = model.employee(viewer.tenant, employee_id, consistent=True)
    if item is None or (now and not item.value.active):
        raise invalid("/manager", "no_such_employee")
    if now and not rules.can_manage(item.value):
        raise invalid("/manager", "not_a_manager")
    return _replace(viewer, item, rules.managing(item.value, department, now=now))


def _codes(tenant: str, departments: Iterable[str]) -> str:
    """As a problem names them."""
    found = (model.department(tenant, one) for one in departments)
    return ", ".join(item.value.code for item in found if item)


def _replace(viewer: Viewer, item: EmployeeItem, employee: Employee) -> list[Write]:
    changed = EmployeeItem(item.pk, item.sk, value=employee, version=item.version + 1)
    told = _telling(viewer, keys.employees, item.sk, changed.version, item.value, employee)
    return [table.put(changed, when=EmployeeItem.version == item.version, otherwise=in_flight()), *told]


def _telling[T: (Employee, Department)](
    viewer: Viewer, where: Callable[[str], str], subject: str, version: int, before: T | None, after: T
) -> list[Write]:
    old = before.model_dump() if before else None
    return history.telling(where(viewer.tenant), subject, version, viewer.employee, old, after.model_dump())


def _take(tenant: str, what: str, value: str, by: str, path: str) -> Write:
    item = TakenItem(keys.taken(tenant, what, value), keys.POINTER, by=by)
    return table.create(item, otherwise=invalid(path, "taken", value=value))


def _admins(tenant: str, more: int) -> Write:
    when = TenantItem.admins > 1 if more < 0 else TenantItem.pk.exists()
    return table.update(
        (keys.settings(tenant), keys.TENANT), [TenantItem.admins.add(more)], when=when, otherwise=Problem("last_admin")
    )


def _shown(item: EmployeeItem) -> EmployeeView:
    return EmployeeView(**item.value.model_dump(), version=item.version)


def _department_shown(item: DepartmentItem) -> DepartmentView:
    return DepartmentView(**item.value.model_dump(), version=item.version)
