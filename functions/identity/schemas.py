"""Bodies of requests and answers about people."""

from typing import Annotated, Literal

from pydantic import Field

from identity.rules import Department, Employee, Settings
from kernel.fields import Code, Email, Frozen, Line, Phone, Ulid


class EmployeeCreate(Frozen):
    """A new employee; a login is made for the email address."""

    code: Code
    name: Annotated[Line, Field(max_length=120)]
    email: Annotated[Email, Field(max_length=128)]
    phone: Phone | None = None
    department: Ulid
    role: Literal["admin", "manager", "staff"] = "staff"


class EmployeePatch(Frozen):
    """Fields to change; those left out stay."""

    name: Annotated[Line, Field(max_length=120)] | None = None
    phone: Phone | None = None
    department: Ulid | None = None
    role: Literal["admin", "manager", "staff"] | None = None
    active: bool | None = None


class DepartmentCreate(Frozen):
    """A new department."""

    code: Code
    name: Annotated[Line, Field(max_length=120)]
    manager: Ulid | None = None


class DepartmentPatch(Frozen):
    """Fields to change; `manager: null` leaves the department without one."""

    name: Annotated[Line, Field(max_length=120)] | None = None
    manager: Ulid | None = None


class EmployeeView(Employee):
    """An employee as shown."""

    version: int


class DepartmentView(Department):
    """A department as shown."""

    version: int


class SettingsView(Settings):
    """The settings in force and their version (0: the product's own)."""

    version: int


class EmployeePage(Frozen):
    """A page of employees."""

    items: tuple[EmployeeView, ...]
    next_cursor: str | None = None


class DepartmentPage(Frozen):
    """A page of departments."""

    items: tuple[DepartmentView, ...]
    next_cursor: str | None = None
