"""Who is meant by the people and departments that a request names."""

from collections.abc import Sequence

from customers.rules import Shared
from customers.sharing import Share, Transfer, require_several_are_meant
from identity import model
from identity.model import EmployeeItem
from identity.rules import Department, Employee
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Range

type Recipient = tuple[str, str]
"""An employee, and the department in which they work."""


def shares(viewer: Viewer, body: Share, at: str = "") -> list[Shared]:
    """One for each that is named; 422 naming those whom the company does not have, or who have left it.

    `at` is where in the request they are named.
    Who has left can still lose what they were given.
    """
    found = _active(viewer, body.employees, at, or_left=body.mode == "remove")
    _require_departments(viewer, body.departments, at, or_closed=body.mode == "remove")
    if body.mode != "replace" and not found and not body.departments:
        raise Problem("invalid_request", errors=[FieldError(f"{at}/employees", "missing")])
    people = [Shared(employee=who, department=where, categories=body.categories) for who, where in found]
    return people + [Shared(department=one, categories=body.categories) for one in body.departments]


def recipients(viewer: Viewer, body: Transfer, at: str = "") -> list[Recipient]:
    """Everybody who takes turns, in the order named; who works in a department, by when they were declared."""
    found = _active(viewer, body.employees, at)
    departments = _require_departments(viewer, body.departments, at)
    staff = _staff(viewer.tenant) if departments else []
    for place, department in enumerate(departments):
        there = [(one.id, one.department) for one in staff if one.department == department.id]
        if not there:
            raise invalid(f"{at}/departments/{place}", "nobody_works_there", department=department.code)
        found += there
    several = list(dict.fromkeys(found))
    require_several_are_meant(several, split_evenly=body.split_evenly, at=at)
    return several


def _staff(tenant: str) -> list[Employee]:
    rows = (EmployeeItem.of(row).value for row in table.every(Range(keys.employees(tenant), prefix=keys.employee(""))))
    return [one for one in rows if one.active]


def _active(viewer: Viewer, employees: Sequence[str], at: str, *, or_left: bool = False) -> list[Recipient]:
    where = [(keys.employees(viewer.tenant), keys.employee(one)) for one in employees]
    items = {key: EmployeeItem.of(raw).value for key, raw in table.get_many(where).items()} if where else {}
    wrong = [
        FieldError(f"{at}/employees/{place}", "no_such_employee")
        for place, key in enumerate(where)
        if key not in items or not (items[key].active or or_left)
    ]
    if wrong:
        raise Problem("invalid_request", errors=wrong)
    return [(items[key].id, items[key].department) for key in where]


def _require_departments(
    viewer: Viewer, departments: Sequence[str], at: str, *, or_closed: bool = False
) -> list[Department]:  # fmt: skip
    items = [model.department(viewer.tenant, one) for one in departments]
    found = [item.value if item and (item.value.active or or_closed) else None for item in items]
    wrong = [
        FieldError(f"{at}/departments/{place}", "no_such_department") for place, one in enumerate(found) if one is None
    ]
    if wrong:
        raise Problem("invalid_request", errors=wrong)
    return [one for one in found if one is not None]
