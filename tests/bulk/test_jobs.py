"""Jobs on many records: each record's outcome is told once, whatever is repeated, interrupted or done twice at once."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

import bulk.job
from kernel import clock, ids, keys, table
from tests.world import Answer, Person, World, deliver

STAGE = {"kind": "stage", "stage": "won"}


def lead(world: World, by: Person, **fields: Any) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A", "stage": "new"} | fields, by=by)["id"])


def ask(world: World, by: Person, records: list[str], action: Any = None, **headers: str) -> Answer:
    return world.call("POST", "/v1/bulk", {"action": action or STAGE, "records": records}, by=by, headers=headers)


def job(world: World, by: Person, asked: Answer) -> Answer:
    return world.call("GET", f"/v1/jobs/{asked['id']}", by=by)


def results(world: World, by: Person, asked: Answer, language: str = "en") -> dict[str, tuple[str, str | None]]:
    """Record -> (outcome, code), over all pages."""
    found: dict[str, tuple[str, str | None]] = {}
    cursor = None
    while True:
        page = world.call("GET", f"/v1/jobs/{asked['id']}/results", by=by, cursor=cursor, limit=100,
            headers={"accept-language": language})  # fmt: skip
        for one in page["items"]:
            assert one["record"] not in found
            found[one["record"]] = one["outcome"], one["code"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def stage(world: World, by: Person, record: str) -> str:
    return str(world.call("GET", f"/v1/leads/{record}", by=by)["stage"])


def truth(world: World) -> list[Any]:
    """All that is not derived."""
    return [
        item
        for item in world.items()
        if not {"BOOK", keys.DERIVED} & {item["pk"]["S"].split("#")[1], item["sk"]["S"][:1]}
    ]


def waiting(world: World) -> Iterator[dict[str, Any]]:
    """What waits in the queue, taken out of it."""
    sqs = boto3.client("sqs")
    while found := sqs.receive_message(QueueUrl=world.queues["BULK"]).get("Messages", []):
        for message in found:
            sqs.delete_message(QueueUrl=world.queues["BULK"], ReceiptHandle=message["ReceiptHandle"])
            yield {"messageId": message["MessageId"], "body": message["Body"]}


def order(by: Person, asked: Answer, step: int = 0, received: int = 1) -> None:
    """Hand the worker a step."""
    body = {"pk": keys.jobs(by.tenant, by.id), "sk": keys.job(asked["id"]), "step": step}
    attributes = {"ApproximateReceiveCount": str(received)}
    bulk.job.handler({"Records": [{"messageId": "1", "body": json.dumps(body), "attributes": attributes}]}, None)


def test_a_job_changes_each_record_and_says_so(world: World, staff: Person):
    leads = [lead(world, staff) for _ in range(3)]
    asked = ask(world, staff, leads)
    assert (asked.status, asked["state"], asked["total"], asked["done"]) == (202, "queued", 3, 0)
    assert asked.headers["ETag"] == '"1"'
    world.pump()
    done = job(world, staff, asked)
    assert (done["state"], done["total"], done["done"], done["skipped"]) == ("done", 3, 3, 0)
    assert done["finished_at"] >= done["created_at"]
    assert results(world, staff, asked) == dict.fromkeys(leads, ("done", None))
    assert {stage(world, staff, one) for one in leads} == {"won"}


def test_what_cannot_be_done_to_a_record_is_told_and_the_others_go_on(world: World, admin: Person, staff: Person):
    mine, so_already, anothers = lead(world, staff), lead(world, staff, stage="won"), lead(world, admin)
    foreign = lead(world, world.company("rival"))
    nobody = ids.new(clock.now())
    asked = ask(world, staff, [anothers, foreign, nobody, "#no id/", so_already, mine])
    world.pump()
    assert results(world, staff, asked) == {
        mine: ("done", None), so_already: ("skipped", "unchanged"),
        **dict.fromkeys((anothers, foreign, nobody, "#no id/"), ("skipped", "not_found")),
    }  # fmt: skip
    assert (job(world, staff, asked)["done"], job(world, staff, asked)["skipped"]) == (1, 5)
    assert stage(world, admin, anothers) == "new"


def test_why_a_record_was_skipped_is_said_in_the_callers_language(world: World, staff: Person):
    asked = ask(world, staff, [lead(world, staff, stage="won")])
    world.pump()
    said = [
        world.call("GET", f"/v1/jobs/{asked['id']}/results", by=staff, headers={"accept-language": language})["items"]
        for language in ("vi", "en")
    ]
    assert [one["message"] for (one,) in said] == ["Bản ghi này vốn đã như vậy.", "The record is so already."]


def test_a_thousand_records_are_one_job(world: World, staff: Person):
    leads = [lead(world, staff) for _ in range(30)]
    nobody = [ids.new(clock.now()) for _ in range(970)]
    asked = ask(world, staff, [*nobody[:485], *leads, *nobody[485:]])
    assert asked["total"] == 1000
    deliver(world.records())
    seen = []
    while world.work():
        now = job(world, staff, asked)
        seen.append((now["done"] + now["skipped"], now["state"]))
    assert seen == [(25 * step, "done" if step == 40 else "running") for step in range(1, 41)]
    found = results(world, staff, asked)
    assert [sum(1 for outcome, _ in found.values() if outcome == one) for one in ("done", "skipped")] == [30, 970]


@pytest.mark.parametrize("number", [0, 1001])
def test_a_job_has_one_to_a_thousand_records(number: int, world: World, staff: Person):
    answer = ask(world, staff, [ids.new(clock.now()) for _ in range(number)])
    assert (answer.status, answer["errors"][0]["path"]) == (422, "/records")


def test_a_record_is_named_once(world: World, staff: Person):
    one = lead(world, staff)
    answer = ask(world, staff, [one, one])
    assert (answer.status, answer["errors"][0]["code"]) == (422, "duplicate")


@pytest.mark.parametrize(
    ("action", "path", "code"),
    [
        ({}, "/action", "missing"),
        ({"kind": "anything"}, "/action", "choice"),
        ({"kind": "stage"}, "/action/stage", "missing"),
        ({"kind": "stage", "stage": "nowhere"}, "/action/stage", "not_in_catalog"),
        ({"kind": "next_stage", "stage": "won"}, "/action/stage", "unknown_field"),
        ({"kind": "groups", "mode": "swap", "groups": ["vip"]}, "/action/mode", "choice"),
        ({"kind": "groups", "mode": "add", "groups": []}, "/action/groups", "too_few"),
        ({"kind": "groups", "mode": "add", "groups": ["vip", "nobody"]}, "/action/groups/1", "not_in_catalog"),
        ({"kind": "groups", "mode": "add", "groups": ["vip", "a b"]}, "/action/groups/1", "format"),
        ({"kind": "groups", "mode": "add", "groups": ["vip", "vip"]}, "/action/groups", "duplicate"),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_is_refused_when_it_is_asked_for(
    action: Any, path: str, code: str, world: World, staff: Person
):
    answer = world.call("POST", "/v1/bulk", {"action": action, "records": ["x"]}, by=staff)
    assert (answer.status, answer["errors"][0]["path"], answer["errors"][0]["code"]) == (422, path, code)
    assert world.call("GET", "/v1/jobs", by=staff)["items"] == []


def test_the_same_key_is_one_job(world: World, staff: Person):
    one = lead(world, staff)
    first, again = (ask(world, staff, [one], **{"idempotency-key": "k"}) for _ in range(2))
    assert first["id"] == again["id"]
    world.pump()
    assert len(world.call("GET", "/v1/jobs", by=staff)["items"]) == 1


def test_jobs_are_listed_newest_first_and_are_their_askers_alone(world: World, admin: Person, staff: Person):
    made = [ask(world, staff, [lead(world, staff)])["id"] for _ in range(3)]
    page = world.call("GET", "/v1/jobs", by=staff, limit=2)
    rest = world.call("GET", "/v1/jobs", by=staff, limit=2, cursor=page["next_cursor"])
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    for who in (admin, world.employee(staff.department, "S2"), world.company("rival")):
        for method, path in (("GET", ""), ("GET", "/results"), ("POST", "/cancel")):
            assert world.call(method, f"/v1/jobs/{made[0]}{path}", by=who).status == 404
        assert world.call("GET", "/v1/jobs", by=who)["items"] == []


def test_results_come_page_by_page(world: World, staff: Person):
    leads = sorted(lead(world, staff) for _ in range(5))
    asked = ask(world, staff, leads)
    world.pump()
    path = f"/v1/jobs/{asked['id']}/results"
    page = world.call("GET", path, by=staff, limit=3)
    rest = world.call("GET", path, by=staff, limit=3, cursor=page["next_cursor"])
    assert [one["record"] for one in page["items"] + rest["items"]] == leads
    other = ask(world, staff, leads)
    refused = world.call("GET", f"/v1/jobs/{other['id']}/results", by=staff, cursor=page["next_cursor"])
    assert refused["code"] == "invalid_cursor"


def test_a_step_that_comes_again_changes_nothing(world: World, staff: Person):
    leads = [lead(world, staff) for _ in range(3)]
    asked = ask(world, staff, leads, {"kind": "next_stage"})
    world.pump()
    before = truth(world)
    deliver(world.history)
    world.pump()
    for _ in range(3):
        order(staff, asked)
    assert list(waiting(world)) == []
    assert truth(world) == before
    assert {stage(world, staff, one) for one in leads} == {"contacted"}


def test_a_late_order_while_the_job_runs_orders_the_present_step(world: World, staff: Person):
    asked = ask(world, staff, [ids.new(clock.now()) for _ in range(30)])
    deliver(world.records())
    (first,) = waiting(world)
    bulk.job.handler({"Records": [first]}, None)
    (lost,) = waiting(world)  # as if the worker had ended before it sent this
    bulk.job.handler({"Records": [first]}, None)
    (ordered,) = waiting(world)
    assert ordered["body"] == lost["body"]
    bulk.job.handler({"Records": [ordered]}, None)
    assert job(world, staff, asked)["state"] == "done"


def during(monkeypatch: pytest.MonkeyPatch, place: int, act: Callable[[], object]) -> None:
    """Let something happen just before the product's write number `place`."""
    write, seen = table.write, list[int]()

    def interrupted(*writes: table.Write) -> None:
        seen.append(1)
        if len(seen) == place + 1:
            monkeypatch.setattr(table, "write", write)
            act()
        write(*writes)

    monkeypatch.setattr(table, "write", interrupted)


