"""What is attached to a record moves to another, each item in a transaction: it is always in exactly one of the two.

With an item goes its note of origin, what finds it by its own id and what it claims of its customer. An item that both
have, as the same signal has the same key, stays where it is; what is told of it goes along, as another time of the one
that is there already.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Any

from attached import primary
from customers import occurrences, origins
from customers.origins import OriginItem
from customers.pointers import VersionedItem, moving, place_of
from kernel import clock, keys, table
from kernel.ids import is_ulid
from kernel.table import Item, Key, Range, Write
from kernel.values import Raw
from ledger.carrying import Carried, carried, carrying
from ledger.rules import Reason

_AT_ONCE = 16
"""Items of one transaction: each takes six writes at most and both ledgers four, of 100."""
_TRIES = 8
_HEAVY = 100_000
"""Bytes of an item that moves alone: a transaction may have 4 MB."""


@dataclass(frozen=True)
class Part:
    """What one page came to: items looked at, items moved, and after which to go on; None at the end."""

    looked: int
    moved: int
    after: str | None


@dataclass(frozen=True)
class Way:
    """From one record's collection to another's."""

    tenant: str
    source: str
    target: str


def forth(way: Way, after: str | None, limit: int) -> Part:
    """Move a page of all that is attached."""
    pk = keys.customer(way.tenant, way.source)
    page = table.page(Range(pk, above=after, below=keys.DERIVED, consistent=True), limit=limit)
    rows = [row for row in page.items if not row["sk"]["S"].startswith((keys.PROFILE, keys.FENCE))]
    moved = sum(_together(way, some, "merged") for some in _transactions(list(_taking(way, rows))))
    return Part(len(page.items), moved, page.items[-1]["sk"]["S"] if page.last and page.items else None)


def back(way: Way, after: str | None, limit: int) -> Part:
    """Move a page of what came from the target back there, as it is by now."""
    pk, prefix = keys.customer(way.tenant, way.source), keys.origin("")
    where = Range(pk, above=after or prefix, below=f"{prefix}{keys.DERIVED}", consistent=True)
    page = table.page(where, limit=limit)
    notes = [note for note in map(OriginItem.of, page.items) if note.source == way.target]
    moved = sum(_together(way, some, "merge_undone") for some in _transactions(list(_returning(way, notes))))
    return Part(len(page.items), moved, page.items[-1]["sk"]["S"] if page.last and page.items else None)


@dataclass(frozen=True)
class _Move:
    """The writes that move one item; `instead` of them, when the target has it already (what is there)."""

    writes: list[Write]
    size: int = 0
    instead: Callable[[Raw], Sequence[Write]] = lambda _: ()
    claim: Carried | None = None


def _taking(way: Way, rows: Sequence[Raw]) -> Iterator[_Move]:
    found = _pointers(way, [row["sk"]["S"] for row in rows])
    for row in rows:
        sk = row["sk"]["S"]
        note = origins.noting(way.tenant, way.target, sk, way.source)
        arriving = occurrences.unsettled(primary.given_up(row))
        writes = [*_carrying(way, row, arriving), note, *found.get(sk, ())]
        yield _Move(writes, _size(row), partial(_telling, way, row), carried(row))


def _telling(way: Way, row: Raw, there: Raw) -> Sequence[Write]:
    """A signal that stays is told of to the target, unless that has been told just the same."""
    if not occurrences.is_signal(row["sk"]["S"]) or occurrences.same(occurrences.own(row), occurrences.own(there)):
        return ()
    copy = occurrences.occurrence(row, occurrences.own(row), keys.customer(way.tenant, way.target))
    noting = origins.noting(way.tenant, way.target, copy["sk"]["S"], way.source)
    return table.place(copy, when=Item.pk.does_not_exist()), noting


def _returning(way: Way, notes: Sequence[OriginItem]) -> Iterator[_Move]:
    names = [note.sk.removeprefix(keys.origin("")) for note in notes]
    rows = table.get_many([(note.pk, sk) for note, sk in zip(notes, names, strict=True)], consistent=True)
    found, stayed = _pointers(way, names), _stayed(way, rows.values())
    for note, sk in zip(notes, names, strict=True):
        row, forgotten = rows.get((note.pk, sk)), table.delete((note.pk, note.sk))
        if row is None:
            yield _Move([forgotten])
        elif sk in stayed:
            yield _Move([_leaving(row), forgotten])
        else:
            arriving = occurrences.unsettled(primary.taken_back(row))
            writes = [*_carrying(way, row, arriving), forgotten, *found.get(sk, ())]
            instead = partial(_only_gone, _leaving(row), forgotten)
            yield _Move(writes, _size(row), instead, carried(row))


def _only_gone(leaving: Write, forgotten: Write, _there: Raw) -> Sequence[Write]:
    return leaving, forgotten


def _stayed(way: Way, rows: Iterable[Raw]) -> frozenset[str]:
    """Occurrences that were told of signals which stayed with the target: it has them, as its signals' own."""
    pk = keys.customer(way.tenant, way.target)
    told = {sk: row for row in rows if occurrences.is_occurrence(sk := row["sk"]["S"])}
    of = {sk: (pk, str(keys.occurs_of(sk))) for sk in told}
    there = table.get_many(of.values(), consistent=True) if of else {}
    return frozenset(
        sk for sk, row in told.items()
        if of[sk] in there and occurrences.same(occurrences.own(there[of[sk]]), occurrences.own(row))
    )  # fmt: skip


