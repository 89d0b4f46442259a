"""How leads and customers stand, counted: by stars, by score in steps of ten, by tier; in the books of who sees them.

What a record is counted as here lies beside it, and follows its last decisions and its profile as its other tally does
(counts.folding): level, not edge, and one transaction with the counters. Without validators: a stream runs it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counts import days, model
from counts.model import CountedItem
from counts.tally import Tally, column, differences, steps
from customers import places
from kernel import clock, keys, table
from kernel.fold import Change
from kernel.table import Range
from kernel.values import decode

type _Stored = Mapping[str, Any]

STANDING = "standing"
"""The counters of it."""
NO_TIER = "~"
STEP, LEAST, MOST = 10, -10, 100
"""Points of a step; below nothing, and from so many on, there is one each."""
_SHELVES = frozenset({"lead", "customer"})
_TRIES = 8
_TOGETHER = 100
"""Writes of one transaction."""


def react(pk: str, changes: Sequence[Change]) -> None:
    """Count one record as it stands now; nothing to do when it is counted as its last changes say."""
    if keys.owner_of(pk) is not None and not _is_counted(pk, changes):
        recount(pk)


def recount(pk: str) -> bool:
    """Count a record as it stands; whether it was counted otherwise. Transient when others keep counting it."""
    moved = False
    for _ in range(_TRIES):
        before = model.counted(pk, keys.STANDING)
        try:
            return _walk(pk, before, _now(pk)) or moved
        except table.Refused:
            moved = True
    raise table.Transient("standing: others keep writing")


def _walk(pk: str, before: CountedItem | None, after: Tally) -> bool:
    """From one tally to another, in as many transactions as it takes; whether there was anything to do."""
    known: Tally = before.tally if before else {}
    if known == after:
        return False
    tenant, expires = str(keys.tenant_of(pk)), int(clock.now().timestamp()) + model.KEPT
    for now in steps(known, after, _TOGETHER - 1):
        changes = {(tenant, counter): one for counter, one in differences(known, now).items()}
        write = model.counting(pk, before, now, expires, keys.STANDING)
        table.write(write, *model.summing(changes))
        before, known = CountedItem.of(write.arguments["Item"]), now
    return True


def tally(value: _Stored, score: _Stored | None, tier: _Stored | None) -> Tally:
    """What a record is counted as, by its profile and what was decided last; nothing while nothing was."""
    if score is None or places.shelf(value) not in _SHELVES:
        return {}
    cells = [*_of_score(score), *_of_tier(tier or {})]
    return {column(STANDING, book, f"{places.shelf(value)}:{cell}"): 0 for book in _books(value) for cell in cells}


def step_of(score: int) -> int:
    """The first score of the step that a score is in."""
    return max(LEAST, min(MOST, score // STEP * STEP))


def _of_score(score: _Stored) -> Iterator[str]:
    yield f"stars:{score['stars']}"
    yield f"score:{step_of(int(score['score']))}"


def _of_tier(tier: _Stored) -> Iterator[str]:
    yield f"tier:{tier.get('tier') or NO_TIER}"


def _books(value: _Stored) -> list[str]:
    shares = value.get("shares", ())
    works = {one["employee"]: one["department"] for one in shares if one.get("employee")}
    return days.books(places.rows(value), works | {value["owner"]: value["department"]})


def _is_counted(pk: str, changes: Sequence[Change]) -> bool:
    """Whether the last change of each sort says nothing new; so of most decisions, which move a score a little."""
    item = model.counted(pk, keys.STANDING)
    names = [name.split("#") for name in (item.tally if item else {})]
    cells, where = (
        {name[2].partition(":")[2] for name in names},
        {(name[1], name[2].partition(":")[0]) for name in names},
    )
    if len(names) != len(cells) * len(where):
        return False  # somebody was on the way to it
    for change in {one.sk.partition("#")[0]: one for one in changes}.values():
        if change.sk == keys.PROFILE:
            value = change.after["value"] if change.after else {}
            there = value and places.shelf(value) in _SHELVES
            if where != ({(book, places.shelf(value)) for book in _books(value)} if there else set()):
                return False
        elif change.after is not None:
            said = _of_score if change.sk.startswith(keys.snapshots("SCORE")) else _of_tier
            if not cells.issuperset(said(change.after["result"])):
                return False
    return True


def _now(pk: str) -> Tally:
    profile = table.read((pk, keys.PROFILE), consistent=True)
    if profile is None:
        return {}
    return tally(decode(profile["value"]), _last(pk, "SCORE"), _last(pk, "TIER"))


def _last(pk: str, fold: str) -> _Stored | None:
    """What was decided last."""
    where = Range(pk, prefix=keys.snapshots(fold), newest_first=True, consistent=True)
    found = table.first(where, limit=1)
    result: _Stored | None = decode(found[0]["result"]) if found else None
    return result
