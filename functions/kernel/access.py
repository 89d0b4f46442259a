"""Who sees what: one pure decision, used by every read. customers.places has the index of viewers by the same facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, get_args

from kernel.problems import Problem

type Role = Literal["admin", "manager", "staff"]
type Category = Literal[
    "profile", "activities", "opportunities", "quotes", "orders", "contracts", "receipts", "documents"
]  # fmt: skip
"""What can be shared of a record, each for itself (A5)."""
type Earlier = Category | Literal["open_activities"]
"""What a new owner may be given of the time before them, each for itself (A6)."""

CATEGORIES: tuple[Category, ...] = get_args(Category.__value__)


@dataclass(frozen=True)
class Viewer:
    """The employee on whose behalf a request runs; everything here comes from verified claims and the table."""

    tenant: str
    employee: str
    role: Role
    department: str
    manages: frozenset[str] = field(default=frozenset())
    """Departments whose employees' records this person sees too (A3); empty unless a manager."""


class Share(Protocol):
    """Categories that somebody was given: an employee, or without one all who work in the department."""

    @property
    def employee(self) -> str | None:
        """Who; None for a whole department."""
        ...

    @property
    def department(self) -> str:
        """The department, or the one in which the employee works: its manager sees what they see."""
        ...

    @property
    def categories(self) -> Iterable[Category]:
        """What of the record."""
        ...

    @property
    def since(self) -> "Mapping[Category, datetime]":
        """From when on, of categories that the giver saw no further back; the others from the beginning."""
        ...


class Held(Protocol):
    """A record, as far as sight depends on it."""

    @property
    def owner(self) -> str:
        """Whose it is."""
        ...

    @property
    def department(self) -> str:
        """Where the owner works."""
        ...

    @property
    def shares(self) -> Iterable[Share]:
        """Who else was given something of it."""
        ...

    @property
    def since(self) -> Mapping[Earlier, datetime]:
        """From when on the owner sees a category; those that are not here, from the beginning."""
        ...


@dataclass(frozen=True)
class Sight:
    """What one viewer sees of one record."""

    categories: Mapping[Earlier, datetime | None]
    """Each category that is seen, and from when on; None: from the beginning."""
    may_change: bool
    """Whether they may change the record itself, share it and hand it on: its owner, their manager, administrators."""

    def sees(self, category: Earlier) -> bool:
        """Whether the category is there at all for this viewer."""
        return category in self.categories

    def since(self, category: Earlier) -> datetime | None:
        """From when on what is attached is seen; None: from the beginning."""
        return self.categories.get(category)


_EVERYTHING = Sight(dict.fromkeys((*CATEGORIES, "open_activities")), may_change=True)


def sight(viewer: Viewer, record: Held) -> Sight:
    """What of a record exists for this viewer (A3-A6)."""
    if viewer.role == "admin":
        return _EVERYTHING
    own = viewer.employee == record.owner or record.department in viewer.manages
    seen: dict[Earlier, datetime | None] = {}
    if own:
        seen = {category: record.since.get(category) for category in _EVERYTHING.categories}
    for share in record.shares:
        if reaches(viewer, share):
            seen |= _given(share, seen)
    return Sight(seen, may_change=own)


def _given(share: Share, seen: Mapping[Earlier, datetime | None]) -> dict[Earlier, datetime | None]:
    """What a share adds to what is seen already, or lets be seen further back."""
    found: dict[Earlier, datetime | None] = {}
    for category in share.categories:
        at = share.since.get(category)
        for one in (category, "open_activities") if category == "activities" else (category,):
            found[one] = earlier(at, seen[one]) if one in seen else at
    return found


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """From when on somebody sees what both let them see; None: from the beginning."""
    return None if one is None or other is None else min(one, other)


def reaches(viewer: Viewer, share: Share) -> bool:
    """Whether a share is with this viewer, with their department, or with somebody whom they manage."""
    mine = share.employee == viewer.employee if share.employee else share.department == viewer.department
    return mine or share.department in viewer.manages


def require_admin(viewer: Viewer) -> None:
    """403 for everybody who is not an administrator: only they change settings (A3)."""
    if viewer.role != "admin":
        raise Problem("admin_only")


def require_version(if_match: int | None, version: int) -> None:
    """412 when the caller believes to change another version than the present one (N4)."""
    if if_match is not None and if_match != version:
        raise Problem("stale", version=version)
