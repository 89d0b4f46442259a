"""Many leads given up, taken up again, deleted and recovered: by the rules of one, and told for each (C2, C5)."""

from typing import Any

import pytest

from tests.bulk.test_jobs import ask, lead, results
from tests.world import Person, World


def done(world: World, by: Person, records: list[str], **action: Any) -> dict[str, str | None]:
    """Record -> why it was skipped, once the job is over."""
    asked = ask(world, by, records, action)
    assert asked.status == 202, asked.raw
    world.pump()
    return {record: code for record, (_, code) in results(world, by, asked).items()}


def test_many_leads_are_lost_for_a_reason_and_taken_up_again(world: World, admin: Person, staff: Person):
    leads = [lead(world, staff) for _ in range(2)]
    customer = lead(world, staff)
    world.call("POST", f"/v1/leads/{customer}/convert", by=staff)
    told = done(world, staff, [*leads, customer], kind="lost", reason="price", note="too dear")
    assert told == {leads[0]: None, leads[1]: None, customer: "wrong_state"}
    lost = world.call("GET", f"/v1/leads/{leads[0]}", by=admin)
    assert (lost["lost_reason"], lost["lost_note"], lost["lost_at"] is None) == ("price", "too dear", False)
    assert set(done(world, staff, leads, kind="lost", reason="price").values()) == {"wrong_state"}
    assert set(done(world, staff, leads, kind="reopen").values()) == {None}
    assert world.call("GET", f"/v1/leads/{leads[0]}", by=admin)["lost_at"] is None


def test_many_are_deleted_and_had_back(world: World, admin: Person, staff: Person):
    mine, anothers, given = lead(world, staff), lead(world, admin), lead(world, admin)
    done(world, admin, [given], kind="share", employees=[staff.id])
    told = done(world, staff, [mine, anothers, given], kind="delete", confirmed=True)
    assert told == {mine: None, anothers: "not_found", given: "not_yours_to_change"}
    assert world.call("GET", f"/v1/leads/{mine}", by=staff).status == 404
    assert done(world, staff, [mine], kind="delete", confirmed=True) == {mine: "not_found"}
    assert done(world, staff, [mine, given], kind="recover") == {mine: None, given: "not_found"}
    assert world.call("GET", f"/v1/leads/{mine}", by=staff).status == 200
    rows = world.call("GET", "/v1/leads", by=staff)["items"]
    assert {row["id"] for row in rows} == {mine, given}


@pytest.mark.parametrize(
    ("action", "path", "code"),
    [
        ({"kind": "lost", "reason": "whim"}, "/action/reason", "not_in_catalog"),
        ({"kind": "lost"}, "/action/reason", "missing"),
        ({"kind": "delete"}, "/action/confirmed", "missing"),
        ({"kind": "delete", "confirmed": False}, "/action/confirmed", "choice"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked_for(
    action: dict[str, Any], path: str, code: str, world: World, staff: Person
):
    answer = ask(world, staff, ["x"], action)
    assert (answer.status, answer["errors"][0]["path"], answer["errors"][0]["code"]) == (422, path, code)
