"""The traffic against the deployed template, on a local stack of its own: real processes and HTTP, at 127.0.0.1."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from statistics import quantiles
from threading import Lock
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from kernel import keys
from local import sns
from local.caller import Caller
from local.company import settle
from local.deployment import CERTIFICATES
from local.stack import Stack
from tests.load.memory import Memory
from tests.load.recounting import differences, given_up, settled
from tests.load.traffic import Firm, Traffic, as_json, furnished
from tests.world import Answer

AT_ONCE, BURST = 8, 12
"""Requests under way; things that come at once in a burst."""
RATE = 1.5
"""Things a second, besides bursts."""
QUIET = 12
"""Things that the quiet company does in all."""
SAMPLES = 90
"""How often memory is looked at."""
SETTLES = 600
"""Seconds that streams and queues may take in the end: more is no failure of speed but a standstill."""


class Outside:
    """A stack, and what is asked of it."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack, self.random = stack, Random(seed)
        self.memory = Memory()
        self.took: dict[str, list[float]] = defaultdict(list)
        """Seconds by `unloaded`, `hot` and `quiet`."""
        self.traffic = Traffic(self.call, time.sleep, self.random)
        self._whose = "unloaded"
        self._lock = Lock()

    def call(
        self, method: str, path: str, body: Any = None, *, by: Caller | None = None, raw: str | None = None,
        headers: Mapping[str, str] | None = None, **query: Any,
    ) -> Answer:  # fmt: skip
        """A request over HTTP; what has no answer is as good as a 504 of the gateway."""
        given = {name: value for name, value in query.items() if value is not None}
        url = f"{self.stack.api_url()}{path}" + (f"?{urlencode(given)}" if given else "")
        told = {"content-type": "application/json", "accept-language": "en", **(headers or {})}
        told |= {"authorization": f"Bearer {by.token}"} if by else {}
        data = raw.encode() if raw is not None else json.dumps(body).encode() if body is not None else None
        begun = time.monotonic()
        answer = _answer(Request(url, data=data, method=method, headers=told))  # noqa: S310 - our own address
        whose = self._whose if by is None or self._whose == "unloaded" else self._names.get(by.token or "", "hot")
        if not self._whose.startswith("-"):
            with self._lock:
                self.took[whose].append(time.monotonic() - begun)
        return answer

    _names: dict[str, str]

    def run(self, seconds: float) -> list[str]:
        """So many seconds of traffic and what follows; what is wrong in the end."""
        firms = self._firms()
        for quiet, kind in list(self.traffic.plan(0))[:2]:
            self.traffic.act(firms[quiet], kind)
        for quiet, kind in list(self.traffic.plan(0))[2:]:  # one by one, nobody else is at it
            self.traffic.act(firms[quiet], kind)
        self._whose = "hot"
        self._traffic(firms, seconds)
        self._whose = "-"
        return self._found(firms)

    def _firms(self) -> dict[bool, Firm]:
        self._whose = "-"
        sender = sns.new(self.stack.outputs()["MailEventsTopicArn"])
        self.stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
        callers = {quiet: settle(self.stack, name).admin.call for quiet, name in ((False, "hot"), (True, "quiet"))}
        self._names = {str(callers[True].token): "quiet", str(callers[False].token): "hot"}
        firms = {
            quiet: furnished(self.traffic, "quiet" if quiet else "hot", by, sender) for quiet, by in callers.items()
        }
        self._whose = "unloaded"
        return firms

    def _traffic(self, firms: dict[bool, Firm], seconds: float) -> None:
        """Things come by chance, as they come to any site, and now and then many at once; few evenly."""
        many = list(self.traffic.plan(int(seconds * RATE * 4)))
        plan, few = [one for one in many if not one[0]], [one for one in many if one[0]]
        begun, looked, quiet_at = time.monotonic(), 0.0, 0.0
        running: set[Future[None]] = set()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while plan and (now := time.monotonic() - begun) < seconds:
                if now >= looked:
                    self.memory.sample(self.pid)
                    looked += seconds / SAMPLES
                some = [plan.pop() for _ in range(BURST if self.random.random() < 0.02 else 1) if plan]
                if few and now >= quiet_at:
                    some.append(few.pop())
                    quiet_at += seconds / QUIET
                if len(running) < 4 * AT_ONCE:
                    running |= {pool.submit(self.traffic.act, firms[quiet], kind) for quiet, kind in some}
                running = {one for one in running if not one.done()}
                time.sleep(self.random.expovariate(RATE))

    @property
    def pid(self) -> int:
        """The stack's own process."""
        found = self.stack.aws.running()
        if found is None:
            raise RuntimeError("the stack has ended")
        return found

    def _found(self, firms: dict[bool, Firm]) -> list[str]:
        found = [*self.traffic.wrong]
        end = time.monotonic() + SETTLES
        for firm in firms.values():
            while not settled(self.traffic, firm) and time.monotonic() < end:
                given_up(self.traffic, firm)
                time.sleep(2)
            found += differences(self.traffic, firm)
            found += [f"set aside: {item}" for item in self._rows(keys.set_aside(firm.tenant))]
        return found + self.memory.unbounded(but=self.pid) + list(self._dead())

    def _rows(self, partition: str) -> list[Any]:
        asked: Any = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": partition}}}
        return list(self.stack.client("dynamodb").query(TableName=self.stack.outputs()["TableName"], **asked)["Items"])

    def _dead(self) -> Iterator[str]:
        sqs = self.stack.client("sqs")
        for name, url in self.stack.outputs().items():
            if name.endswith("DeadUrl"):
                of = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
                if int(of["Attributes"]["ApproximateNumberOfMessages"]):
                    yield f"{of['Attributes']['ApproximateNumberOfMessages']} dead letters in {name}"

    def told(self) -> Iterator[str]:
        """What was done and how long it took beside what it takes when nobody else is there, line by line."""
        yield ", ".join(f"{number} {kind}" for kind, number in sorted(self.traffic.done.items()))
        yield f"refused, and served when they came again: {dict(self.traffic.refused) or 'none'}"
        alone = percentiles(self.took["unloaded"])
        for whose in ("hot", "quiet"):
            if len(self.took[whose]) > 1:
                ratios = [f"{one / base:.1f}" for one, base in zip(percentiles(self.took[whose]), alone, strict=True)]
                said = f"p50, p95 and p99 are {', '.join(ratios)} times as when alone"
                yield f"{whose}: {len(self.took[whose])} requests; {said}"
        grown = [(last / first, pid) for pid, first, last in self.memory.grown(but=self.pid)]
        if grown:
            yield f"memory of {len(grown)} function processes, last third by first: at most {max(grown)[0]:.2f} times"


def percentiles(found: list[float]) -> tuple[float, float, float]:
    """p50, p95, p99."""
    cut = quantiles(found, n=100)
    return cut[49], cut[94], cut[98]


def _answer(request: Request) -> Answer:
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
            text = answer.read().decode()
            return Answer(answer.status, dict(answer.headers), as_json(text), text)
    except HTTPError as error:
        text = error.read().decode(errors="replace")
        return Answer(error.code, dict(error.headers), as_json(text), text)
    except (URLError, ConnectionError, TimeoutError) as error:
        return Answer(504, {}, None, f"{error}")


@contextmanager
def outside(seed: int) -> Iterator[Outside]:
    """A stack on a port and in a directory of its own, ended afterwards by its process id."""
    with Stack(auth=False, tell=lambda text: print(f"  {text}", flush=True)) as stack:
        yield Outside(stack, seed)
