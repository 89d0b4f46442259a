"""Walks: jobs that find their records themselves, each step about the same ones whoever repeats it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

import bulk.job
from bulk import work
from bulk.kinds import Apply, Kind, rewriting
from customers import model
from customers.rules import Shared, staged
from jobs.model import starting
from jobs.rules import Plan
from kernel import clock, ids, keys, table
from kernel.access import Viewer
from kernel.fields import Frozen
from tests.world import Person, World


class Everything(Frozen):
    """No parameters."""


def lead(world: World, by: Person, **fields: Any) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A", "stage": "new"} | fields, by=by)["id"])


def win(viewer: Viewer, _parameters: Everything) -> Apply:
    return rewriting(viewer, lambda _place, customer: staged(customer, "won"))


@pytest.fixture
def leads(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five leads, and a walk over those that are not won: what is done leaves the list that it walks."""
    made = sorted(lead(world, staff) for _ in range(5))

    def page(tenant: str, _parameters: Everything, cursor: str | None) -> Plan:
        items = [(one, model.find(tenant, one, consistent=True)) for one in made]
        open_ = [one for one, item in items if item and item.value.stage != "won" and one > (cursor or "")]
        return Plan(records=tuple(open_[:2]), after=open_[1] if len(open_) > 2 else None)

    monkeypatch.setattr(work, "WALKS", {"winning": Kind(Everything, win, page)})
    return made


def start(by: Person) -> str:
    job, writes = starting(Viewer(by.tenant, by.id, "admin", by.department), "winning", Everything())
    table.write(*writes)
    return job.id


def order(by: Person, job: str, step: int = 0) -> None:
    body = {"pk": keys.jobs(by.tenant, by.id), "sk": keys.job(job), "step": step}
    bulk.job.handler({"Records": [{"body": json.dumps(body)}]}, None)


def results(world: World, by: Person, job: str) -> list[tuple[str, str]]:
    found = world.call("GET", f"/v1/jobs/{job}/results", by=by)["items"]
    return [(one["record"], one["outcome"]) for one in found]


def waiting(world: World) -> Iterator[str]:
    sqs = boto3.client("sqs")
    for message in sqs.receive_message(QueueUrl=world.queues["BULK"]).get("Messages", []):
        yield message["Body"]


def test_a_walk_knows_its_total_when_it_is_done(world: World, admin: Person, leads: list[str]):
    job = start(admin)
    order(admin, job)
    now = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (now["state"], now["total"], now["done"]) == ("running", None, 2)
    world.pump()
    done = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (done["state"], done["total"], done["done"], done["skipped"]) == ("done", 5, 5, 0)
    assert results(world, admin, job) == [(one, "done") for one in leads]


class Killed(BaseException):
    """The process ends."""


