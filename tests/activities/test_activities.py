"""What is to be done for a customer, by whom, until when, and what came of it (E1)."""

from typing import Any

import pytest

from kernel import clock
from tests.activities.tasks import Tasks
from tests.opportunities.deals import errors
from tests.opportunities.test_following import job
from tests.world import Person, deliver

EARLY, LATE = "2026-01-05T02:00:00Z", "2026-01-05T04:00:00Z"


def test_it_has_all_its_fields_and_dials_its_customer(firm: Tasks):
    deal = firm.deal()["id"]
    written = {
        "type": "meeting", "subject": "Khảo sát", "start": "2026-01-05T09:00:00+07:00", "status": "in_progress",
        "deadline": "2026-01-05T11:00:00+07:00", "priority": 2, "reminder_at": "2026-01-05T08:00:00+07:00",
        "description": "Mang máy đo", "opportunity": deal, "assignee": firm.stranger.id,
    }  # fmt: skip
    made = firm.ask(**written)
    assert made.status == 201, made.raw
    assert (made["start"], made["deadline"]) == ("2026-01-05T09:00:00+07:00", "2026-01-05T11:00:00+07:00")
    shown = firm.look(made["id"])
    assert {name: shown[name] for name in ("type", "subject", "status", "priority", "opportunity", "assignee")} == {
        name: written[name] for name in ("type", "subject", "status", "priority", "opportunity", "assignee")
    }
    assert (shown["department"], shown["overdue"], shown["tel"]) == (
        firm.stranger.department,
        True,
        ["tel:+84912345678"],
    )
    theirs = firm.look(made["id"], firm.stranger)
    assert (theirs.status, theirs["tel"]) == (200, [])  # who sees no profile dials nobody


