"""The worker: bodies become signals, and events of nobody find whom they are about."""

import json
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from intake import model, queue, raw, reading, replaying, taking, waiting
from intake.model import Origin
from intake.raw import Body, Place
from intake.reports import FAULT, Event, Report, Unreadable
from intake.taking import Outcome
from kernel import clock, config, table, telemetry
from mailing import rules
from visits import keeping
from visits import service as visits
from visits.rules import SOURCE as SITE

PART = 200
"""So many events of a body are taken in by one step; the rest is ordered anew, so that no step is long."""


def work(told: Mapping[str, Any]) -> None:
    """Do what a message of the queue is about: S3 tells of a body, SNS brings one, or it is an order of ours."""
    match told:
        case {"Records": list(records)}:
            for record in records:
                read(unquote_plus(record["s3"]["object"]["key"]))
        case {"raw": dict(what)}:
            read(what["key"], what.get("first", 0), again=what.get("again", False))
        case {"match": {"tenant": str(tenant), "address": str(address)}}:
            if waiting.settle(tenant, address) == waiting.AT_ONCE:
                queue.order("match", {"tenant": tenant, "address": address})
        case {"welcome": {"tenant": str(tenant), "client": str(client), "after": str(after)}}:
            welcome(tenant, client, after)
        case {"replay": dict(what)}:
            replaying.step(what)
        case _:
            _bring(told)


def pass_on(told: Mapping[str, Any]) -> None:
    """The same where many wait; bodies are not read yet but ordered anew, each in its company's name (ADR 23).

    The bucket does not say whose a body is: without that the queue cannot tell one company's from another's.
    """
    match told:
        case {"Records": list(records)}:
            queue.orders("raw", ({"key": unquote_plus(record["s3"]["object"]["key"])} for record in records))
        case _:
            work(told)


def welcome(tenant: str, client: str, after: str) -> None:
    """Hand a page of a stranger's visits to whom they belong to by now, and order the next."""
    further = keeping.welcome(tenant, client, after)
    if further is not None:
        queue.order("welcome", {"tenant": tenant, "client": client, "after": further})


def read(key: str, first: int = 0, *, again: bool = False) -> Counter[Outcome]:
    """Take in the events of a body from the first-th on, and order the rest; how many became what."""
    body = raw.read(key)
    if body is None:
        telemetry.info("body is gone", raw=key)
        return Counter()
    if body.source == SITE and body.tenant is not None:
        visits.take(body.tenant, body.text.encode(), body.received)
        return Counter()
    return take_in(body, first, again=again)


def take_in(body: Body, first: int = 0, *, again: bool = False) -> Counter[Outcome]:
    """The same, of a body that was read."""
    some = list(islice(reading.events(body), first, first + PART + 1))
    origin = Origin(body.source, body.key, body.received)
    found = Counter(_take(event, origin, again=again) for event in some[:PART])
    for outcome, number in found.items():
        telemetry.count("MailEvents", number, outcome=outcome)
    if len(some) > PART:
        queue.order("raw", {"key": body.key, "first": first + PART, "again": again})
    return found


def _take(event: Event, origin: Origin, *, again: bool) -> Outcome:
    """One event, whatever is wrong with it: a fault of ours that may pass brings it back, any other sets it aside."""
    if again and isinstance(event, Report):
        model.forget_unreadable(Unreadable(event.text, "", event.recipient.tenant))
    try:
        return taking.take(event, origin)
    except Exception as fault:
        if table.is_transient(fault):
            raise
        telemetry.failed("mail event failed", fault, source=origin.source, raw=origin.raw)
        tenant = event.recipient.tenant if isinstance(event, Report) else event.tenant
        return taking.take(Unreadable(event.text, f"{FAULT}{type(fault).__name__}", tenant), origin)


def _bring(told: Mapping[str, Any]) -> None:
    """What SNS brought is kept as what it posts is: that tells of it, and it is read.

    An event comes without its notification where a subscription asks for raw delivery.
    """
    match told:
        case {"Type": "Notification", "TopicArn": str(topic)} if topic in config.ses_topics():
            place = Place(None, "ses", rules.moment(told["Timestamp"]), told["MessageId"].encode())
            raw.keep(place, json.dumps(told).encode())
        case {"eventType": str(), "mail": dict()}:
            text = json.dumps(told)
            raw.keep(Place(None, "ses", clock.now(), text.encode()), json.dumps({"Message": text}).encode())
        case _:
            telemetry.info("message of no known kind")  # S3 says so that it may write here, when it is told to
