"""A derived state of one customer, kept as numbered snapshots: the last is the present, the others its history.

A snapshot is put if its number is free, so two writers never both win, and history needs no second write that a
crash could lose.

Rules change while workers run. Who decides has read the rules that are in force just before, and puts the snapshot at
once; where that took longer than QUICK, the decision is made again. So who goes through all customers after a change
of rules, and begins no sooner than SETTLED after it, meets no decision by older rules that comes later.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from operator import eq
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, ids, keys, table
from kernel.facts import NOTHING, Facts
from kernel.fold import Change, Fence, Mark, Observe, State, advance
from kernel.stream import put_aside
from kernel.table import Item, Key, Range
from kernel.values import IntegerAttribute, MapAttribute, Raw, decode_image

QUICK = 5.0
"""Seconds between reading the rules and having put what they decide."""
SETTLED = 15
"""Seconds after a change of rules until every decision by the rules before has been put, or is made again."""
_TRIES = 8
_PAGE = 500
_FENCE_KEPT = 7 * 86400
_MARKS_COME = timedelta(hours=1)
_BY_READING = "rebuild"
"""In place of a stream's label, of what was found to be unreadable in the collection itself."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What an item leads to that nobody could have written so."""


class SnapshotItem(Item):
    """One snapshot."""

    facts = MapAttribute()
    result = MapAttribute()
    at = UnicodeAttribute()
    mark = MapAttribute(null=True)
    fence = MapAttribute(null=True)
    lens = UnicodeAttribute(null=True)
    news = IntegerAttribute(null=True)


class FenceItem(Item):
    """A mark that a rebuild leaves in the stream (see kernel.fold)."""

    token = UnicodeAttribute()
    phase = UnicodeAttribute()


@dataclass(frozen=True)
class Snapshot:
    """State and decision at one moment."""

    number: int
    state: State
    result: Mapping[str, Any]
    at: datetime
    lens: str = ""
    """What was observed through: see Mind."""
    news: int = 0
    """The last one up to this that decided otherwise than the one before it; 0: nobody knows."""

    @property
    def is_news(self) -> bool:
        """Whether it decides otherwise than the one before it."""
        return self.news == self.number


type Shown = Callable[[Snapshot], bool]
"""Whether the list card shows what a snapshot decided: a crash may have come between snapshot and card."""
type Told = Callable[[Snapshot | None, Snapshot], Iterable[table.Write]]
"""(snapshot before, new one) -> what is written in the new one's transaction besides."""


def _untold(_before: Snapshot | None, _now: Snapshot) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Mind:
    """How a tenant's rules, as they are now, observe and decide. Pure, but for the clock."""

    observe: Observe
    decide: Callable[[Facts, Mapping[str, Any]], dict[str, Any]]
    """(facts, the decision so far) -> the decision, as stored."""
    lens: str = ""
    """Names what `observe` looks at: it differs where rules ask for more, or less, of an item."""
    sees_as: Callable[[Facts, str], bool] = lambda _facts, lens: not lens
    """(facts, the lens that they were observed through) -> whether `observe` would have made the same of it."""
    same: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] = eq
    """Whether two decisions say the same."""


