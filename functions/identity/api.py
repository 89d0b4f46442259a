"""People and their company: /v1/me, /v1/employees, /v1/departments, /v1/settings."""

from identity import departments, service, settings
from identity.model import identify
from identity.rules import Settings
from identity.schemas import (
    DepartmentCreate,
    DepartmentPage,
    DepartmentPatch,
    DepartmentQuery,
    DepartmentView,
    EmployeeCreate,
    EmployeePage,
    EmployeePatch,
    EmployeeQuery,
    EmployeeView,
    SettingsView,
)  # fmt: skip
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify)


@app.route("GET", "/v1/me")
def me(viewer: Viewer) -> EmployeeView:
    """Read the employee who asks."""
    return service.me(viewer)


@app.route("GET", "/v1/employees")
def list_employees(viewer: Viewer, query: EmployeeQuery) -> EmployeePage:
    """List employees: all, or those of a department, of a role, active ones, or by the beginning of a name."""
    return service.list_employees(viewer, query)


@app.route("POST", "/v1/employees", 201)
def create_employee(viewer: Viewer, body: EmployeeCreate) -> EmployeeView:
    """Declare an employee (admin)."""
    return service.create_employee(viewer, body)


@app.route("GET", "/v1/employees/<employee_id>")
def read_employee(viewer: Viewer, employee_id: str) -> EmployeeView:
    """Read an employee."""
    return service.read_employee(viewer, employee_id)


@app.route("PATCH", "/v1/employees/<employee_id>")
def change_employee(viewer: Viewer, employee_id: str, body: EmployeePatch, if_match: IfMatch) -> EmployeeView:
    """Change an employee (admin)."""
    return service.change_employee(viewer, employee_id, body, if_match)


@app.route("GET", "/v1/employees/<employee_id>/history")
def list_employee_history(viewer: Viewer, employee_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of an employee, newest first (admin)."""
    return service.employee_told(viewer, employee_id, query)


@app.route("GET", "/v1/departments")
def list_departments(viewer: Viewer, query: DepartmentQuery) -> DepartmentPage:
    """List departments."""
    return departments.list_departments(viewer, query)


@app.route("POST", "/v1/departments", 201)
def create_department(viewer: Viewer, body: DepartmentCreate) -> DepartmentView:
    """Create a department (admin)."""
    return departments.create_department(viewer, body)


@app.route("GET", "/v1/departments/<department_id>")
def read_department(viewer: Viewer, department_id: str) -> DepartmentView:
    """Read a department."""
    return departments.read_department(viewer, department_id)


@app.route("PATCH", "/v1/departments/<department_id>")
def change_department(viewer: Viewer, department_id: str, body: DepartmentPatch, if_match: IfMatch) -> DepartmentView:
    """Change a department, or who manages it (admin)."""
    return departments.change_department(viewer, department_id, body, if_match)


@app.route("GET", "/v1/departments/<department_id>/history")
def list_department_history(viewer: Viewer, department_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of a department, newest first (admin)."""
    return departments.department_told(viewer, department_id, query)


@app.route("GET", "/v1/settings")
def read_settings(viewer: Viewer) -> SettingsView:
    """Read the company's language, time zone and currency."""
    return settings.read(viewer)


@app.route("PUT", "/v1/settings")
def save_settings(viewer: Viewer, body: Settings, if_match: IfMatch) -> SettingsView:
    """Replace the company's language, time zone and currency (admin)."""
    return settings.save(viewer, body, if_match)


@app.route("GET", "/v1/settings/history")
def list_settings_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the settings, newest first (admin)."""
    return settings.told(viewer, query)


handler = app
