"""A record and the people around it: who owns it, who was given something of it, who has nothing to do with it."""

from dataclasses import dataclass
from typing import Any

from customers.changing import rewrite
from customers.rules import Customer, Shared
from identity.viewers import viewer_of
from kernel.access import Category
from tests.world import Answer, Person, World

KINDS: dict[str, dict[str, Any]] = {
    "contacts": {"name": "Nguyễn Hoà"}, "cards": {"kind": "member"}, "warranties": {"product": "Bơm"},
    "links": {"kind": "task", "title": "Khảo sát"}, "contracts": {"date": "2026-03-01", "amount": 5},
    "receipts": {"date": "2026-03-01", "amount": 5},
}  # fmt: skip
"""Every kind that is made of its fields alone, and a body for it."""
UNIQUE = {"cards": "number", "links": "outside_id"}
"""Which of its fields has to differ."""
OURS = ("contacts", "cards", "warranties", "links")


@dataclass
class Around:
    """A company and a lead in it."""

    world: World
    admin: Person
    owner: Person
    neighbour: Person
    """Works where the owner does."""
    stranger: Person
    boss: Person
    """Manages where the stranger works."""
    lead: str

    def call(self, method: str, path: str, body: Any = None, by: Person | None = None, **more: Any) -> Answer:
        """A request, of the owner unless said otherwise."""
        return self.world.call(method, path, body, by=by or self.owner, **more)

    def attach(self, kind: str, /, by: Person | None = None, **fields: Any) -> str:
        """Something new of a kind, attached to the lead unless said otherwise; returns its id."""
        answer = self.call("POST", f"/v1/{kind}", self.body(kind, **fields), by)
        assert answer.status == 201, answer.raw
        return str(answer["id"])

    def body(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """What makes it."""
        numbers = {UNIQUE[kind]: f"{kind}-{len(self.world.items())}"} if kind in UNIQUE else {}
        return {"customer": self.lead, **KINDS[kind], **numbers, **fields}

    def seen(self, kind: str, by: Person, **query: Any) -> list[str]:
        """The ids of what is the lead's among all that is listed, page after page."""
        found: list[str] = []
        cursor = None
        while True:
            page = self.call("GET", f"/v1/{kind}", by=by, cursor=cursor, **query)
            assert page.status == 200, page.raw
            found += [row["id"] for row in page["items"] if row["customer"] == self.lead]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def change(self, **changes: Any) -> None:
        """Change the record as no route does here."""
        viewer = viewer_of(self.admin.tenant, self.admin.id)
        deleted = changes.get("deleted_at", ...) is None

        def decide(before: Customer) -> Customer:
            return before.model_copy(update=changes)

        rewrite(viewer, self.lead, decide, deleted=deleted)
        self.world.pump()

    def share(self, *categories: Category, employee: Person | None = None, department: str | None = None) -> None:
        """Share the record with nobody but an employee or a department."""
        home = (employee.department if employee else department) or ""
        whom = employee.id if employee else None
        self.change(shares=(Shared(employee=whom, department=home, categories=categories),) if categories else ())


def around(world: World, tenant: str) -> Around:
    """A fresh company."""
    admin = world.company(tenant)
    north, south = world.department(tenant, "N"), world.department(tenant, "S")
    owner, neighbour = (world.employee(north, code, tenant=tenant) for code in ("S1", "S2"))
    stranger = world.employee(south, "S3", tenant=tenant)
    boss = world.employee(admin.department, "M1", "manager", tenant=tenant)
    assert world.call("PATCH", f"/v1/departments/{south}", {"manager": boss.id}, by=admin).status == 200
    return Around(world, admin, owner, neighbour, stranger, boss, lead="")