@dataclass(frozen=True)
class Fold:
    """What makes a derived state: how it is observed and decided, and where it shows."""

    name: str
    """Of its snapshots' keys."""
    reader: str
    """Who puts aside what cannot be observed: the stream reader's name."""
    mind: Callable[[str], Mind]
    """Of a tenant, read anew each time."""
    project: Callable[[str, str, Snapshot], None]
    """(tenant, customer id, snapshot): show it on the list card; repeatable."""
    shown_in: Callable[[Facts], object] = lambda _: None
    """Where it is shown: a new place has to be told what was decided before."""

    def latest(self, pk: str, *, consistent: bool = True) -> Snapshot | None:
        """The present snapshot of a collection."""
        where = Range(pk, prefix=keys.snapshots(self.name), newest_first=True, consistent=consistent)
        found = table.first(where, limit=1)
        return snapshot_of(found[0]) if found else None

    def numbered(self, pk: str, number: int) -> Snapshot:
        """A snapshot by its number: there is one for each up to the present one. They are never changed."""
        raw = table.read((pk, keys.snapshot(self.name, number)))
        if raw is None:
            raise table.Transient("a snapshot is on its way")
        return snapshot_of(raw)

    def before(self, pk: str, moment: str, latest: Snapshot) -> Snapshot | None:
        """The snapshot that was the present one just before a moment, found by halving; None: there was none."""
        if clock.stamp(latest.at) < moment:
            return latest
        low, high, found = 0, latest.number, None
        while high - low > 1:
            middle = (low + high) // 2
            one = self.numbered(pk, middle)
            if clock.stamp(one.at) < moment:
                low, found = middle, one
            else:
                high = middle
        return found

    def react(self, pk: str, changes: Sequence[Change]) -> None:
        """Fold one customer's changes: one read, at most one new snapshot, and the card if it shows something else."""
        tenant, customer = collection(pk)
        for _ in range(_TRIES):
            before, began = self.latest(pk), time.monotonic()
            mind = self.mind(tenant)
            if before and not _is_read(before, mind):
                self.rebuild(pk, Mark(changes[-1].label, changes[-1].sequence))
                return
            observe = Careful(mind.observe)
            step = advance(before.state if before else None, changes, observe)
            self._aside(pk, changes, observe.unreadable)
            if step == "rebuild":
                self.rebuild(pk, Mark(changes[-1].label, changes[-1].sequence))
                return
            if before and step == before.state:
                if _unshown(before.state, changes):  # or, if it took long, between reading the rules and looking again
                    self.redecide(pk, lambda _: False)
                return
            now = self._put(pk, before, step, mind) if step else None
            if now and (before is None or self._tells(mind, before, now) or _unshown(before.state, changes)):
                self.project(tenant, customer, now)
            if now:
                self._settle(pk, began)
            if now or step is None:
                return
        raise table.Transient(f"{self.name}: others keep writing")

    def _tells(self, mind: Mind, before: Snapshot, now: Snapshot) -> bool:
        """Whether there is something to show that was not shown before, or somewhere else."""
        places = self.shown_in(before.state.facts), self.shown_in(now.state.facts)
        return not mind.same(before.result, now.result) or places[0] != places[1]

    def _settle(self, pk: str, began: float) -> None:
        """Decide again if the rules were read so long ago that others may be in force (see above)."""
        if time.monotonic() - began > QUICK:
            self.redecide(pk, lambda _: True)

    def rebuild(self, pk: str, seen: Mark | None = None, told: Told = _untold) -> Snapshot | None:
        """Derive the state anew from the collection; the stream is fenced off until it has caught up.

        `seen` is how far the stream has come by, if the caller knows better than the present snapshot.
        Returns None when nothing is left of the customer.
        """
        token = ids.new(clock.now())
        table.write(self._fence(pk, token, "open"))
        began = time.monotonic()
        mind = self.mind(collection(pk)[0])
        observe = Careful(mind.observe)
        facts, alive = self._read(pk, observe)
        if not alive:
            return None
        for sk, fault in observe.unreadable.items():
            put_aside(self.reader, (pk, sk, _BY_READING, _digest(pk, sk)), fault)
        for _ in range(_TRIES):
            before = self.latest(pk)
            mark = seen or (before.state.mark if before else None)
            closed = self._fence(pk, token, "closed")
            now = self._put(pk, before, State(facts, mark, Fence(token)), mind, told, closed)
            if now is not None:
                self.project(*collection(pk), now)
                self._settle(pk, began)
                return now
        raise table.Transient(f"{self.name}: others keep writing")

    def redecide(
        self, pk: str, shown: Shown, *, consistent: bool = True, told: Told = _untold
    ) -> tuple[Snapshot | None, Snapshot | None]:
        """Decide again from the stored facts (the rules have changed): (before, after); writes only a difference."""
        tenant, customer = collection(pk)
        for attempt in range(_TRIES):
            began, mind = time.monotonic(), self.mind(tenant)
            before = self.latest(pk, consistent=consistent or attempt > 0)
            if before is None:
                return None, self.rebuild(pk, told=told)
            if not _is_read(before, mind):
                return before, self.rebuild(pk, told=told)
            if mind.same(before.result, mind.decide(before.state.facts, before.result)):
                if not shown(before):
                    self.project(tenant, customer, before)
                return before, before
            after = self._put(pk, before, before.state, mind, told)
            if after is not None:
                self.project(tenant, customer, after)
                self._settle(pk, began)
                return before, after
        raise table.Transient(f"{self.name}: others keep writing")

    def prove(self, pk: str, shown: Shown) -> bool:
        """Whether the stored facts are those of the collection, and what follows is decided and shown; if not, mended.

        What the stream has not brought by yet looks like a difference too (H8); deriving it anew is then harmless.
        """
        mind = self.mind(collection(pk)[0])
        facts, alive = self._read(pk, Careful(mind.observe))
        now = self.latest(pk)
        if not alive:
            return True
        if now is None or now.state.facts != facts or _is_stuck(now):
            self.rebuild(pk)
            return False
        if not mind.same(now.result, mind.decide(facts, now.result)) or not shown(now):
            self.redecide(pk, shown)
            return False
        return True

    def observed(self, pk: str, through: Observe) -> Facts:
        """The facts of a collection as something else than the rules in force observes it."""
        return self._read(pk, Careful(through))[0]

    def _read(self, pk: str, observe: "Careful") -> tuple[Facts, bool]:
        facts, alive, start = NOTHING, False, None
        while True:
            page = table.page(Range(pk, below=keys.DERIVED, consistent=True), limit=_PAGE, start=start)
            for raw in page.items:
                sk = raw["sk"]["S"]
                facts += observe(sk, decode_image(raw))
                alive = alive or sk == keys.PROFILE
            if page.last is None:
                return facts, alive
            start = page.last

    def _aside(self, pk: str, changes: Sequence[Change], unreadable: Mapping[str, Exception]) -> None:
        """What cannot be observed counts as nothing, here and in a rebuild alike, and is kept to be looked at."""
        for change in changes:
            if change.sk in unreadable:
                put_aside(self.reader, (pk, change.sk, change.label, str(change.sequence)), unreadable[change.sk])

    def _put(
        self, pk: str, before: Snapshot | None, state: State, mind: Mind, told: Told = _untold, *more: table.Write
    ) -> Snapshot | None:  # fmt: skip
        """The next snapshot, with what else is written or not at all; None when somebody else took its number."""
        number = before.number + 1 if before else 1
        result = mind.decide(state.facts, before.result if before else {})
        news = before.news if before and mind.same(before.result, result) else number
        now = Snapshot(number, state, result, clock.now(), mind.lens, news)
        try:
            table.write(table.create(_item((pk, keys.snapshot(self.name, number)), now)), *told(before, now), *more)
        except table.Refused:
            return None
        return now

    def _fence(self, pk: str, token: str, phase: str) -> table.Write:
        expires = int(clock.now().timestamp()) + _FENCE_KEPT
        return table.put(FenceItem(pk, keys.fence(self.name), token=token, phase=phase, expires_at=expires))


