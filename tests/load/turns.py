"""How many orders of a busy company a quiet one waits for: first come, first served, or as SQS takes turns (ADR 23)."""

import logging
import os
from collections import Counter, deque
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from statistics import mean

from _pytest.monkeypatch import MonkeyPatch

from export.job import handler
from tests.conftest import opened
from tests.load.traffic import HOT
from tests.world import Person, World, backend, deliver

SHARE, REMEMBERED = 0.1, 50
"""AWS' guide: who has more than a tenth of the workers' time comes after the others; here of so many last orders."""
MOST = 5
"""Exports of the quiet company, one after the other."""
type Choose = Callable[[list[str], deque[str]], int]
"""(whose each waiting order is, whose the last ones were) -> which is next."""


def first_come(_waiting: list[str], _last: deque[str]) -> int:
    """The oldest."""
    return 0


def fair(waiting: list[str], last: deque[str]) -> int:
    """The oldest of somebody who has not had more than their share of late; else the oldest."""
    had = Counter(last)
    quiet = (place for place, whose in enumerate(waiting) if had[whose] <= SHARE * len(last))
    return next(quiet, 0)


def waits(world: World, firms: dict[str, Person], choose: Choose) -> list[int]:
    """For each export of the quiet company: how many of the busy one's were made while it waited."""
    for number in range(HOT):
        _ask(world, firms["hot"], number)
    deliver(world.records())
    queue, last = backend("sqs").queues["EXPORT"], deque[str](maxlen=REMEMBERED)
    found, waited, asked = list[int](), 0, 0
    while queue._messages:
        if not any(one.group_id == "quiet" for one in queue._messages) and asked < MOST and len(last) > 5:
            _ask(world, firms["quiet"], asked)
            deliver(world.records())
            asked, waited = asked + 1, 0
        message = queue._messages.pop(choose([one.group_id for one in queue._messages], last))
        handler({"Records": [{"body": message.body}]}, None)
        last.append(message.group_id)
        waited += message.group_id == "hot"
        found += [waited] if message.group_id == "quiet" else []
    return found


def _ask(world: World, by: Person, number: int) -> None:
    """Each for other columns and names, so that it is another job."""
    body = {"kind": "leads", "leads": {"created_from": f"20{10 + number // 28 % 80:02}-01-{1 + number % 28:02}"}}
    made = world.call("POST", "/v1/exports", body, by=by)
    assert made.status == 202, made.raw


def compare() -> str:
    """Both, in one line."""
    logging.disable(logging.CRITICAL)
    told = dict[str, list[int]]()
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        for choose in (first_come, fair):
            with MonkeyPatch.context() as patch, opened(patch) as world:
                firms = {name: world.company(name) for name in ("hot", "quiet")}
                world.pump()
                told[choose.__name__] = waits(world, firms, choose)
    logging.disable(logging.NOTSET)
    behind, turns = told["first_come"], told["fair"]
    return (
        f"a quiet company's export beside {HOT} of a busy one waits for {mean(behind):.1f} others first come, first "
        f"served; for {mean(turns):.1f} (at most {max(turns)}) in turns by company"
    )
