"""How a customer's stream becomes facts: exactly once, whatever is repeated, lost or rebuilt meanwhile. Pure.

A watermark says how far the stream has been folded. A rebuild reads the collection instead, at a moment that the
stream does not know; so it leaves two marks in the collection, before and after it reads, which come by in the
stream in order with everything else:

- changes before the first mark are in what the rebuild read: they are passed over;
- a change between the marks may or may not be: the rebuild is done again;
- after the second mark, changes are folded as ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from kernel import keys
from kernel.facts import NOTHING, Facts

type Image = dict[str, Any]
type Observe = Callable[[str, Image], Facts]
"""(sort key, attributes) -> what this item alone says of its customer."""

LOST_AFTER = timedelta(hours=1)
"""A rebuild's first mark that has not come by for so long never will (the stream was replaced meanwhile)."""


@dataclass(frozen=True)
class Change:
    """One record of the table's stream. `label` names the stream, `sequence` orders what happens to one customer."""

    pk: str
    sk: str
    before: Image | None
    after: Image | None
    label: str
    sequence: int
    at: datetime


@dataclass(frozen=True)
class Mark:
    """How far a stream has been folded."""

    label: str
    sequence: int


@dataclass(frozen=True)
class Fence:
    """A rebuild that the stream has not caught up with; `opened` once its first mark came by."""

    token: str
    since: datetime
    opened: bool = False


@dataclass(frozen=True)
class State:
    """Facts, and up to where they are true."""

    facts: Facts = NOTHING
    mark: Mark | None = None
    fence: Fence | None = None


REBUILD: Literal["rebuild"] = "rebuild"
type Step = State | Literal["rebuild"] | None


def advance(state: State | None, changes: Sequence[Change], observe: Observe) -> Step:
    """Fold a customer's changes, in stream order, into the state; REBUILD when only reading it all anew is certain.

    None: there is nothing of this customer, and nothing to begin with.
    """
    for change in changes:
        step = _step(state, change, observe)
        if step == "rebuild":
            return REBUILD
        state = step
    return state


def _step(state: State | None, change: Change, observe: Observe) -> Step:
    if change.sk.startswith(keys.FENCE):
        return _pass_mark(state, change) if state else None
    if state is None:
        if change.sk != keys.PROFILE or change.before is not None:
            return REBUILD
        state = State()
    if state.fence is not None:
        return _behind_fence(state, state.fence, change, observe)
    if state.mark is not None:
        if change.label != state.mark.label:
            return REBUILD
        if change.sequence <= state.mark.sequence:
            return state
    more = difference(change, observe)
    if not more:
        return state
    return State(state.facts + more, Mark(change.label, change.sequence))


def _behind_fence(state: State, fence: Fence, change: Change, observe: Observe) -> Step:
    if not fence.opened:
        return REBUILD if change.at > fence.since + LOST_AFTER else state
    return REBUILD if difference(change, observe) else state


def _pass_mark(state: State, change: Change) -> Step:
    fence, mark = state.fence, change.after
    if fence is None or mark is None or mark["token"] != fence.token:
        return state
    if mark["phase"] == "open":
        return replace(state, fence=replace(fence, opened=True))
    return State(state.facts, Mark(change.label, change.sequence)) if fence.opened else REBUILD


def difference(change: Change, observe: Observe) -> Facts:
    """What a change adds to, or takes from, the facts."""
    after = observe(change.sk, change.after) if change.after is not None else NOTHING
    return after - (observe(change.sk, change.before) if change.before is not None else NOTHING)