@pytest.mark.parametrize("place", range(6))
def test_a_walk_that_was_interrupted_ends_as_one_that_was_not(
    place: int, world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    job = start(admin)
    write, seen = table.write, list[int]()

    def killed(*writes: table.Write) -> None:
        seen.append(1)
        if len(seen) == place + 1:
            raise Killed
        write(*writes)

    with monkeypatch.context() as patched:
        patched.setattr(table, "write", killed)
        for step in (0, 1):
            try:
                order(admin, job, step)
            except Killed:
                order(admin, job, step)
    world.pump()
    done = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (done["state"], done["total"], done["done"], done["version"]) == ("done", 5, 5, 4)
    assert results(world, admin, job) == [(one, "done") for one in leads]


@pytest.mark.parametrize("place", range(4))
def test_two_workers_at_one_step_of_a_walk_are_about_the_same_records(
    place: int, world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    job = start(admin)
    write, seen = table.write, list[int]()

    def overtaken(*writes: table.Write) -> None:
        seen.append(1)
        if len(seen) == place + 1:
            monkeypatch.setattr(table, "write", write)
            order(admin, job)
        write(*writes)

    monkeypatch.setattr(table, "write", overtaken)
    order(admin, job)
    now = world.call("GET", f"/v1/jobs/{job}", by=admin)
    assert (now["done"], now["version"], len(list(waiting(world)))) == (2, 2, 1)
    assert results(world, admin, job) == [(one, "done") for one in leads[:2]]


def test_a_walk_is_the_companys_work_and_goes_on_when_its_starter_leaves(
    world: World, admin: Person, staff: Person, leads: list[str]
):
    job = start(staff)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    world.pump()
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": True}, by=admin)
    assert world.call("GET", f"/v1/jobs/{job}", by=staff)["done"] == len(leads)


def test_nobody_can_ask_for_a_walk(world: World, admin: Person):
    body = {"action": {"kind": "department", "employee": admin.id}, "records": [ids.new(clock.now())]}
    answer = world.call("POST", "/v1/bulk", body, by=admin)
    assert (answer.status, answer["errors"][0]["code"]) == (422, "choice")


def department(world: World, by: Person, record: str) -> str:
    return str(world.call("GET", f"/v1/customers/{record}", by=by)["department"])


def later(patch: pytest.MonkeyPatch, seconds: float) -> None:
    patch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(seconds=seconds))


def change(record: str, **fields: Any) -> None:
    """Change a record behind the product's back."""
    item = model.find("acme", record)
    assert item is not None
    after = item.value.model_copy(update=fields)
    table.write(*model.changing("acme", item, after, model.card_of("acme", item.value)))


def test_records_follow_their_owner_to_another_department(world: World, admin: Person, staff: Person):
    other = world.department()
    manager = world.employee(other, "M1", "manager")
    world.call("PATCH", f"/v1/departments/{other}", {"manager": manager.id}, by=admin)
    many = [lead(world, staff) for _ in range(3)]
    customer, gone, anothers, given = (lead(world, by) for by in (staff, staff, admin, admin))
    world.call("POST", f"/v1/leads/{customer}/convert", by=staff)
    change(gone, deleted_at=clock.now(), deleted_by=staff.id)
    change(given, shares=(Shared(employee=staff.id, department=staff.department, categories=("profile",)),))
    world.pump()
    assert world.call("GET", f"/v1/leads/{many[0]}", by=manager).status == 404
    assert world.call("PATCH", f"/v1/employees/{staff.id}", {"department": other}, by=admin).status == 200
    world.pump()
    assert {department(world, admin, one) for one in (*many, customer)} == {other}
    assert department(world, admin, anothers) == admin.department
    item = model.find("acme", gone)
    assert item is not None
    assert item.value.department == other
    assert {row["id"] for row in world.call("GET", "/v1/leads", by=manager)["items"]} == {*many, given}
    assert world.call("GET", f"/v1/leads/{many[0]}/history", by=manager)["items"][0]["by"] == admin.id
    (job,) = world.call("GET", "/v1/jobs", by=admin)["items"]
    assert (job["kind"], job["state"], job["done"], job["skipped"]) == ("department", "done", 6, 0)


def test_what_was_shared_follows_too_where_no_list_shows_it(world: World, admin: Person, staff: Person):
    home, other = world.department(code="N"), world.department(code="S")
    friend = world.employee(home, "F1")
    theirs, new = world.employee(home, "M1", "manager"), world.employee(other, "M2", "manager")
    for one, manager in ((home, theirs), (other, new)):
        world.call("PATCH", f"/v1/departments/{one}", {"manager": manager.id}, by=admin)
    money, gone, merged, into = (lead(world, staff) for _ in range(4))
    contract = world.call(
        "POST", "/v1/contracts", {"customer": money, "date": "2026-03-01", "amount": 5}, by=staff
    )["id"]  # fmt: skip
    for one, categories in ((money, ["contracts"]), (gone, ["profile"]), (merged, ["profile"])):
        body = {"employees": [friend.id], "categories": categories}
        assert world.call("POST", f"/v1/customers/{one}/share", body, by=staff).status == 200
    world.call("DELETE", f"/v1/leads/{gone}", by=staff, headers={"if-match": '"2"'})
    world.call("POST", f"/v1/leads/{into}/merge", {"absorbed": merged}, by=staff)
    world.pump()
    world.call("PATCH", f"/v1/employees/{friend.id}", {"department": other}, by=admin)
    world.pump()
    assert world.call("POST", f"/v1/leads/{gone}/recover", by=staff).status == 200
    assert world.call("POST", f"/v1/leads/{into}/merges/{merged}/undo", by=staff).status == 202
    world.pump()
    for path, there in (
        (f"contracts/{contract}", True), (f"leads/{gone}", True), (f"leads/{merged}", True), (f"leads/{into}", False),
    ):  # fmt: skip
        statuses = [world.call("GET", f"/v1/{path}", by=who).status for who in (theirs, new, friend)]
        assert statuses == [404, *[200 if there else 404] * 2], path
    assert [row["id"] for row in world.call("GET", "/v1/contracts", by=new)["items"]] == [contract]
    world.call("POST", f"/v1/customers/{money}/share", {"mode": "replace"}, by=staff)
    assert [item for item in world.items() if "#UNLISTED#" in item["pk"]["S"]] == []


def test_who_had_looked_up_the_department_just_before_it_changed_is_followed_too(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    old, other = staff.department, world.department()
    handed, shared, kept = (lead(world, admin) for _ in range(3))
    mine = lead(world, staff)
    monkeypatch.setattr("bulk.walks.LATE", 120)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"department": other}, by=admin)
    world.pump()
    (job,) = world.call("GET", "/v1/jobs", by=admin)["items"]
    assert (department(world, admin, mine), job["state"], job["done"]) == (other, "running", 1)
    change(handed, owner=staff.id, department=old)
    change(shared, shares=(Shared(employee=staff.id, department=old, categories=("contracts",)),))
    later(monkeypatch, 121)
    order(admin, job["id"], 5)
    world.pump()
    assert (department(world, admin, handed), department(world, admin, kept)) == (other, admin.department)
    item = model.find("acme", shared)
    assert item is not None
    assert [one.department for one in item.value.shares] == [other]
    done = world.call("GET", f"/v1/jobs/{job['id']}", by=admin)
    assert (done["state"], done["done"], done["skipped"]) == ("done", 3, 0)


def test_a_walk_that_follows_a_change_cannot_be_stopped_half_way(world: World, admin: Person, staff: Person):
    other, made = world.department(), lead(world, staff)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"department": other}, by=admin)
    (job,) = world.call("GET", "/v1/jobs", by=admin)["items"]
    refused = world.call("POST", f"/v1/jobs/{job['id']}/cancel", by=admin)
    assert (refused.status, refused["code"]) == (409, "follows_a_change")
    world.pump()
    assert department(world, admin, made) == other


def test_other_changes_of_an_employee_move_nothing(world: World, admin: Person, staff: Person):
    lead(world, staff)
    for body in ({"name": "B"}, {"department": staff.department}):
        assert world.call("PATCH", f"/v1/employees/{staff.id}", body, by=admin).status == 200
    assert world.call("GET", "/v1/jobs", by=admin)["items"] == []
