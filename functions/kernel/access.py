"""Who sees what: one pure decision, used by every read."""

from dataclasses import dataclass, field
from typing import Literal

from kernel.problems import Problem

type Role = Literal["admin", "manager", "staff"]


@dataclass(frozen=True)
class Viewer:
    """The employee on whose behalf a request runs; everything here comes from verified claims and the table."""

    tenant: str
    employee: str
    role: Role
    department: str
    manages: frozenset[str] = field(default=frozenset())
    """Departments whose employees' records this person sees too (A3); empty unless a manager."""


def sees(viewer: Viewer, *, owner: str, department: str) -> bool:
    """Whether a record of `owner`, who works in `department`, exists for this viewer (A3, A4)."""
    if viewer.role == "admin" or viewer.employee == owner:
        return True
    return viewer.role == "manager" and department in viewer.manages


def require_admin(viewer: Viewer) -> None:
    """403 for everybody who is not an administrator: only they change settings (A3)."""
    if viewer.role != "admin":
        raise Problem("admin_only")


def require_version(if_match: int | None, version: int) -> None:
    """412 when the caller believes to change another version than the present one (N4)."""
    if if_match is not None and if_match != version:
        raise Problem("stale", version=version)
