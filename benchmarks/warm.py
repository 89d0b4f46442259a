"""What a warm request costs over a handler that only reads JSON and writes JSON; AWS answers at once."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stdout
from io import StringIO
from typing import Any
from unittest.mock import patch

from benchmarks.canned import Canned
from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.people import leads
from benchmarks.timing import seconds
from kernel import aws, clock, table
from tests import world
from tests.intake.providers import generic

MOST_CALLS = 2
"""So many calls of AWS a webhook may make before it answers."""

MOST_OF_BARE = 120
"""So many times a bare handler's time a webhook may take, botocore's included: at 15 µs that is 2 ms of the 200."""

type Json = dict[str, Any]


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Real requests: reads, a write with a validated body; and what comes without a login, which has limits."""
    say("warm requests")
    body = next(leads(1))
    lead = firm.call("POST", "/v1/leads", body)["id"]
    firm.world.pump()
    yield from _request("read_lead", lambda: firm.call("GET", f"/v1/leads/{lead}"))
    yield from _request("create_lead", lambda: firm.call("POST", "/v1/leads", body))
    yield from _request("list_50", lambda: firm.call("GET", "/v1/leads", limit=50))
    yield from _request("mail_event", lambda: firm.post(lead), (_kept(),), calls=MOST_CALLS)
    for name, ask in (("provider_event", _providers(firm)), ("site_visit", _sites(firm))):
        both = Canned(aws.dynamodb()), Canned(table.connection().connection.client), _kept()
        yield from _request(name, ask, both, calls=MOST_CALLS)


def _kept() -> Canned:
    return Canned(aws.s3(), "s3")


def _providers(firm: Company) -> Callable[[], object]:
    """An opening in our own format, while the company's keys are in memory."""
    secret = firm.call("POST", "/v1/webhooks/sources/generic/keys", {})["secret"]
    event = {"type": "opened", "at": clock.stamp(clock.now()), "message": "m", "email": "a@x.vn"}
    letter = generic(secret, [event])

    letter.post(firm.world, firm.admin.tenant)
    return lambda: letter.post(firm.world, firm.admin.tenant)


def _sites(firm: Company) -> Callable[[], object]:
    """A page that somebody looked at, as a site's analytics tells it."""
    made = firm.call("POST", "/v1/sites/streams", {"code": "G-BENCH", "name": "Web"})
    params = {"page_location": "https://x.vn/bang-gia", "session_id": "1", "engagement_time_msec": "1500"}
    body = json.dumps({"client_id": "1.2", "events": [{"name": "page_view", "params": params}]})
    query = {"measurement_id": "G-BENCH", "api_secret": made["secret"]["key"]}
    return lambda: firm.world.call("POST", "/v1/web/mp/collect", raw=body, **query)


def _request(
    name: str, act: Callable[[], object], clients: Sequence[Canned] = (), calls: float | None = None
) -> Iterator[Figure]:
    clients = clients or (Canned(table.connection().connection.client),)
    with _all(one.recording() for one in clients):
        handler, event, answer = _observed(act)
    with _all(one.replaying() for one in clients), _as_deployed():
        whole = seconds(lambda: handler(dict(event), None))
        asking = sum(seconds(one.again) for one in clients if one.calls)
    text = event.get("body") or answer["body"]
    bare = seconds(lambda: _bare({**event, "body": text}))
    yield Figure(f"warm.{name}.ratio", (whole - asking) / bare, "ratio")
    yield Figure(f"warm.{name}.with_calls.ratio", whole / bare, "ratio", None if calls is None else MOST_OF_BARE)
    if calls is not None:
        yield Figure(f"warm.{name}.calls", sum(len(one.calls) for one in clients), "calls", calls)


@contextmanager
def _all(listening: Iterable[AbstractContextManager[None]]) -> Iterator[None]:
    with ExitStack() as stack:
        for one in listening:
            stack.enter_context(one)
        yield


def _bare(event: Json) -> Json:
    document = json.loads(event["body"])
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(document)}


def _observed(act: Callable[[], object]) -> tuple[Callable[[Json, None], Json], Json, Json]:
    """The handler that a request reached, with the event as it came and the answer as it went."""
    seen: list[tuple[Callable[[Json, None], Json], Json, Json]] = []
    find = world.handler_of

    def listening(path: str) -> Callable[[Json, None], Json]:
        handler = find(path)

        def call(event: Json, context: None) -> Json:
            answer: Json = handler(event, context)
            seen.append((handler, event, answer))
            return answer

        return call

    with patch.object(world, "handler_of", listening):
        act()
    return seen[-1]


@contextmanager
def _as_deployed() -> Iterator[None]:
    """With metrics on; their lines go nowhere."""
    with patch.dict(os.environ), redirect_stdout(StringIO()):
        os.environ.pop("POWERTOOLS_METRICS_DISABLED")
        yield
