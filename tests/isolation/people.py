"""Whom a company's records are none of the business of: everybody whom somebody once confused with who may."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.isolation.routes import Records
from tests.world import Person, World

OUTSIDERS = (
    "a colleague", "who was given another category", "a manager of another department", "who owned it before",
    "whose share was taken back", "who left the department that it is shared with",
)  # fmt: skip
"""Colleagues to whom a record, or its category, does not exist."""


@dataclass(frozen=True)
class Bearer(Person):
    """Somebody whose token says something else than theirs should."""

    told: Mapping[str, str]

    @property
    def claims(self) -> dict[str, str]:
        return {**super().claims, **self.told}


def outsiders(world: World, acme: Records) -> dict[str, Person]:
    """One of each, with the share, transfer or department that they had undone."""
    home, lead = acme.admin.department, acme.ids["customer_id"]
    path = f"/v1/customers/{lead}"
    made = {"a colleague": world.employee(home, "S9"), "who has left": world.employee(home, "S8")}
    _done(world, acme, "PATCH", f"/v1/employees/{made['who has left'].id}", {"active": False})
    for category in ("opportunities", "quotes"):
        made[category] = world.employee(home, category)
        _done(world, acme, "POST", f"{path}/share", {"employees": [made[category].id], "categories": [category]})
    made |= _managers(world, acme)
    made["who owned it before"] = before = world.employee(home, "S7")
    for owner in (before, acme.admin):
        everything = ["activities", "opportunities", "quotes", "orders", "contracts", "receipts", "documents"]
        _done(world, acme, "POST", f"{path}/transfer", {"employees": [owner.id], "carry_over": everything})
    made["whose share was taken back"] = given = world.employee(home, "S6")
    for mode in ("add", "remove"):
        _done(world, acme, "POST", f"{path}/share", {"employees": [given.id], "mode": mode})
    made["who left the department that it is shared with"] = moved = world.employee(world.department(code="D8"), "S5")
    _done(world, acme, "POST", f"{path}/share", {"departments": [moved.department]})
    _done(world, acme, "PATCH", f"/v1/employees/{moved.id}", {"department": home})
    world.pump()
    return made


def _managers(world: World, acme: Records) -> dict[str, Person]:
    """Of the department where nobody is, and of the administrator's own: who asks for settings is neither."""
    away = world.department(code="D9")
    found = {"a manager of another department": world.employee(away, "M9", "manager")}
    found["a manager of the department"] = world.employee(away, "M8", "manager")
    for who, department in zip(found.values(), (away, acme.admin.department), strict=True):
        _done(world, acme, "PATCH", f"/v1/departments/{department}", {"manager": who.id})
    return found


def _done(world: World, acme: Records, method: str, path: str, body: dict[str, Any]) -> None:
    answer = world.call(method, path, body, by=acme.admin)
    assert answer.status == 200, answer.raw
