"""Every call to AWS that an operation makes goes wrong once, in every way, and the caller tries again.

The calls are those of a clean run of the operation: a new call is covered by itself. A write also goes wrong as often
as the product repeats it. Which failing conditions would prove nothing is told in `conditions`; left out too is what
provably ends like another fault:
- a process that ends at a read, or before a write, has done what one has that ends after the write before;
- a read of the table that times out is for the product what one is that is throttled (`kernel.table.is_transient`);
- what leaves the same changes in the stream, the queues and the bucket is followed by the same (`scene.told`), so
  only where these differ the streams and workers run, and all that is left is compared.
"""

from collections.abc import Callable, Iterator
from zlib import crc32

import pytest

from tests.conftest import opened
from tests.faults import derived, handlers, works
from tests.faults.attempts import Operation
from tests.faults.conditions import is_left_to_another
from tests.faults.operations import OPERATIONS
from tests.faults.play import End, Play
from tests.faults.routes import is_told
from tests.faults.scene import Theatre
from tests.faults.wire import HALVED, KINDS, LASTING, MEANWHILE, PARTLY, REFUSED, TWICE, Fault, Kind, Wire
from tests.sampling import THOROUGH, sampled

READS = frozenset({"GetItem", "Query", "BatchGetItem"})
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"})
BY_PARTS = frozenset({"Query", "BatchGetItem", "BatchWriteItem"})


SOME = sampled(OPERATIONS.values(), 24, lambda operation: operation.__name__)


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        patch.setattr("campaigns.fanning.LATE", 86_400)  # what rests goes on resting, however late it is tried again
        wire = Wire(patch)
        handlers.note(patch, wire)
        made = Theatre(world, wire, world.company())
        patch.setattr("tests.world.deliver", made.deliver)
        yield made


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_it_ends_as_if_nothing_had_gone_wrong(
    theatre: Theatre, operation: Operation, record_property: Callable[[str, object], None]
):
    play = Play(theatre, operation)
    handlers.forget()
    calls = play.clean.calls
    assert calls, "makes no call at all"
    assert is_told(operation, play.scene.asked)
    assert handlers.is_told(operation)
    assert handlers.worked == set(works.KINDS.get(operation.__name__, ()))
    faults = tried(operation.__name__, list(mishaps(operation, play.clean)))
    record_property("faults", len(faults))
    wrong = {f"{calls[fault.place]} {fault!r}": differs for fault in faults if (differs := play.differs(fault))}
    assert not wrong, wrong


@pytest.mark.parametrize("operation", SOME, ids=lambda operation: operation.__name__)
def test_what_is_derived_is_what_follows_from_what_is_left(theatre: Theatre, operation: Operation):
    """After whatever went wrong the same is left as here, so this is true there too."""
    play = Play(theatre, operation)
    held = list(theatre.world.history) if theatre.keeps_back else []  # by how it is prepared: a batch of its own
    play.clean.left()
    theatre.deliver(held)
    assert not derived.mended(theatre)


def mishaps(operation: Operation, clean: End) -> Iterator[Fault]:
    """All that may happen to an operation whose clean run is this."""
    streamed = operation.__name__ in handlers.STREAMED
    for place, call in enumerate(clean.calls):
        yield from mishaps_of(place, call)
        if place in clean.conditional and not is_left_to_another(operation.__name__, clean.conditional[place]):
            yield Fault(place, REFUSED)
        if call in WRITES and not streamed:  # a shard has one reader
            yield Fault(place, MEANWHILE)
        if call not in READS and streamed:
            yield Fault(place, HALVED)
    yield Fault(0, TWICE)


def mishaps_of(place: int, call: str) -> Iterator[Fault]:
    assert call != "SendMessageBatch", "some of its entries may fail: add that to wire.PARTLY"
    for kind in quickly(call):
        yield Fault(place, kind)
    if call in WRITES:
        yield Fault(place, LASTING)
    if call in BY_PARTS:
        yield Fault(place, PARTLY)


def tried(name: str, found: list[Fault]) -> list[Fault]:
    """Where there is little time that it comes twice, and one more: another for each, so all are tried in all ways."""
    *others, twice = found
    return found if THOROUGH else [others[crc32(name.encode()) % len(others)], twice]


def quickly(call: str) -> list[Kind]:
    """How a call may go wrong so that it does not end like another fault."""
    if call in READS:
        return ["it is throttled"]
    return [kind for kind in KINDS if kind != KINDS[0] and (call in WRITES or kind != "it meets another transaction")]
