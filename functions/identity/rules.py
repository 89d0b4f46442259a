"""Who people are, and which changes to them a company allows itself."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from kernel import clock
from kernel.fields import Code, Email, Frozen, Line, Phone, Ulid, Unique


class Employee(Frozen):
    """An employee; `manages` lists the departments whose manager this is."""

    id: Ulid
    code: Code
    name: Annotated[Line, Field(max_length=120)]
    email: Email
    phone: Phone | None = None
    department: Ulid
    role: Literal["admin", "manager", "staff"]
    active: bool = True
    manages: Annotated[tuple[Ulid, ...], Unique] = ()


class Department(Frozen):
    """A department; its manager sees the records of those who work in it."""

    id: Ulid
    code: Code
    name: Annotated[Line, Field(max_length=120)]
    manager: Ulid | None = None


class DepartmentChange(Frozen):
    """A job: the records of an employee follow to the department in which they work now (C1)."""

    employee: Ulid


class Settings(Frozen):
    """How a company reads and counts: language of what it sends, whose days they are, and what amounts are in."""

    locale: Literal["vi", "en"] = "vi"
    time_zone: Annotated[str, Field(min_length=1, max_length=64)] = clock.HOME
    currency: Annotated[str, Field(min_length=3, max_length=3)] = "VND"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.time_zone)


def is_admin(employee: Employee) -> bool:
    """Whether this one can administer the company."""
    return employee.active and employee.role == "admin"


def can_manage(employee: Employee) -> bool:
    """Whether a department may have this one as its manager."""
    return employee.active and employee.role != "staff"


def managing(employee: Employee, department: str, *, now: bool) -> Employee:
    """The employee as manager of the department, or as no longer that."""
    others = tuple(d for d in employee.manages if d != department)
    return employee.model_copy(update={"manages": (*others, department) if now else others})
