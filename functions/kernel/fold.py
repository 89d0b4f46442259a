"""How a customer's stream becomes facts: exactly once, whatever is repeated, lost or rebuilt meanwhile. Pure.

A watermark says how far the stream has been folded. A rebuild reads the collection instead, at a moment that the
stream does not know; so it leaves two marks in the collection, before and after it reads, which come by in the
stream in order with everything else:

- changes before the first mark are in what the rebuild read: they are passed over;
- a change between the marks may or may not be: the rebuild is done again;
- after the second mark, changes are folded as ever.

What the rebuild read is stored together with the second mark, so that one never waits for a mark that was not
made; and with the watermark, which tells marks that came by too early, and a stream that was replaced meanwhile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from kernel import keys
from kernel.facts import NOTHING, Facts

type Image = dict[str, Any]
type Observe = Callable[[str, Image], Facts]
"""(sort key, attributes) -> what this item alone says of its customer."""


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
    opened: bool = False


@dataclass(frozen=True)
class State:
    """Facts, and up to where they are true; no watermark: nothing of the stream has come by yet."""

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
    fence = change.sk.startswith(keys.FENCE)
    if state is None:
        if fence:
            return None
        if change.sk != keys.PROFILE or change.before is not None:
            return REBUILD
        state = State(mark=Mark(change.label, change.sequence - 1))
    if state.mark is None or change.label != state.mark.label:
        return REBUILD
    if change.sequence <= state.mark.sequence:
        return state
    if fence:
        return _pass_mark(state, change)
    if state.fence is not None and not state.fence.opened:
        return state
    more = difference(change, observe)
    if not more:
        return state
    return REBUILD if state.fence is not None else State(state.facts + more, Mark(change.label, change.sequence))


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
