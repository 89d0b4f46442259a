"""Who people are, and which changes to them a company allows itself."""

from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from kernel import clock
from kernel.fields import Code, Email, Frozen, Line, Phone, Ulid, Unique
from kernel.text import words


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
    active: bool = True


@dataclass(frozen=True)
class Whom:
    """Which employees a list is about; each condition that is given must hold."""

    department: str | None = None
    role: Literal["admin", "manager", "staff"] | None = None
    active: bool | None = None
    words: tuple[str, ...] = ()
    """Each begins a word of the name, the code or the email address, without accents."""


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


def is_meant(employee: Employee, whom: Whom) -> bool:
    """Whether a list is about this one."""
    asked = {name: value for name in ("department", "role", "active") if (value := getattr(whom, name)) is not None}
    there = words(f"{employee.name} {employee.code} {employee.email}")
    return all(getattr(employee, name) == value for name, value in asked.items()) and all(
        any(one.startswith(word) for one in there) for word in whom.words
    )


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
