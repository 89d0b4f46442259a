"""Every call to AWS that an operation makes goes wrong once, in every way, and the caller tries again.

The calls are those of a clean run of the operation: a new call is covered by itself.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest

from kernel import clock
from tests.conftest import opened
from tests.faults.attempts import Attempt, Operation
from tests.faults.operations import OPERATIONS
from tests.faults.quick import Quick
from tests.faults.routes import is_told
from tests.faults.scene import Theatre
from tests.faults.wire import KINDS, Crash, Fault, Kind, Wire
from tests.sampling import THOROUGH

READS = frozenset({"GetItem", "Query", "BatchGetItem", "ListUsers"})
AGAIN_AFTER = timedelta(minutes=16)
"""The queues' own delay: by then a worker that says nothing any more counts as ended."""
MOST = 1
"""Faults that each operation is tried with when there is little time."""


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        patch.setattr("campaigns.fanning.LATE", 86_400)  # what rests goes on resting, however late it is tried again
        patch.setattr("imports.rules.SETTLES", timedelta())  # nobody is at an import any more that has ended
        admin = world.company()
        quick = Quick(world)
        yield Theatre(world, quick, Wire(patch), admin)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_it_ends_as_if_nothing_had_gone_wrong(theatre: Theatre, operation: Operation):
    wanted, calls = clean(theatre, operation)
    assert calls, "makes no call at all"
    wrong = []
    for fault in affordable(operation.__name__, list(faults(calls))):
        got = interrupted(theatre, operation, fault)
        if got != wanted:
            wrong.append(f"{calls[fault.place]}: {fault!r}: missing {wanted - got}, too much {got - wanted}")
    assert not wrong, "\n".join(wrong)


def faults(calls: list[str]) -> Iterator[Fault]:
    """All of them if there is time; else those that do not end like another.

    What ends the process at a read, or before a write, ends like what ended it after the write before.
    """
    for place, call in enumerate(calls):
        for kind in KINDS if THOROUGH else quickly(call):
            yield Fault(place, kind)


def affordable(name: str, found: list[Fault]) -> list[Fault]:
    """Of an operation of many calls some faults, spread over all of it; every one of them if there is time.

    Where they begin differs from one operation to another, so that what these have in common is tried in all ways.
    """
    every = -(-len(found) // MOST)
    return found if THOROUGH else found[crc32(name.encode()) % every :: every]


def quickly(call: str) -> tuple[Kind, ...]:
    if call in READS:
        return ("it is throttled",)
    some: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind not in {KINDS[0], "it meets another transaction"})
    return (*some, "it meets another transaction") if call == "TransactWriteItems" else some


def clean(theatre: Theatre, operation: Operation) -> tuple[Counter[str], list[str]]:
    scene = theatre.scene()
    attempt = operation(scene)
    with scene.wire.carrying():
        assert succeeded(attempt), "fails without a fault"
    calls = scene.wire.calls
    assert is_told(operation, scene.asked)
    return theatre.left(), calls


def interrupted(theatre: Theatre, operation: Operation, fault: Fault) -> Counter[str]:
    scene = theatre.scene()
    attempt = operation(scene)
    try:
        with scene.wire.carrying(fault):
            done = succeeded(attempt)
    except (Crash, Exception):  # noqa: BLE001 - whatever it was, the caller comes again
        done = False
    assert scene.wire.struck
    if not done:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: datetime.now(UTC) + AGAIN_AFTER)
            assert succeeded(attempt), f"{fault!r}: fails ever after"
    return theatre.left()


def succeeded(attempt: Attempt) -> bool:
    """Whether there is no reason to try again."""
    answer = attempt()
    if answer is None:
        return True
    if answer.status >= 500 or "Retry-After" in answer.headers:
        return False
    assert answer.status < 300 or answer["code"] == "stale", answer.raw  # stale: what was sent is there already
    return True
