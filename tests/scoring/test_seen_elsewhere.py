"""Mistakes of other systems, measured or read in their trackers, and never made here (SPEC.md, last section)."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.endpoint import Endpoint

from kernel import keys, table
from local.sns import encode, new
from scoring.folding import FOLD
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.world import Person, World, deliver

SENDER = new(TOPIC)


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà"}, by=staff)
    world.pump()
    return str(made["id"])


def told(lead: str, kind: str, message: str, **detail: str) -> str:
    """What SES says through SNS; `detail` is of this one report."""
    event: dict[str, Any] = json.loads(json.dumps(EVENTS[kind]))
    event["mail"]["tags"] = {"tenant": ["acme"], "customer": [lead], "message": [message]}
    event[kind] |= detail
    return encode(SENDER.notification(json.dumps(event)))


def score(world: World, lead: str, by: Person) -> int:
    world.pump()
    explained = world.call("GET", f"/v1/scores/{lead}", by=by)
    assert sum(c["points"] for c in explained["contributions"]) == explained["score"]
    return int(explained["score"])


def test_the_same_event_sent_50_times_counts_once(world: World, staff: Person, lead: str):
    body = told(lead, "open", "m1")
    outcomes = [at_once(body) for _ in range(50)]
    assert outcomes == ["new", *["repeated"] * 49]
    assert score(world, lead, staff) == 2


def test_every_re_open_of_a_message_counts_once(world: World, staff: Person, lead: str):
    for minute in range(20):
        at = f"2017-08-09T22:{minute:02}:19.652Z"
        at_once(told(lead, "open", "m1", timestamp=at, userAgent=f"reader {minute}"))
    assert score(world, lead, staff) == 2


def test_every_click_of_a_link_counts_once_and_every_link_for_itself(world: World, staff: Person, lead: str):
    for minute, link in enumerate(("a", "b", "a", "a", "b")):
        at, to = f"2017-08-09T22:{minute:02}:19.652Z", f"https://acme.example/{link}"
        at_once(told(lead, "click", "m1", link=to, timestamp=at))
    assert score(world, lead, staff) == 10


def test_a_stream_that_tells_everything_50_times_counts_it_once(world: World, staff: Person, lead: str):
    for name in ("m1", "m2"):
        at_once(told(lead, "open", name))
    world.pump()
    for _ in range(50):
        deliver(world.history[-2:])
    assert score(world, lead, staff) == 4


def together(*actions: Callable[[], object]) -> None:
    """Let them run at the same time, for real."""
    faults: list[BaseException] = []
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        except BaseException as fault:  # noqa: BLE001 - told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


@pytest.fixture
def _atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call to AWS is one act: moto's backends are not made for threads."""
    lock, respond = threading.Lock(), Endpoint._get_response  # type: ignore[attr-defined]

    def one_at_a_time(*arguments: Any) -> Any:
        with lock:
            return respond(*arguments)

    monkeypatch.setattr(Endpoint, "_get_response", one_at_a_time)


@pytest.mark.usefixtures("_atomic")
def test_two_simultaneous_awards_both_count(world: World, staff: Person, lead: str):
    """Two functions fold, another rebuilds: none overwrites what another has counted."""
    at_once(told(lead, "open", "m1"))
    first = world.records()
    at_once(told(lead, "open", "m2"))
    second = world.records()
    pk = keys.customer("acme", lead)
    together(lambda: deliver(first), lambda: FOLD.rebuild(pk), lambda: deliver(first + second))
    deliver(first + second)
    assert score(world, lead, staff) == 4


@pytest.mark.usefixtures("_atomic")
def test_ten_simultaneous_reports_of_ten_messages_all_count(world: World, staff: Person, lead: str):
    bodies = [told(lead, "open", f"m{number % 5}") for number in range(10)]
    answers: list[str] = []

    def post(body: str) -> Callable[[], object]:
        return lambda: answers.append(at_once(body))

    together(*(post(body) for body in bodies))
    assert sorted(answers) == ["new"] * 5 + ["repeated"] * 5
    assert score(world, lead, staff) == 10


def test_a_lead_converted_twice_is_one_customer(world: World, staff: Person, lead: str):
    assert world.call("POST", f"/v1/leads/{lead}/convert", by=staff).status == 200
    again = world.call("POST", f"/v1/leads/{lead}/convert", by=staff)
    assert (again.status, again["code"]) == (409, "already_customer")
    assert len(world.call("GET", "/v1/customers", by=staff)["items"]) == 1
    assert not world.call("GET", "/v1/leads", by=staff)["items"]


@pytest.mark.parametrize("after", [False, True], ids=["before it was written", "after it was written"])
def test_a_create_that_answers_an_error_leaves_no_half_lead_and_can_be_sent_again(
    world: World, staff: Person, monkeypatch: pytest.MonkeyPatch, *, after: bool
):
    write = table.write

    def fail(*writes: table.Write) -> None:
        if after:
            write(*writes)
        raise table.Transient("interrupted")

    body = {"name": "Nguyễn Hoà", "code": "L-1", "emails": ["hoa@example.com"]}
    key = {"idempotency-key": "once"}
    untouched = len(world.items())
    with monkeypatch.context() as patch:
        patch.setattr(table, "write", fail)
        failed = world.call("POST", "/v1/leads", body, by=staff, headers=key)
    assert failed.status in {409, 503}
    assert "Retry-After" in failed.headers
    assert after or len(world.items()) == untouched
    again = world.call("POST", "/v1/leads", body, by=staff, headers=key)
    assert again.status == 201
    world.pump()
    (row,) = world.call("GET", "/v1/leads", by=staff)["items"]
    assert row["id"] == again["id"]
