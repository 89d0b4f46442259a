"""The fold that makes tiers: what the stream and the night run, and nothing that only an API needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from customers.places import PLACE
from customers.shown import show
from kernel import keys, table
from kernel.facts import Facts
from kernel.fold import Change
from kernel.snapshots import Fold, Mind, Snapshot
from kernel.values import decode
from tiers import standing
from tiers.standing import StoredLadder


def in_force(tenant: str) -> StoredLadder:
    """The ladder in force; a tenant without one has no tiers."""
    raw = table.read((keys.settings(tenant), keys.LADDER))
    return standing.restored(decode(raw["value"])) if raw else StoredLadder()


def _decide(ladder: StoredLadder, facts: Facts, before: Mapping[str, Any]) -> dict[str, Any]:
    tier = standing.tier(facts, ladder, before.get("tier"))
    return {"tier": tier} if tier else {}


def _mind(tenant: str) -> Mind:
    """The ladder is read when there is something to decide."""
    return Mind(standing.observe, lambda facts, before: _decide(in_force(tenant), facts, before))


def _project(tenant: str, customer: str, snapshot: Snapshot) -> None:
    derived = {"tier": snapshot.result.get("tier")}
    show(tenant, customer, snapshot.state.facts, "tier_number", snapshot.number, derived)


def shown_in(facts: Facts) -> list[str]:
    """Where the decision is shown."""
    return facts.keys_of(PLACE)


FOLD = Fold("TIER", "tiers", _mind, _project, shown_in)


def by(ladder: StoredLadder) -> Fold:
    """The same fold with a ladder that is read once for many customers."""
    return replace(FOLD, mind=lambda _tenant: Mind(standing.observe, partial(_decide, ladder)))


def react(pk: str, changes: Sequence[Change]) -> None:
    """Fold one customer's money."""
    FOLD.react(pk, changes)
