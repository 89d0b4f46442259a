"""A company with things to do, and people who see some of them."""

from typing import Any

from tests.attached.people import around
from tests.opportunities.deals import Deals
from tests.world import Answer, Person, World


class Tasks(Deals):
    """Requests about activities, of the lead's owner unless said otherwise."""

    def ask(self, by: Person | None = None, **fields: Any) -> Answer:
        """A request for a new one."""
        body = {"customer": self.lead, "type": "call", "subject": "Gọi lại", **fields}
        return self.call("POST", "/v1/activities", body, by)

    def task(self, by: Person | None = None, **fields: Any) -> str:
        """The id of a new one."""
        made = self.ask(by, **fields)
        assert made.status == 201, made.raw
        return str(made["id"])

    def look(self, task: str, by: Person | None = None) -> Answer:
        """What it is now."""
        return self.call("GET", f"/v1/activities/{task}", by=by)

    def alter(self, task: str, by: Person | None = None, **fields: Any) -> Answer:
        """A request for a change."""
        return self.call("PATCH", f"/v1/activities/{task}", fields, by)

    def listed(self, by: Person | None = None, **query: Any) -> list[str]:
        """The ids of a whole list, once the streams have run dry."""
        self.world.pump()
        return self.walked("activities", by, **query)


def tasking(world: World, tenant: str = "acme") -> Tasks:
    """A fresh company."""
    firm = around(world, tenant)
    return Tasks(**{name: getattr(firm, name) for name in firm.__dataclass_fields__})
