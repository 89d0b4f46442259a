"""The people and departments of a story, by the names that they have in it."""

from dataclasses import dataclass

from tests.properties.lives import DEPARTMENTS, PEOPLE
from tests.world import Person, World


@dataclass(frozen=True)
class Cast:
    """Who is who in one company: in another the same people have other ids."""

    people: dict[str, Person]
    departments: dict[str, str]

    @property
    def admin(self) -> Person:
        return self.people["admin"]

    def id_of(self, name: str) -> str:
        return self.people[name].id

    def place_of(self, name: str) -> str:
        return self.departments[name]

    def name_of(self, found: str | None) -> str | None:
        """The name of a person or department."""
        names = {one.id: name for name, one in self.people.items()} | {i: name for name, i in self.departments.items()}
        return names[found] if found else None


def gather(world: World, tenant: str) -> Cast:
    """A fresh company with everybody in it."""
    admin = world.company(tenant)
    departments = {"hq": admin.department} | {
        name: world.department(tenant, name.upper()) for name in DEPARTMENTS if name != "hq"
    }
    work = {"north": "north", "hoa": "north", "south": "south", "lan": "south"}
    people = {"admin": admin} | {
        name: world.employee(departments[where], name.upper(), "manager" if name == where else "staff", tenant)
        for name, where in work.items()
    }
    for name in ("north", "south"):
        body = {"manager": people[name].id}
        assert world.call("PATCH", f"/v1/departments/{departments[name]}", body, by=admin).status == 200
    assert set(people) == set(PEOPLE)
    return Cast(people, departments)
