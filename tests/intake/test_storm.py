"""A storm of events by all entrances at once: a third told twice, workers that fail, and nothing lost or doubled (J4).

`make soak` lets ten thousand of them come, `make test` two hundred.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import intake.job
from intake import keyring
from kernel import clock, keys, table
from local.sns import click_event, open_event
from mailing import sns
from tests.intake.providers import generic, key_of
from tests.mailing.mailbox import SENDER
from tests.sampling import THOROUGH
from tests.world import Person, World, client

MOST = 7000 if THOROUGH else 140
"""Different events; three of seven are told once more: 10,000 in all, or 200."""
LEADS, LATECOMERS = 10, 3
"""Records that the events are about, and how many of them appear in the middle of the storm."""
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
POINTS = {"opened": 2, "clicked": 5}
RULES = [
    {"id": kind, "kind": f"email_{kind}", "points": points, "name": {"vi": kind, "en": kind}}
    for kind, points in POINTS.items()
]  # without a cap, so that none that is missing goes unnoticed
BODY = max(10, MOST // 70)
"""Events in a body: a hundred of ten thousand."""
FAULTS = frozenset(range(40, MOST, MOST // 3))
"""Which writes do not go through, or have their answer lost, in turn."""


@dataclass(frozen=True)
class Told:
    """An opening of a message of its own, or a click in it, by somebody who is known by their address alone."""

    number: int

    @property
    def who(self) -> str:
        return f"k{self.number % LEADS}@x.vn"

    @property
    def kind(self) -> str:
        return "clicked" if self.number % 3 == 0 else "opened"

    def ours(self) -> dict[str, Any]:
        link = {"link": "https://x.vn/"} if self.kind == "clicked" else {}
        return {"type": self.kind, "at": clock.stamp(AT), "message": f"m{self.number}", "email": self.who, **link}

    def of_ses(self) -> str:
        about: dict[str, Any] = {
            "tenant": "acme", "customer": None, "message": f"m{self.number}", "to": self.who, "at": AT,
        }  # fmt: skip
        return click_event(**about, link="https://x.vn/") if self.kind == "clicked" else open_event(**about)


class Storm:
    """Sends events by all three entrances, and lets workers run that now and then fail."""

    def __init__(self, world: World, secret: str) -> None:
        self.world, self.secret, self.random = world, secret, random.Random(7)  # noqa: S311 - always the same storm
        self.written = self.failed = 0

    def burst(self, told: list[Told]) -> None:
        """Eight tenths in bodies of many, one of them posted twice; the rest one by one by SES, posted or queued."""
        few = len(told) // 10
        ours, posted, queued = told[2 * few :], told[:few], told[few : 2 * few]
        letters = [generic(self.secret, [one.ours() for one in ours[n : n + BODY]]) for n in range(0, len(ours), BODY)]
        for letter in [*letters, *self.random.sample(letters, 1)]:
            assert letter.post(self.world).status == 202
        for one in posted:
            text = json.dumps(SENDER.notification(one.of_ses()))
            assert self.world.call("POST", "/v1/webhooks/ses", raw=text).status == 202
        for one in queued:
            body = json.dumps(SENDER.notification(one.of_ses()))
            client("sqs").send_message(QueueUrl=self.world.queues["INTAKE"], MessageBody=body)

    def calm(self) -> None:
        """Until the queue is empty: a batch whose worker failed comes again."""
        url = self.world.queues["INTAKE"]
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
        while messages := client("sqs").receive_message(**asked).get("Messages", []):
            try:
                intake.job.handler({"Records": [{"messageId": "1", "body": one["Body"]} for one in messages]}, None)
            except table.Transient:
                self.failed += 1
                continue
            for one in messages:
                client("sqs").delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])

    def failing(self, write: Callable[..., None]) -> Callable[..., None]:
        """Writes of which some fail before anything is written, and some after all was."""

        def written(*arguments: Any) -> None:
            self.written += 1
            fault = self.written in FAULTS
            if not fault or self.written % 2:
                write(*arguments)
            if fault:
                raise table.Transient("throttled, or the answer was lost")

        return written


def test_a_storm_of_events_in_bursts_with_a_third_told_twice_loses_and_doubles_nothing(
    world: World, admin: Person, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    keyring.forget()
    monkeypatch.setattr(sns, "download", lambda *_, **__: SENDER.pem)
    storm = Storm(world, key_of(world, admin, "generic"))
    world.call("PUT", "/v1/scoring/rulebook", {"rules": RULES}, by=admin)
    leads: dict[str, str] = {}

    def appear(number: int) -> None:
        body = {"name": f"K{number}", "emails": [f"k{number}@x.vn"]}
        leads[body["emails"][0]] = str(world.call("POST", "/v1/leads", body, by=staff)["id"])

    for number in range(LATECOMERS, LEADS):
        appear(number)
    world.pump()
    own = [Told(number) for number in range(MOST)]
    told = own + storm.random.sample(own, MOST * 3 // 7)
    storm.random.shuffle(told)
    some = len(told) // 4
    for number, start in enumerate(range(0, len(told), some)):
        storm.burst(told[start : start + some])
        with monkeypatch.context() as broken:
            broken.setattr("kernel.table._write_once", storm.failing(table._write_once))
            storm.calm()
        if number == 1:
            for latecomer in range(LATECOMERS):
                appear(latecomer)
            world.pump()
    world.pump()
    assert storm.failed > 1
    signals = [item["sk"]["S"] for item in world.items() if item["sk"]["S"].startswith(keys.SIGNAL)]
    assert sum(keys.occurs_of(sk) is None for sk in signals) == MOST
    assert not [item for item in world.items() if item["pk"]["S"].endswith("#UNMATCHED")]
    for address, lead in leads.items():
        score = world.call("GET", f"/v1/scores/{lead}", by=staff)
        wanted = sum(POINTS[one.kind] for one in own if one.who == address)
        assert sum(one["points"] for one in score["contributions"]) == score["score"] == wanted