class Careful:
    """Observes; an item that cannot be read counts as nothing and is remembered with its fault."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self.unreadable: dict[str, Exception] = {}

    def __call__(self, sk: str, image: dict[str, Any]) -> Facts:
        """What an item says."""
        try:
            return self._observe(sk, image)
        except UNREADABLE as error:
            self.unreadable[sk] = error
            return NOTHING


def collection(pk: str) -> tuple[str, str]:
    """(tenant, customer id) of a collection's key; ValueError for any other key."""
    found = keys.owner_of(pk)
    if found is None:
        raise ValueError("not a customer's collection")
    return found


def _is_read(before: Snapshot, mind: Mind) -> bool:
    """Whether what was observed is what would be observed now."""
    return mind.sees_as(before.state.facts, before.lens)


def _digest(pk: str, sk: str) -> str:
    return sha256(f"{pk} {sk}".encode()).hexdigest()[:20]


def _is_stuck(now: Snapshot) -> bool:
    """Whether the marks of a rebuild were lost with their stream: they come by within seconds."""
    return now.state.fence is not None and clock.now() - now.at > _MARKS_COME


def _unshown(state: State, changes: Sequence[Change]) -> bool:
    """Whether a crash may have come between this state's snapshot and the card: some of this was folded before."""
    mark = state.mark
    seen = mark is not None and any(c.label == mark.label and c.sequence <= mark.sequence for c in changes)
    return seen or state.fence is not None


def _item(key: Key, snapshot: Snapshot) -> SnapshotItem:
    state = snapshot.state
    fence = state.fence
    return SnapshotItem(
        *key,
        facts=dict(state.facts.stored()),
        result=dict(snapshot.result),
        at=clock.stamp(snapshot.at),
        # As text: a sequence number has up to 40 digits, a number in the table 38.
        mark={"label": state.mark.label, "sequence": str(state.mark.sequence)} if state.mark else None,
        fence={"token": fence.token, "opened": fence.opened} if fence else None,
        lens=snapshot.lens or None,
        news=snapshot.news or None,
    )


def snapshot_of(raw: Raw) -> Snapshot:
    """A snapshot from its item."""
    item = SnapshotItem.of(raw)
    state = State(
        Facts.restored(item.facts),
        Mark(item.mark["label"], int(item.mark["sequence"])) if item.mark else None,
        Fence(**item.fence) if item.fence else None,
    )
    number = int(item.sk.rpartition("#")[2])
    return Snapshot(number, state, item.result, datetime.fromisoformat(item.at), item.lens or "", item.news or 0)
