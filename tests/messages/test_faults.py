"""Whatever goes wrong at any call of sending: nobody is written to twice, and what was not sent says so (ADR 13)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import mailing.job
from channels import tokens
from kernel import clock
from local.zalo import Zalo
from outbox import model as outbox
from outbox.rules import Message, is_open
from tests.channels.conftest import authorise
from tests.faults.quick import Quick
from tests.faults.test_faults import quickly
from tests.faults.wire import Crash, Fault, Wire
from tests.messages.conftest import SMS, Desk, texts
from tests.world import backend, deliver

ZALO = {"channel": "zalo", "text": "Chào {{name}}"}
ZNS = {"channel": "zns", "template": "7895417", "data": {"customer": "{{name}}"}}
SENDING = {"sms": "Publish", "zalo": "PutSecretValue", "zns": "PutSecretValue"}
"""The last call of AWS before anybody may have been written to, or that call itself."""


class Sender:
    """One message that waits to be sent, as often as wanted."""

    def __init__(self, desk: Desk, zalo: Zalo, wording: Any, patch: pytest.MonkeyPatch) -> None:
        self.zalo, self._patch = zalo, patch
        lead = desk.lead()
        desk.send(wording, lead)
        deliver(desk.world.records())
        desk.world.work()
        self.message = desk.log(lead)["items"][0]["id"]
        self._quick = Quick(desk.world)
        self._quick.keep()
        self.wire = Wire(patch)

    def again(self) -> None:
        """As it was; of Zalo's tokens the access token is over."""
        self._quick.restore()
        backend("sns").sms_messages.clear()
        self.zalo.taken.clear()
        self.zalo.answers.clear()
        self.turn(timedelta(0))
        authorise(self.zalo, timedelta(seconds=-1))
        self._patch.setattr(tokens, "_kept", {})

    def turn(self, after: timedelta) -> None:
        at = datetime.now(UTC) + after
        self._patch.setattr(clock, "now", lambda: at)

    def order(self) -> None:
        body = json.dumps({"tenant": "acme", "message": self.message})
        mailing.job.handler({"Records": [{"messageId": "1", "body": body}]}, None)

    def calls(self) -> list[str]:
        """Of a clean run."""
        self.again()
        with self.wire.carrying():
            self.order()
        return list(self.wire.calls)

    def struck(self, fault: Fault) -> Message:
        """After the fault, and all that comes back by itself."""
        self.again()
        try:
            with self.wire.carrying(fault):
                self.order()
        except (Crash, Exception):  # noqa: BLE001 - the order comes back
            self._patch.setattr(tokens, "_kept", {})  # to another process
        return self.settled()

    def settled(self) -> Message:
        for quarters in range(1, 8):
            self.turn(quarters * timedelta(minutes=16))
            self.order()
            if not is_open(self.now()):
                break
        return self.now()

    def now(self) -> Message:
        item = outbox.find("acme", self.message)
        assert item is not None
        return item.value

    def taken(self) -> int:
        return len(texts()) + len(self.zalo.taken)


@pytest.fixture(params=[SMS, ZALO, ZNS], ids=lambda wording: wording["channel"])
def sender(request: Any, desk: Desk, zalo: Zalo, monkeypatch: pytest.MonkeyPatch) -> Sender:
    return Sender(desk, zalo, request.param, monkeypatch)


def test_a_fault_at_any_call_writes_to_nobody_twice_and_is_told(sender: Sender, request: pytest.FixtureRequest):
    channel = str(request.node.callspec.id)
    calls = sender.calls()
    assert (sender.now().state, sender.taken()) == ("sent", 1)
    assert SENDING[channel] in calls, calls
    first = calls.index(SENDING[channel])
    for place, call in enumerate(calls):
        for kind in quickly(call):
            told = sender.struck(Fault(place, kind))
            seen = f"{call} {place} {kind}: {told.state} {told.reason} {sender.taken()}"
            assert told.state == "sent" or told.reason in {"uncertain", tokens.UNAUTHORISED}, seen
            assert told.state != "sent" or sender.taken() >= 1, seen
            assert sender.taken() <= (2 if channel == "zns" else 1), seen  # nobody heard what Zalo told of a notice
            if place < first - 1 and not _after_the_mark(calls, place, kind):
                assert (told.state, sender.taken()) == ("sent", 1), seen


def _after_the_mark(calls: list[str], place: int, kind: str) -> bool:
    """Whether the fault leaves the message marked: nobody knows then how far its sender came."""
    mark = calls.index("PutItem")
    return place > mark or (place == mark and "after" in kind)


@pytest.mark.parametrize("status", [500, 503, 404])
def test_what_zalo_does_not_answer_sensibly_is_not_sent_again(desk: Desk, zalo: Zalo, status: int):
    lead = desk.lead()
    zalo.answers = [(status, {})]
    desk.sent(ZALO, lead)
    assert desk.log(lead)["items"][0]["state"] == "queued"
    assert zalo.taken == []


@pytest.mark.parametrize(("heard", "fate", "times"), [(True, "delivered", 1), (False, None, 2)])
def test_a_notice_of_which_zalo_tells_was_sent_and_one_of_which_it_does_not_goes_again(
    desk: Desk, zalo: Zalo, monkeypatch: pytest.MonkeyPatch, *, heard: bool, fate: str | None, times: int
):
    one = Sender(desk, zalo, ZNS, monkeypatch)
    zalo.answers = [(200, None)]
    one.order()
    assert one.now().state == "sending"
    if heard:
        outbox.confirm("acme", one.message, "z1", "delivered")
    told = one.settled()
    assert (told.state, told.fate, len(zalo.taken)) == ("sent", fate, times)
    assert {taken.body["tracking_id"] for taken in zalo.taken} == {one.message}
