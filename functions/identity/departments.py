"""Departments: each change with all that it touches, in one transaction."""

from collections.abc import Iterable

from identity import model, rules
from identity.model import DepartmentItem, EmployeeItem
from identity.rules import Department
from identity.schemas import DepartmentCreate, DepartmentPage, DepartmentPatch, DepartmentQuery, DepartmentView
from identity.writing import founding, refounding, rehiring, telling
from kernel import chronicle, clock, ids, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, filtered
from kernel.problems import Problem, invalid
from kernel.table import Write
from kernel.values import Raw


def list_departments(viewer: Viewer, query: DepartmentQuery) -> DepartmentPage:
    """All departments, or those in use, or those that are not."""

    def passes(raw: Raw) -> bool:
        return DepartmentItem.of(raw).value.active == query.active

    name, wanted = f"departments {query.active}", passes if query.active is not None else None
    items, after = filtered(viewer, name, model.departments(viewer.tenant), query, wanted)
    return DepartmentPage(items=tuple(_shown(DepartmentItem.of(raw)) for raw in items), next_cursor=after)


def read_department(viewer: Viewer, department_id: str) -> DepartmentView:
    """One department."""
    return _shown(_department(viewer.tenant, department_id))


def create_department(viewer: Viewer, body: DepartmentCreate) -> DepartmentView:
    """A new department, with its manager if named."""
    require_admin(viewer)
    department = Department(id=ids.new(clock.now()), **body.model_dump())
    view = DepartmentView(**department.model_dump(), version=1)
    writes = founding(viewer.tenant, department)
    writes += telling(viewer, keys.departments, department.id, 1, None, department)
    if department.manager:
        writes += _manages(viewer, department.manager, department.id, now=True)
    commit(view, *writes)
    return view


def change_department(
    viewer: Viewer, department_id: str, body: DepartmentPatch, if_match: int | None
) -> DepartmentView:
    """Change a department; who was its manager no longer sees its records, who becomes it does."""
    require_admin(viewer)
    item = _department(viewer.tenant, department_id)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name != "manager"]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    department = Department.model_validate(item.value.model_dump() | changes)
    if department == item.value:
        return _shown(item)
    if item.value.active and not department.active:
        _require_nobody(viewer.tenant, department)
    view = DepartmentView(**department.model_dump(), version=item.version + 1)
    writes = refounding(viewer, item, department)
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


def codes(tenant: str, departments: Iterable[str]) -> str:
    """As a problem names them."""
    found = (model.department(tenant, one) for one in departments)
    return ", ".join(item.value.code for item in found if item)


def _department(tenant: str, department_id: str) -> DepartmentItem:
    item = model.department(tenant, department_id)
    if item is None:
        raise Problem("not_found")
    return item


def _require_nobody(tenant: str, department: Department) -> None:
    """409 while somebody works there: nobody would be found where they are."""
    people = (EmployeeItem.of(row).value for row in table.every(model.everybody(tenant)))
    count = sum(one.active and one.department == department.id for one in people)
    if count:
        raise Problem("department_in_use", code=department.code, count=count)


def _manages(viewer: Viewer, employee_id: str, department: str, *, now: bool) -> list[Write]:
    item = model.employee(viewer.tenant, employee_id, consistent=True)
    if item is None or (now and not item.value.active):
        raise invalid("/manager", "no_such_employee")
    if now and not rules.can_manage(item.value):
        raise invalid("/manager", "not_a_manager")
    return rehiring(viewer, item, rules.managing(item.value, department, now=now))


def _shown(item: DepartmentItem) -> DepartmentView:
    return DepartmentView(**item.value.model_dump(), version=item.version)
