"""Bodies of requests and answers about people."""

from typing import Annotated, Literal

from pydantic import Field

from identity.rules import Department, Employee, Settings, Whom
from kernel.fields import Code, Email, Frozen, Line, Phone, Ulid
from kernel.paging import PageQuery
from kernel.text import words


class EmployeeCreate(Frozen):
    """A new employee; a login is made for the email address."""

    code: Code
    name: Annotated[Line, Field(max_length=120)]
    email: Annotated[Email, Field(max_length=128)]
    phone: Phone | None = None
    department: Ulid
    role: Literal["admin", "manager", "staff"] = "staff"


class EmployeePatch(Frozen):
    """Fields to change; those left out stay. With another email address they sign in by that from then on."""

    code: Code | None = None
    name: Annotated[Line, Field(max_length=120)] | None = None
    email: Annotated[Email, Field(max_length=128)] | None = None
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
    """Fields to change; `manager: null` leaves the department without one.

    Out of use (`active: false`) it is nobody's workplace, and nothing is shared with it any more.
    """

    code: Code | None = None
    name: Annotated[Line, Field(max_length=120)] | None = None
    manager: Ulid | None = None
    active: bool | None = None


class EmployeeQuery(PageQuery):
    """Which page of which employees; `q` is the beginning of each of some words of name, code or email."""

    department: Ulid | None = None
    role: Literal["admin", "manager", "staff"] | None = None
    active: bool | None = None
    q: Annotated[Line, Field(max_length=100)] | None = None

    @property
    def whom(self) -> Whom:
        """Whom it is about."""
        return Whom(
            department=self.department, role=self.role, active=self.active, words=tuple(words(self.q or "")),
        )  # fmt: skip


class DepartmentQuery(PageQuery):
    """Which page of the departments; only those in use, or only those that are not."""

    active: bool | None = None


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
