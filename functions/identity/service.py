"""Declaring people: each change with all that it touches, in one transaction."""

from identity import model, rules
from identity.departments import codes
from identity.model import EmployeeItem
from identity.rules import DepartmentChange, Employee, Whom
from identity.schemas import EmployeeCreate, EmployeePage, EmployeePatch, EmployeeQuery, EmployeeView
from identity.writing import admins, hiring, rehiring, telling
from jobs import model as jobs
from kernel import chronicle, clock, ids, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, filtered
from kernel.problems import Problem, invalid
from kernel.values import Raw


def me(viewer: Viewer) -> EmployeeView:
    """The employee behind this request."""
    return read_employee(viewer, viewer.employee)


def read_employee(viewer: Viewer, employee_id: str) -> EmployeeView:
    """One colleague."""
    return _shown(_employee(viewer.tenant, employee_id))


def list_employees(viewer: Viewer, query: EmployeeQuery) -> EmployeePage:
    """Everybody in the company, or those who are asked for."""
    whom = query.whom

    def passes(raw: Raw) -> bool:
        return rules.is_meant(EmployeeItem.of(raw).value, whom)

    wanted = passes if whom != Whom() else None
    items, after = filtered(viewer, f"employees {whom}", model.everybody(viewer.tenant), query, wanted)
    return EmployeePage(items=tuple(_shown(EmployeeItem.of(raw)) for raw in items), next_cursor=after)


def create_employee(viewer: Viewer, body: EmployeeCreate) -> EmployeeView:
    """Declare an employee; the login follows through the stream."""
    require_admin(viewer)
    _require_department(viewer.tenant, body.department)
    employee = Employee(id=ids.new(clock.now()), **body.model_dump())
    view = EmployeeView(**employee.model_dump(), version=1)
    counted = [admins(viewer.tenant, 1)] if rules.is_admin(employee) else []
    told = telling(viewer, keys.employees, keys.employee(employee.id), 1, None, employee)
    commit(view, *hiring(viewer.tenant, employee), *counted, *told)
    return view


def change_employee(viewer: Viewer, employee_id: str, body: EmployeePatch, if_match: int | None) -> EmployeeView:
    """Change an employee. The last active administrator stays one; records follow to another department by a job.

    With another email comes another login, through the stream. 409 `still_manages` for who would no longer be able to
    manage the departments that name them: silently taken away, those would have nobody who sees to their records.
    """
    require_admin(viewer)
    item = _employee(viewer.tenant, employee_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name != "phone"]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    employee = Employee.model_validate(item.value.model_dump() | changes)
    if employee == item.value:
        return _shown(item)
    if body.department or (employee.active and not item.value.active):
        _require_department(viewer.tenant, employee.department)
    if employee.manages and rules.can_manage(item.value) and not rules.can_manage(employee):
        raise Problem("still_manages", departments=codes(viewer.tenant, employee.manages))
    view = EmployeeView(**employee.model_dump(), version=item.version + 1)
    writes = rehiring(viewer, item, employee)
    if rules.is_admin(employee) != rules.is_admin(item.value):
        writes.append(admins(viewer.tenant, 1 if rules.is_admin(employee) else -1))
    if employee.department != item.value.department:
        writes += jobs.starting(viewer, "department", DepartmentChange(employee=employee_id))[1]
    commit(view, *writes)
    return view


def employee_told(viewer: Viewer, employee_id: str, query: PageQuery) -> HistoryPage:
    """What became of an employee (admin)."""
    require_admin(viewer)
    item = _employee(viewer.tenant, employee_id)
    return chronicle.page(viewer, "employee", item.pk, item.sk, query)


def _employee(tenant: str, employee_id: str) -> EmployeeItem:
    item = model.employee(tenant, employee_id, consistent=True)
    if item is None:
        raise Problem("not_found")
    return item


def _require_department(tenant: str, department: str) -> None:
    found = model.department(tenant, department)
    if found is None or not found.value.active:
        raise invalid("/department", "no_such_department")


def _shown(item: EmployeeItem) -> EmployeeView:
    return EmployeeView(**item.value.model_dump(), version=item.version)
