"""The fold that makes tiers: what the stream and the night run, and nothing that only an API needs."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from customers.places import PLACE
from customers.shown import show
from kernel import clock, keys, snapshots, table
from kernel.facts import Facts
from kernel.fold import Change
from kernel.snapshots import Fold, Mind, Snapshot
from kernel.values import Raw, decode
from tiers import standing, telling
from tiers.standing import Lens, StoredLadder

_noted: dict[str, tuple[float, StoredLadder]] | None = None


@contextmanager
def noting() -> Iterator[None]:
    """Within a batch the ladder is looked up once for each tenant, and again when that was too long ago."""
    global _noted  # noqa: PLW0603 - a worker does one batch at a time
    _noted = {}
    try:
        yield
    finally:
        _noted = None


def in_force(tenant: str) -> StoredLadder:
    """The ladder in force; a tenant without one has no tiers."""
    now = time.monotonic()
    noted = _noted.get(tenant) if _noted is not None else None
    if noted and now - noted[0] < snapshots.QUICK:
        return noted[1]
    raw = table.read((keys.settings(tenant), keys.LADDER), consistent=True)
    found = stored(raw) if raw else StoredLadder()
    if _noted is not None:
        _noted[tenant] = now, found
    return found


def stored(raw: Raw) -> StoredLadder:
    """A ladder from its item."""
    kept = decode(raw["kept"]) if "kept" in raw else None
    return standing.restored(decode(raw["value"]), kept, int(raw["version"]["N"]))


def _decide(ladder: StoredLadder, facts: Facts, before: Mapping[str, Any]) -> dict[str, Any]:
    return telling.decided(facts, ladder, before, clock.stamp(clock.now()))


def _mind(tenant: str) -> Mind:
    """How the ladder in force observes and decides."""
    ladder = in_force(tenant)
    lens = Lens(ladder.kept.at if ladder.kept else "")
    return Mind(lens.observe, partial(_decide, ladder), lens.label, lens.sees_as, telling.same)


def _project(tenant: str, customer: str, snapshot: Snapshot) -> None:
    derived = {"tier": snapshot.result.get("tier")}
    show(tenant, customer, snapshot.state.facts, "tier_number", snapshot.number, derived)


def shown_in(facts: Facts) -> list[str]:
    """Where the decision is shown."""
    return facts.keys_of(PLACE)


FOLD = Fold("TIER", "tiers", _mind, _project, shown_in)


def is_shown(card: Raw, decided: Snapshot) -> bool:
    """Whether a card shows what was decided, and did so no earlier than that was decided."""
    same = card.get("tier", {}).get("S") == decided.result.get("tier")
    return same and int(card["tier_number"]["N"]) >= decided.news


def react(pk: str, changes: Sequence[Change]) -> None:
    """Fold one customer's money."""
    FOLD.react(pk, changes)
