"""Nights of a company for tests: the hour in which they begin, and the queue that they go through."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import tiers.schedule
from kernel import clock
from tests.world import World, backend

NIGHT = datetime(2027, 1, 10, 18, 5, tzinfo=UTC)
"""Five past one on the 11th in Ho Chi Minh City."""


def at(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    patch.setattr(clock, "now", lambda: moment)


def hour(patch: pytest.MonkeyPatch, moment: datetime = NIGHT) -> None:
    """The hourly schedule fires."""
    at(patch, moment)
    tiers.schedule.handler({}, None)


def orders() -> list[dict[str, Any]]:
    """What waits in the queue, in the order in which it came; nobody takes it out."""
    return [json.loads(one.body) for one in backend("sqs").queues["TIER"]._messages]


def work_off(world: World) -> None:
    """Until the night is over: what is held back comes at once."""
    for _ in range(1000):
        for one in backend("sqs").queues["TIER"]._messages:
            one.delay(0)
        if not world.work():
            return
    raise AssertionError("the night never ends")
