"""Every list, board, count, report and search, asked by somebody whom its records are none of the business of (A4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.isolation.kinds import ASKS_OF_MANY, OWN
from tests.isolation.people import OUTSIDERS, outsiders
from tests.isolation.routes import ADMINS, ROUTES, Records, Route, furnish, request
from tests.sampling import sampled
from tests.world import Answer, Person, World

REPORTS = "won-lost", "lost-leads", "lost-opportunities"
PICTURES = [route for route in ROUTES if route[1].startswith("/v1/reports/")]
ASKED = sorted({*OWN, *PICTURES} - ADMINS)
"""What names no record, so that its answer is about all that the caller sees; a new list is among them by itself."""
GIVEN = {"opportunities": {"opportunity_id"}, "quotes": {"quote_id"}}
"""What a category gives to see; an opportunity has an address of its own, at first its customer's."""
CALLERS = ("of another company", "opportunities", "quotes", *(name for name in OUTSIDERS if "category" not in name))
SECRET = ("lead", "contact", "card", "warranty", "link", "document", "dossier", "activity",
    "opportunity", "quote", "order", "contract", "receipt", "payment_slip", "adjustment", "absorbed", "export",
    "import", "job")  # fmt: skip
LIKE = {"name": "Zuleika Hidden", "phones": ["0912345678"]}


@dataclass(frozen=True)
class Hall:
    """A company whose records are hidden, and everybody who must not hear of them."""

    world: World
    records: Records
    people: dict[str, Person]

    def told(self, route: Route, by: Person, **more: Any) -> str:
        """All that it says, page after page."""
        answer = self._ask(route, by, **more)
        said = answer.raw
        while isinstance(answer.body, dict) and answer.body.get("next_cursor"):
            answer = self._ask(route, by, cursor=answer["next_cursor"], **more)
            said += answer.raw
        return said

    def _ask(self, route: Route, by: Person, **more: Any) -> Answer:
        answer = request(self.world, *route, self.records.ids, by, fresh=by.id[-6:], **more)
        assert answer.status < 300 or answer["code"] in {"not_found", "managers_only"}, answer.raw
        return answer

    def hidden(self, name: str, route: Route) -> set[str]:
        """What nobody but who sees the records can know: ids, the code, and what they are called and reached by."""
        ids = {f"{one}_id" for one in SECRET} - GIVEN.get(name, set())
        found = {self.records.ids[one] for one in ids} | {self.records.ids["record_code"], "Zuleika", "a@x.vn",
            "912345678"}  # fmt: skip
        found -= {"a@x.vn"} if name == "opportunities" else set()
        asked = route in ASKS_OF_MANY or name in GIVEN
        return found - ({self.records.ids["lead_id"]} if asked else set())


@pytest.fixture(scope="module")
def hall(shared: World) -> Hall:
    acme, rival = furnish(shared, "acme"), furnish(shared, "rival")
    path = f"/v1/leads/{acme.ids['lead_id']}"
    assert shared.call("PATCH", path, LIKE, by=acme.admin).status == 200
    people = outsiders(shared, acme)
    people["of another company"] = shared.employee(rival.admin.department, "S1", tenant="rival")
    people["newcomer"] = shared.employee(shared.company("bare").department, "S1", tenant="bare")
    shared.pump()
    return Hall(shared, acme, people)


def each_report(hall: Hall, route: Route) -> Iterator[Hall]:
    """The same, asked about each report that there is."""
    for report in REPORTS if route in PICTURES else REPORTS[:1]:
        yield replace(hall, records=replace(hall.records, ids=hall.records.ids | {"report": report}))


@pytest.mark.parametrize(
    ("name", "method", "path"), sampled([(name, *route) for name in CALLERS for route in ASKED], 12)
)  # fmt: skip
def test_nobody_is_told_of_records_that_were_not_shared(name: str, method: str, path: str, hall: Hall):
    route = method, path
    for one in each_report(hall, route):
        said = one.told(route, hall.people[name])
        assert not [word for word in hall.hidden(name, route) if word in said], said


def test_who_sees_the_records_is_told_of_them_by_the_very_same_questions(hall: Hall):
    said = "".join(hall.told(route, hall.records.admin) for route in ASKED if route[0] == "GET")
    known = {hall.records.ids[f"{name}_id"] for name in ("lead", "contact", "card", "warranty", "link", "activity",
        "opportunity", "export", "import", "job")} | {hall.records.ids["record_code"], "Zuleika"}  # fmt: skip
    assert not [word for word in known if word not in said]
    assert hall.records.ids["lead_id"] in hall.told(("GET", "/v1/search"), hall.records.admin)


COUNTED = [route for route in ASKED if "/board" in route[1] or route in PICTURES or route[1] == "/v1/activities/my-day"]


@pytest.mark.parametrize(("method", "path"), sampled(COUNTED, 6))
def test_what_is_counted_for_a_colleague_is_as_if_the_records_were_not_there(method: str, path: str, hall: Hall):
    for one in each_report(hall, (method, path)):
        theirs, nothing = (one.told((method, path), hall.people[name]) for name in ("a colleague", "newcomer"))
        assert theirs == nothing
