"""What a warm request costs over a handler that only reads JSON and writes JSON; AWS answers at once."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any
from unittest.mock import patch

from benchmarks.canned import Canned
from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.people import leads
from benchmarks.timing import seconds
from kernel import aws, table
from tests import world

MOST_CALLS = 2
"""So many calls of AWS a webhook may make before it answers."""

type Json = dict[str, Any]


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Three real requests: a read, a write with a validated body, and an event of Amazon SES."""
    say("warm requests")
    body = next(leads(1))
    lead = firm.call("POST", "/v1/leads", body)["id"]
    firm.world.pump()
    yield from _request("read_lead", lambda: firm.call("GET", f"/v1/leads/{lead}"))
    yield from _request("create_lead", lambda: firm.call("POST", "/v1/leads", body))
    yield from _request("list_50", lambda: firm.call("GET", "/v1/leads", limit=50))
    yield from _request("mail_event", lambda: firm.post(lead), Canned(aws.s3(), "s3"), calls=MOST_CALLS)


def _request(
    name: str, act: Callable[[], object], canned: Canned | None = None, calls: float | None = None
) -> Iterator[Figure]:
    canned = canned or Canned(table.connection().connection.client)
    with canned.recording():
        handler, event, answer = _observed(act)
    with canned.replaying(), _as_deployed():
        whole = seconds(lambda: handler(dict(event), None))
        asking = seconds(canned.again)
    text = event.get("body") or answer["body"]
    bare = seconds(lambda: _bare({**event, "body": text}))
    yield Figure(f"warm.{name}.ratio", (whole - asking) / bare, "ratio")
    yield Figure(f"warm.{name}.with_calls.ratio", whole / bare, "ratio")
    if calls is not None:
        yield Figure(f"warm.{name}.calls", len(canned.calls), "calls", calls)


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