@pytest.mark.parametrize("place", range(5))
def test_two_workers_at_one_step_are_harmless(place: int, world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    leads = [lead(world, staff), ids.new(clock.now()), lead(world, staff), lead(world, staff, stage="won")]
    asked = ask(world, staff, leads, {"kind": "next_stage"})
    during(monkeypatch, place, lambda: order(staff, asked))
    order(staff, asked)
    done = job(world, staff, asked)
    assert (done["state"], done["done"], done["skipped"], done["version"]) == ("done", 2, 2, 2)
    found = results(world, staff, asked)
    assert [found[one] for one in leads] == [
        ("done", None), ("skipped", "not_found"), ("done", None), ("skipped", "no_next_stage"),
    ]  # fmt: skip
    assert [stage(world, staff, leads[n]) for n in (0, 2)] == ["contacted", "contacted"]
    assert list(waiting(world)) == []


def test_somebody_elses_change_meanwhile_is_built_upon(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    one = lead(world, staff)
    asked = ask(world, staff, [one], {"kind": "groups", "mode": "add", "groups": ["vip"]})
    patch = {"groups": ["north"]}
    during(monkeypatch, 0, lambda: world.call("PATCH", f"/v1/leads/{one}", patch, by=staff))
    order(staff, asked)
    assert world.call("GET", f"/v1/leads/{one}", by=staff)["groups"] == ["north", "vip"]


def test_a_cancelled_job_stops_and_tells_what_was_done(world: World, staff: Person):
    leads = [lead(world, staff) for _ in range(30)]
    asked = ask(world, staff, leads)
    deliver(world.records())
    world.work()
    stopped = world.call("POST", f"/v1/jobs/{asked['id']}/cancel", by=staff)
    assert (stopped.status, stopped["state"], stopped["done"]) == (200, "cancelled", 25)
    world.pump()
    now = job(world, staff, asked)
    assert (now["state"], now["total"], now["done"], now["finished_at"]) == (
        "cancelled",
        30,
        25,
        stopped["finished_at"],
    )
    assert len(results(world, staff, asked)) == 25
    again = world.call("POST", f"/v1/jobs/{asked['id']}/cancel", by=staff)
    assert (again.status, again["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("place", range(4))
def test_a_job_cancelled_in_the_middle_of_a_step_counts_what_that_step_did(
    place: int, world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    leads = [lead(world, staff) for _ in range(3)]
    asked = ask(world, staff, leads)
    path = f"/v1/jobs/{asked['id']}/cancel"
    during(monkeypatch, place, lambda: world.call("POST", path, by=staff))
    order(staff, asked)
    assert (job(world, staff, asked)["state"], job(world, staff, asked)["done"]) == ("cancelled", 3)


def test_a_worker_that_ended_before_a_cancelled_jobs_count_is_counted_when_the_order_comes_again(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    leads = [lead(world, staff) for _ in range(3)]
    asked = ask(world, staff, leads)

    class Killed(BaseException):
        """The process ends."""

    def killed() -> None:
        raise Killed

    during(monkeypatch, 2, killed)
    with pytest.raises(Killed):
        order(staff, asked)
    assert world.call("POST", f"/v1/jobs/{asked['id']}/cancel", by=staff)["done"] == 0
    for _ in range(2):
        order(staff, asked)
    assert (job(world, staff, asked)["state"], job(world, staff, asked)["done"]) == ("cancelled", 2)
    assert len(results(world, staff, asked)) == 2


def test_who_has_left_before_a_step_does_nothing_more(world: World, admin: Person, staff: Person):
    leads = [lead(world, staff) for _ in range(30)]
    asked = ask(world, staff, leads)
    deliver(world.records())
    world.work()
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    world.pump()
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": True}, by=admin)
    ended = job(world, staff, asked)
    assert (ended["state"], ended["reason"], ended["done"]) == ("failed", "employee_inactive", 25)
    assert len(results(world, staff, asked)) == 25


def test_rights_lost_before_a_step_are_lost_in_it(world: World, admin: Person, staff: Person):
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "admin"}, by=admin)
    anothers, own = lead(world, admin), lead(world, staff)
    asked = ask(world, staff, [anothers, own])
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "staff"}, by=admin)
    world.pump()
    assert results(world, staff, asked) == {anothers: ("skipped", "not_found"), own: ("done", None)}


def test_a_choice_that_is_gone_before_a_step_ends_the_job(world: World, admin: Person, staff: Person):
    asked = ask(world, staff, [lead(world, staff)])
    world.call("PATCH", "/v1/catalogs/stages/won", {"active": False}, by=admin)
    world.pump()
    assert (job(world, staff, asked)["state"], job(world, staff, asked)["reason"]) == ("failed", "not_in_catalog")


def test_a_record_that_cannot_be_read_is_skipped_and_the_others_go_on(world: World, staff: Person):
    broken, good = lead(world, staff), lead(world, staff)
    world.pump()
    item = world.item(keys.customer("acme", broken), keys.PROFILE)
    world.put({**item, "value": {"M": {"name": {"S": "half a record"}}}})
    asked = ask(world, staff, [broken, good])
    world.records()
    order(staff, asked)
    assert results(world, staff, asked) == {broken: ("skipped", "internal"), good: ("done", None)}


def test_a_passing_fault_brings_the_order_back_until_the_queue_gives_up(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    leads = [lead(world, staff), lead(world, staff)]
    asked = ask(world, staff, leads)

    def down(*_: object) -> Any:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("bulk.work.viewer_of", down)
        for received in range(1, 5):
            with pytest.raises(ConnectionError):
                order(staff, asked, received=received)
        assert job(world, staff, asked)["state"] == "queued"
        order(staff, asked, received=5)
    ended = job(world, staff, asked)
    assert (ended["state"], ended["reason"], ended["done"]) == ("failed", "gave_up", 0)


def test_a_job_is_gone_after_thirty_days(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    asked = ask(world, staff, [lead(world, staff)])
    world.pump()
    parts = [item for item in world.items() if "JOB" in item["pk"]["S"]]
    assert len(parts) == 3
    assert len({item["expires_at"]["N"] for item in parts}) == 1
    later = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert job(world, staff, asked).status == 404


def test_an_order_for_a_job_that_is_gone_is_harmless(staff: Person):
    body = json.dumps({"pk": keys.jobs("acme", staff.id), "sk": keys.job(staff.id), "step": 0})
    bulk.job.handler({"Records": [{"body": body}]}, None)
