"""Counters that follow the stream exactly: each record's tally says what it is counted as, and changes with them.

A change of a tally and of the counters is one transaction, on condition that the tally is as it was read. So the
counters are at every moment the sum of all tallies, whatever is repeated, reordered or cut off, and a tally is brought
to what the record says now, not to what a change said.

Counters are not sharded: a reader of the stream combines the records of a batch, so that a counter of all records is
written once for many of them. DynamoDB takes 1,000 writes a second of one item, two for each transaction; before 500
batches a second are reached, the rows of the tenant's books are what a partition cannot take.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from counts import model
from counts.model import KEPT, CountedItem
from counts.tally import Differences, Tally, actions, differences, steps, total
from kernel import clock, keys, table
from kernel.fold import Change
from kernel.stream import Groups
from kernel.table import Write
from kernel.values import Raw, decode

MOST = 100
"""Writes of one transaction, and items of one BatchGetItem."""
_TRIES = 8
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Move:
    """A record that is to be counted otherwise."""

    pk: str
    before: CountedItem | None
    after: Tally

    @property
    def changes(self) -> Differences:
        """What that means for the counters."""
        return differences(self.before.tally if self.before else {}, self.after)


@dataclass(frozen=True)
class Counting:
    """Records of one kind, and what they are counted as."""

    tally: Callable[[Mapping[str, Any]], Tally]
    """(profile as stored) -> what it is counted as."""
    days: Callable[[str, Mapping[str, Any]], Tally] = lambda *_: {}
    """(tenant, profile as stored) -> what it is counted as on days, which are the company's."""

    def react(self, pk: str, changes: Sequence[Change]) -> None:
        """Count one record as it is now; nothing to do when it is counted as its last change says."""
        if not self._is_counted(changes[-1], model.counted(pk)):
            self.recount(pk)

    def ahead(self, groups: Groups) -> frozenset[str]:
        """Count the records of a batch, many in one transaction; whoever stood in the way is left for `react`."""
        served: set[str] = set()
        collections = list(groups)
        for start in range(0, len(collections), MOST):
            served |= self._together({pk: groups[pk][-1] for pk in collections[start : start + MOST]})
        return frozenset(served)

    def recount(self, pk: str) -> bool:
        """Count a record as it is now; whether it was counted otherwise. Transient when others keep counting it."""
        moved = False
        for _ in range(_TRIES):
            before = model.counted(pk)
            after = self._now(pk, table.read((pk, keys.PROFILE), consistent=True))
            try:
                return _walk(pk, before, after) or moved
            except table.Refused:
                moved = True
        raise table.Transient("counts: others keep writing")

    def _together(self, changes: Mapping[str, Change]) -> set[str]:
        """Tallies are read before profiles: what was read of a profile is then no older than what it was counted as."""
        known = {pk: CountedItem.of(raw) for pk, raw in _read(changes, keys.COUNTED).items()}
        left: list[str] = []
        for pk, change in changes.items():
            try:
                left += [] if self._is_counted(change, known.get(pk)) else [pk]
            except _UNREADABLE:
                left.append(pk)
        moves: list[Move] = []
        profiles = _read(left, keys.PROFILE) if left else {}
        for pk in left:
            try:
                moves.append(Move(pk, known.get(pk), self._now(pk, profiles.get(pk))))
            except _UNREADABLE:
                continue
        return changes.keys() - left | {pk for some in _combined(moves) if _done(some) for pk in some}

    def _is_counted(self, change: Change, now: CountedItem | None) -> bool:
        return (now.tally if now else {}) == (self.of(change.pk, change.after["value"]) if change.after else {})

    def of(self, pk: str, value: Mapping[str, Any]) -> Tally:
        """What a record is counted as, by its profile as stored."""
        return {**self.tally(value), **self.days(_owner(pk)[0], value)}

    def _now(self, pk: str, profile: Raw | None) -> Tally:
        return self.of(pk, decode(profile["value"])) if profile else {}


def _walk(pk: str, before: CountedItem | None, after: Tally) -> bool:
    """From one tally to another, in as many transactions as it takes; whether there was anything to do."""
    now = before.tally if before else {}
    if now == after:
        return False
    for tally in steps(now, after, MOST - 2):
        write = _transaction({pk: Move(pk, before, tally)})
        table.write(*write)
        before = CountedItem.of(write[0].arguments["Item"])
    return True


def _combined(moves: Sequence[Move]) -> Iterator[dict[str, Move]]:
    """Moves that fit in one transaction; those that fit in none are left out."""
    together: dict[str, Move] = {}
    for move in moves:
        if 2 + actions(move.changes) > MOST:
            continue
        if len(_transaction(together | {move.pk: move})) > MOST:
            yield together
            together = {}
        together[move.pk] = move
    if together:
        yield together


def _done(moves: Mapping[str, Move]) -> bool:
    """Whether it is written. If not: one of them stands in the way, or somebody writes these very counters."""
    changed = {pk: move for pk, move in moves.items() if move.changes}
    try:
        if changed:
            table.write(*_transaction(changed))
    except (table.Refused, table.Transient, ClientError):
        return False
    return True


def _transaction(moves: Mapping[str, Move]) -> list[Write]:
    """What these records are counted as, the lists they are in, and the counters."""
    expires = int(clock.now().timestamp()) + KEPT
    tallies = [model.counting(pk, move.before, move.after, expires) for pk, move in moves.items()]
    entries = [
        write for pk, move in moves.items()
        for write in model.entering(*_owner(pk), move.before.tally if move.before else {}, move.after)
    ]  # fmt: skip
    lists = [write for pk, move in moves.items() for write in model.listing(*_owner(pk), move.changes)]
    counters = total([(_owner(pk)[0], move.changes) for pk, move in moves.items()])
    return [*tallies, *entries, *lists, *model.summing(counters)]


def _read(collections: Sequence[str] | Mapping[str, object], sk: str) -> dict[str, Raw]:
    found = table.get_many([(pk, sk) for pk in collections], consistent=True)
    return {pk: raw for (pk, _), raw in found.items()}


def _owner(pk: str) -> tuple[str, str]:
    """(tenant, record) of a collection; ValueError for any other key."""
    found = keys.owner_of(pk)
    if found is None:
        raise ValueError("not a record's collection")
    return found
