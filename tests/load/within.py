"""The traffic in one process: callers, stream readers and workers, each a thread; AWS is throttled now and then.

One runs at a time, and another goes on wherever one calls AWS: so calls meet as they do on many machines, and what
happens is the same each time. Time is a clock that jumps to when the next of them has something to do.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient

import reactions.stream
import scoring.stream
from intake import keyring
from kernel import clock, contest, keys, table
from mailing import sns
from tests.load.recounting import differences, given_up
from tests.load.throttling import refuse
from tests.load.traffic import Firm, Traffic, furnished
from tests.mailing.mailbox import SENDER
from tests.vouchers.crowd import Hours
from tests.world import REACTIONS, SCORING, WORKERS, World, backend, lambda_record

CALLERS, WORKING = 6, 2
THROTTLED = 0.02
"""So many of the calls to AWS."""
BATCH = 100


class Inside:
    """A world in which many do something at once."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.hours, self.calls, self.throttled = Hours(), 0, 0
        self.traffic = Traffic(world.call, self.hours.sleep, self.random)
        self._running = threading.local()
        self._callers = CALLERS
        self._busy = 0
        self._read: dict[str, int] = {}
        """How far each reader of the stream is."""
        self._due: dict[str, float] = {}
        """When the queue hands out an order that is put off."""
        self._call = BaseClient._make_api_call  # type: ignore[attr-defined]
        self._patched(patch)

    def _patched(self, patch: pytest.MonkeyPatch) -> None:
        begun, now = clock.now(), self._pass

        def call(client: Any, operation: str, arguments: Any) -> Any:
            return now(client, operation, arguments)

        patch.setattr(BaseClient, "_make_api_call", call)
        patch.setattr("time.sleep", self._sleep)
        patch.setattr(contest, "time", SimpleNamespace(monotonic=self.hours.monotonic, sleep=self._sleep))
        patch.setattr(clock, "now", lambda: begun + timedelta(seconds=self.hours.now))
        patch.setattr(sns, "download", lambda *_, **__: SENDER.pem)

    def _sleep(self, seconds: float) -> None:
        if getattr(self._running, "one", False):
            self.hours.sleep(seconds)

    def _pass(self, client: Any, operation: str, arguments: Any) -> Any:
        """Others go on before the call; and some calls are refused."""
        if not getattr(self._running, "one", False):
            return self._call(client, operation, arguments)
        self.calls += 1
        self.hours.sleep(self.random.uniform(0.001, 0.02))
        if self.random.random() < THROTTLED:
            self.throttled += 1
            return refuse(client.meta.service_model.service_name, operation, arguments)
        answer = self._call(client, operation, arguments)
        if operation == "SendMessage":
            self._due[answer["MessageId"]] = self.hours.now + arguments.get("DelaySeconds", 0)
        return answer

    # --- who runs ----------------------------------------------------------------------------------
    def run(self, number: int) -> list[str]:
        """So many things of two companies, and all that follows; what is wrong in the end."""
        keyring.forget()
        firms = {quiet: self._firm(name) for quiet, name in ((False, "hot"), (True, "quiet"))}
        self.world.pump()
        plan = list(self.traffic.plan(number))
        for quiet, kind in plan[:2]:
            self.traffic.act(firms[quiet], kind)
        rest = iter(plan[2:])
        self._read = dict.fromkeys(("scoring", "reactions"), self.world.heard)
        does = [
            *[lambda: self._caller(firms, rest)] * CALLERS,
            lambda: self._reader("scoring", scoring.stream.handler, SCORING),
            lambda: self._reader("reactions", reactions.stream.handler, REACTIONS),
            *[self._worker] * WORKING,
        ]  # fmt: skip
        self.hours.together(lambda one: self._alone(does[one]), len(does))
        found = [*self.traffic.wrong]
        for firm in firms.values():
            while given_up(self.traffic, firm):
                self.world.pump()
            found += differences(self.traffic, firm)
        return found + [f"set aside: {item}" for item in self.world.items() if keys.set_aside(None) in item["pk"]["S"]]

    def _firm(self, name: str) -> Firm:
        return furnished(self.traffic, name, self.world.company(name), SENDER)

    def _alone(self, does: Callable[[], None]) -> None:
        self._running.one = True
        try:
            does()
        except BaseException as error:  # noqa: BLE001 - a thread has nobody to tell
            self.traffic.wrong.append(f"{type(error).__name__}: {error}")
        finally:
            self._running.one = False

    def _caller(self, firms: dict[bool, Firm], rest: Any) -> None:
        try:
            for quiet, kind in rest:
                self.traffic.act(firms[quiet], kind)
                if self.random.random() < 0.2:  # a pause, then several at once
                    self.hours.sleep(self.random.uniform(0, 2))
        finally:
            self._callers -= 1

    def _reader(self, name: str, handler: Callable[[Any, None], None], prefixes: tuple[str, ...]) -> None:
        """A batch that failed comes again, as a whole."""
        while not self._quiet():
            some = self.world.table.stream_shard.items[self._read[name] : self._read[name] + BATCH]
            records = [lambda_record(one.to_json(), self.world.stream_arn) for one in some]
            mine = [one for one in records if one["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
            if not mine or self._done(handler, mine):
                self._read[name] += len(some)
            self.hours.sleep(0.05 if some else 0.5)

    def _done(self, handler: Callable[[Any, None], None], records: list[Any]) -> bool:
        """Whether it went through."""
        self._busy += 1
        try:
            handler({"Records": records}, None)
        except Exception as error:
            if not table.is_transient(error):
                raise
            return False
        finally:
            self._busy -= 1
        return True

    def _worker(self) -> None:
        """The oldest order of any queue that is due; one that failed comes again later."""
        while not self._quiet():
            found = [self._work(name) for name in WORKERS]
            self.hours.sleep(0.05 if any(found) else 0.5)

    def _work(self, name: str) -> bool:
        waiting = backend("sqs").queues[name]._messages
        message = next((one for one in waiting if self._due.get(one.id, 0) <= self.hours.now), None)
        if message is None:
            return False
        waiting.remove(message)
        if not self._done(WORKERS[name], [{"messageId": message.id, "body": message.body}]):
            self._due[message.id] = self.hours.now + 1
            waiting.append(message)
        return True

    def _quiet(self) -> bool:
        """Whether nobody has anything to do any more."""
        if self._callers or self._busy or any(queue._messages for queue in backend("sqs").queues.values()):
            return False
        return {*self._read.values()} == {len(self.world.table.stream_shard.items)}