def test_it_is_done_or_given_up_with_what_came_of_it(firm: Tasks):
    task = firm.task(deadline=EARLY)
    done = firm.call("POST", f"/v1/activities/{task}/complete", {"result": "Đã chốt"})
    assert (done["status"], done["result"], done["overdue"]) == ("completed", "Đã chốt", False)
    assert done["completed_at"] is not None
    again = firm.call("POST", f"/v1/activities/{task}/complete")
    assert (again.status, again["code"]) == (409, "wrong_state")
    assert firm.alter(task, status="in_progress")["completed_at"] is None
    gone = firm.call("POST", f"/v1/activities/{task}/cancel", {})
    assert (gone["status"], gone["result"]) == ("cancelled", "Đã chốt")
    told = firm.call("GET", f"/v1/activities/{task}/history")["items"]
    assert [one["version"] for one in told] == [4, 3, 2, 1]
    assert told[2]["changes"]["status"] == {"from": "not_started", "to": "completed"}


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"type": "whim"}, "/type", "not_in_catalog"),
        ({"subject": " "}, "/subject", "too_short"),
        ({"status": "later"}, "/status", "choice"),
        ({"priority": 4}, "/priority", "too_large"),
        ({"start": LATE, "deadline": EARLY}, "/deadline", "not_before"),
        ({"deadline": EARLY, "reminder_at": LATE}, "/reminder_at", "not_after"),
        ({"deadline": "2026-01-05"}, "/deadline", "moment"),
        ({"assignee": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/assignee", "no_such_employee"),
        ({"opportunity": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/opportunity", "no_such_opportunity"),
        ({"customer": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}, "/customer", "no_such_customer"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(firm: Tasks, fields: dict[str, Any], path: str, code: str):
    before = firm.world.items()
    assert errors(firm.ask(**fields)) == [(path, code)]
    assert firm.world.items() == before


def seers(firm: Tasks, task: str) -> set[str]:
    people = {name: getattr(firm, name) for name in ("admin", "owner", "neighbour", "stranger", "boss")}
    readers = {name for name, who in people.items() if firm.look(task, who).status == 200}
    firm.world.pump()
    assert readers == {name for name, who in people.items() if task in firm.walked("activities", who)}
    return readers


def test_it_is_seen_with_its_customers_activities_and_by_who_has_to_do_it(firm: Tasks):
    task = firm.task()
    assert seers(firm, task) == {"admin", "owner"}
    firm.share("activities", employee=firm.neighbour)
    assert seers(firm, task) == {"admin", "owner", "neighbour"}
    assert firm.alter(task, firm.neighbour, assignee=firm.stranger.id)["code"] == "not_yours_to_change"
    firm.share()
    firm.alter(task, assignee=firm.stranger.id)
    assert seers(firm, task) == {"admin", "owner", "stranger", "boss"}
    assert firm.call("POST", f"/v1/activities/{task}/complete", {}, firm.stranger).status == 200
    assert firm.alter(task, firm.neighbour, subject="X").status == 404


def test_who_holds_an_opportunity_plans_for_it_without_seeing_its_customer(firm: Tasks):
    deal = firm.deal(owner=firm.stranger.id)["id"]
    task = firm.task(firm.stranger, opportunity=deal)
    assert firm.look(task)["customer"] == firm.lead
    assert firm.listed(customer=firm.lead) == [task]
    assert errors(firm.ask(firm.neighbour, opportunity=deal)) == [("/opportunity", "no_such_opportunity")]


@pytest.mark.parametrize(
    ("ticked", "open_seen", "done_seen", "handed"),
    [
        ([], False, False, False), (["open_activities"], True, False, True), (["activities"], True, True, True),
        (["opportunities"], False, False, False),
    ],
)  # fmt: skip
def test_a_new_owner_sees_and_takes_over_what_was_ticked(
    firm: Tasks, ticked: list[str], open_seen: bool, done_seen: bool, handed: bool
):
    open_, done = firm.task(), firm.task(status="completed")
    others = firm.task(assignee=firm.neighbour.id)
    body = {"employees": [firm.stranger.id], "carry_over": ticked}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    firm.world.pump()
    assert ("stranger" in seers(firm, open_), "stranger" in seers(firm, done)) == (open_seen, done_seen)
    assert ("stranger" in seers(firm, others)) == open_seen
    wanted = firm.stranger.id if handed else firm.owner.id
    assert firm.look(open_, firm.admin)["assignee"] == wanted
    assert firm.look(done, firm.admin)["assignee"] == firm.owner.id
    deliver(firm.world.history)
    assert firm.look(open_, firm.admin)["assignee"] == wanted


def test_it_goes_along_with_its_opportunity_and_tells_of_all_of_it(firm: Tasks):
    deal = firm.deal()["id"]
    task, other = firm.task(opportunity=deal), firm.task()
    home = str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    assert firm.call("DELETE", f"/v1/opportunities/{deal}")["code"] == "opportunity_has"
    assert firm.patch(deal, customer=home).status == 200
    assert (firm.look(task)["customer"], firm.look(other)["customer"]) == (home, firm.lead)
    firm.alter(task, subject="Mới")
    told = firm.call("GET", f"/v1/activities/{task}/history")["items"]
    assert [one["version"] for one in told] == [2, 1]
    assert (firm.listed(customer=home), firm.listed(opportunity=deal)) == ([task], [task])
    assert firm.alter(task, opportunity=None)["opportunity"] is None
    assert firm.call("DELETE", f"/v1/opportunities/{deal}").status == 204


def test_it_follows_its_assignee_its_type_and_its_customer(firm: Tasks):
    person: Person = firm.world.employee(firm.owner.department, f"A{firm.lead[-6:]}")
    task = firm.task(assignee=person.id, type="survey")
    firm.world.pump()
    body = {"department": firm.stranger.department}
    assert firm.call("PATCH", f"/v1/employees/{person.id}", body, firm.admin).status == 200
    firm.world.pump()
    assert firm.look(task)["department"] == firm.stranger.department
    place = "/v1/catalogs/activity-types/survey"
    assert firm.call("DELETE", place, by=firm.admin)["code"] == "in_use"
    job(firm, firm.call("DELETE", place, by=firm.admin, replace_with="visit"))
    assert firm.look(task)["type"] == "visit"
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    assert firm.look(task, person).status == 404
    firm.change(deleted_at=None, deleted_by=None)
    assert firm.look(task, person).status == 200
    page = firm.call("GET", f"/v1/leads/{firm.lead}/page")["activities"]
    assert (page["count"], page["latest"][0]["id"]) == (1, task)
    assert firm.call("DELETE", f"/v1/activities/{task}").status == 204
    assert firm.look(task).status == 404
