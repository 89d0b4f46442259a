"""Orders to workers tell whose they are, so that a company with very many keeps nobody else's waiting (ADR 23)."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import export.job
import export.relay
import imports.queue
import intake.job
import intake.queue
import jobs.queue
import merging.queue
import outbox.queue
import tiers.queue
import trash.nightly
import visits.settling
from export.making import LAY_DOWN_AT
from kernel import keys
from tests.intake.providers import generic, key_of
from tests.load import turns
from tests.sampling import THOROUGH
from tests.serving.template import TEMPLATE, template
from tests.world import Person, World, backend, client

FUNCTIONS = TEMPLATE.parents[1] / "functions"
JOB = keys.jobs("acme", "e1"), "JOB#1"
BODY = keys.raw_bodies("acme", "generic", "2026-03-01") + "0" * 64
ORDERS: dict[str, tuple[str, Callable[[], object]]] = {
    "a job": ("BULK", lambda: jobs.queue.send(JOB, 1)),
    "an export": ("EXPORT", lambda: export.relay.order(JOB)),
    "an import": ("IMPORT", lambda: imports.queue.send(JOB, 1)),
    "a merge": ("MERGE", lambda: merging.queue.send("acme", "a", "b", over=False)),
    "a message": ("MAIL", lambda: outbox.queue.order("acme", "m1")),
    "a recalculation": ("TIER", lambda: tiers.queue.send(tiers.queue.Order("acme", "2026-03-01"))),
    "a purge": ("PURGE", trash.nightly.begin),
    "a body": ("INTAKE", lambda: intake.queue.order("raw", {"key": BODY})),
    "events of nobody": ("INTAKE", lambda: intake.queue.order("match", {"tenant": "acme", "address": "a@x.vn"})),
    "visits of a stranger": ("INTAKE", lambda: visits.settling._order("acme", "c1", "-")),
}  # fmt: skip


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("order", ORDERS)
def test_an_order_tells_whose_it_is(order: str, world: World):
    world.pump()
    queue, give = ORDERS[order]
    give()
    (message,) = backend("sqs").queues[queue]._messages
    assert message.group_id == "acme"


def test_nobody_orders_in_any_other_way():
    asked = [path.name for path in Path(FUNCTIONS).rglob("*.py") if re.search(r"\.send_message", path.read_text())]
    assert asked == ["queues.py"]


def notices(world: World, secret: str, number: int) -> list[dict[str, Any]]:
    """What the bucket tells of so many bodies, as the worker gets it in one batch."""
    for one in range(number):
        event = {"type": "opened", "at": "2026-03-01T08:00:00Z", "message": f"m{one}", "email": "k@x.vn"}
        assert generic(secret, [event]).post(world).status == 202
    found: list[dict[str, Any]] = []
    asked = {"QueueUrl": world.queues["INTAKE"], "MaxNumberOfMessages": 10}
    while told := client("sqs").receive_message(**asked).get("Messages", []):
        for one in told:
            client("sqs").delete_message(QueueUrl=world.queues["INTAKE"], ReceiptHandle=one["ReceiptHandle"])
        found += [{"messageId": one["MessageId"], "body": one["Body"]} for one in told]
    return found


def waiting() -> list[Any]:
    return [(message.group_id, json.loads(message.body)) for message in backend("sqs").queues["INTAKE"]._messages]


@pytest.mark.parametrize(("few", "ordered"), [(1, 0), (10, 10)])
def test_bodies_that_come_in_a_crowd_are_ordered_in_their_companys_name_and_one_alone_is_read(
    world: World, admin: Person, few: int, ordered: int
):
    secret = key_of(world, admin, "generic")
    world.pump()
    intake.job.handler({"Records": notices(world, secret, few)}, None)
    assert [whose for whose, _ in waiting()] == ["acme"] * ordered
    world.pump()
    assert sum(item["pk"]["S"].endswith("#UNMATCHED") for item in world.items()) == few


def test_a_crowd_is_a_full_batch():
    (trigger,) = (one["Properties"] for name, one in template()["Resources"].items() if name == "IntakeTrigger")
    assert trigger["BatchSize"] == intake.job.CROWD


def test_a_worker_of_exports_lays_a_long_file_down_for_who_waits(monkeypatch: pytest.MonkeyPatch):
    left: list[float] = []
    now = iter([0.0, 10.0, export.job.TURN, export.job.TURN + 1])
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    monkeypatch.setattr(export.job, "work", lambda _, seconds: left.extend(seconds() for _ in range(3)))

    class Long:
        def get_remaining_time_in_millis(self) -> int:
            return 900_000

    body = json.dumps({"pk": "acme#E", "sk": "EXPORT#1"})
    export.job.handler({"Records": [{"body": body}]}, Long())  # type: ignore[arg-type]
    assert [seconds < LAY_DOWN_AT for seconds in left] == [False, False, True]


def test_in_turns_by_company_a_quiet_one_waits_for_few_orders_of_a_busy_one(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turns, "HOT", 9)
    monkeypatch.setattr(turns, "MOST", 1)
    firms = {name: world.company(name) for name in ("hot", "quiet")}
    world.pump()
    assert turns.waits(world, firms, turns.fair) == [0]
    if THOROUGH:
        world.pump()
        assert turns.waits(world, firms, turns.first_come) == [3]
