"""A company that has opportunities, and people who see some of them."""

from typing import Any

from tests.attached.people import Around, around
from tests.world import Answer, Person, World

CLOSE = "2099-06-30"


class Deals(Around):
    """Requests about opportunities, of the lead's owner unless said otherwise."""

    def post(self, by: Person | None = None, **fields: Any) -> Answer:
        """A request for a new one."""
        body = {"customer": self.lead, "name": "Trạm quan trắc", "expected_close": CLOSE, **fields}
        return self.call("POST", "/v1/opportunities", body, by)

    def deal(self, by: Person | None = None, **fields: Any) -> Answer:
        """A new one."""
        made = self.post(by, **fields)
        assert made.status == 201, made.raw
        return made

    def read(self, deal: str, by: Person | None = None) -> Answer:
        """What it is now."""
        return self.call("GET", f"/v1/opportunities/{deal}", by=by)

    def patch(self, deal: str, by: Person | None = None, **fields: Any) -> Answer:
        """A request for a change."""
        return self.call("PATCH", f"/v1/opportunities/{deal}", fields, by)

    def stage(self, deal: str, by: Person | None = None, **body: Any) -> Answer:
        """A request for another stage."""
        return self.call("POST", f"/v1/opportunities/{deal}/stage", body, by)

    def found(self, by: Person | None = None, **query: Any) -> list[str]:
        """The ids of a whole list, page after page, once the streams have run dry."""
        self.world.pump()
        return self.walked("opportunities", by, **query)

    def walked(self, kind: str, by: Person | None = None, **query: Any) -> list[str]:
        """The ids of a list as it is, page after page."""
        found: list[str] = []
        cursor = None
        while True:
            page = self.call("GET", f"/v1/{kind}", by=by, cursor=cursor, **query)
            assert page.status == 200, page.raw
            found += [row["id"] for row in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def board(self, by: Person | None = None, **query: Any) -> Answer:
        """A pipeline, once the streams have run dry."""
        self.world.pump()
        found = self.call("GET", "/v1/opportunities/board", by=by, **query)
        assert found.status == 200, found.raw
        return found


def dealing(world: World, tenant: str = "acme") -> Deals:
    """A fresh company."""
    firm = around(world, tenant)
    return Deals(**{name: getattr(firm, name) for name in firm.__dataclass_fields__})


def errors(answer: Answer) -> list[tuple[str, str]]:
    """What is wrong with which field."""
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def columns(board: Answer) -> dict[str, tuple[int, str, str]]:
    """Count, value and weighted value of each stage that has something."""
    return {
        one["stage"]: (one["count"], one["expected_value"], one["weighted_value"])
        for one in board["columns"] if one["count"]
    }  # fmt: skip
