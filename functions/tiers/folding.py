"""The fold that makes tiers: what the stream and the night run, and nothing that only an API needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from customers.places import PLACE
from customers.shown import show
from kernel import keys, table
from kernel.facts import Facts
from kernel.fold import Change
from kernel.snapshots import Fold, Snapshot
from kernel.values import decode
from tiers import standing
from tiers.standing import StoredLadder


def in_force(tenant: str) -> StoredLadder:
    """The ladder in force; a tenant without one has no tiers."""
    raw = table.read((keys.settings(tenant), keys.LADDER))
    return standing.restored(decode(raw["value"])) if raw else StoredLadder()


def _decide_by(ladder: StoredLadder, facts: Facts, before: Mapping[str, Any]) -> dict[str, Any]:
    tier = standing.tier(facts, ladder, before.get("tier"))
    return {"tier": tier} if tier else {}


def _decide(tenant: str, facts: Facts, before: Mapping[str, Any]) -> dict[str, Any]:
    return _decide_by(in_force(tenant), facts, before)


def _project(tenant: str, customer: str, snapshot: Snapshot) -> None:
    derived = {"tier": snapshot.result.get("tier")}
    show(tenant, customer, snapshot.state.facts, "tier_number", snapshot.number, derived)


def shown_in(facts: Facts) -> list[str]:
    """Where the decision is shown."""
    return facts.keys_of(PLACE)


FOLD = Fold("TIER", "tiers", standing.observe, _decide, _project, shown_in)


def by(ladder: StoredLadder) -> Fold:
    """The same fold with a ladder that is read once for many customers."""
    return replace(FOLD, decide=lambda _tenant, facts, before: _decide_by(ladder, facts, before))


def react(pk: str, changes: Sequence[Change]) -> None:
    """Fold one customer's money."""
    FOLD.react(pk, changes)