def _carrying(way: Way, row: Raw, arriving: Raw) -> list[Write]:
    """The item arrives, unless the target has one with this key, and leaves as it was read."""
    there: dict[str, Any] = {**arriving, "pk": {"S": keys.customer(way.tenant, way.target)}}
    value = arriving.get("value", {}).get("M", {})
    if value.get("customer") == {"S": way.source}:
        there["value"] = {"M": {**value, "customer": {"S": way.target}}}
    return [table.place(there, when=Item.pk.does_not_exist()), _leaving(row)]


def _leaving(row: Raw) -> Write:
    """What has no version never changes."""
    same = VersionedItem.version == int(row["version"]["N"]) if "version" in row else Item.pk.exists()
    return table.delete((row["pk"]["S"], row["sk"]["S"]), when=same)


def _pointers(way: Way, names: Sequence[str]) -> dict[str, list[Write]]:
    """For items that are found by their own ids, the writes that let them be found in the target."""
    ids = {sk: name for sk in names if is_ulid(name := sk.partition("#")[2])}
    places: dict[str, Key] = {sk: place_of(way.tenant, name) for sk, name in ids.items()}
    known = table.get_many(places.values(), consistent=True) if places else {}
    return {
        sk: [moving(way.tenant, ids[sk], way.source, way.target)]
        for sk, key in places.items() if known.get(key, {}).get("customer") == {"S": way.source}
    }  # fmt: skip


def _size(row: Raw) -> int:
    return len(json.dumps(row))


def _transactions(moves: Sequence[_Move]) -> Iterator[Sequence[_Move]]:
    yield from batched([move for move in moves if move.size < _HEAVY], _AT_ONCE, strict=False)
    yield from ([move] for move in moves if move.size >= _HEAVY)


def _together(way: Way, moves: Sequence[_Move], reason: Reason) -> int:
    """Move them; if one of them cannot, each by itself. Returns how many did."""
    try:
        _write(way, moves, reason)
    except table.Refused:
        return sum(_alone(way, move, reason) for move in moves)
    return len(moves)


def _alone(way: Way, move: _Move, reason: Reason) -> int:
    """Whether it moved; if the target has it already, or somebody changed it at this moment, it stays."""
    try:
        _write(way, [move], reason)
    except table.Refused as refused:
        instead = move.instead(refused.found or {}) if refused.write is move.writes[0] else ()
    else:
        return 1
    try:
        if instead:
            table.write(*instead)
    except table.Refused:
        return 0
    return int(any(write.kind == "Delete" for write in instead))


def _write(way: Way, moves: Sequence[_Move], reason: Reason) -> None:
    """The moves with what they claim. Who is overtaken at a ledger posts behind the others: the items are the same."""
    writes = [write for move in moves for write in move.writes]
    claims = [move.claim for move in moves if move.claim is not None]
    for _ in range(_TRIES):
        posting = carrying(way.tenant, way.source, way.target, claims, reason, clock.now())
        try:
            table.write(*writes, *posting)
        except table.Refused as refused:
            if not any(refused.write is one for one in posting):
                raise
        else:
            return
    raise table.Transient("others keep posting")
