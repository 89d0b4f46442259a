"""The fold that makes scores: what the stream runs, and nothing that only an API needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.places import PLACE
from customers.shown import show
from kernel import keys, table
from kernel.facts import Facts
from kernel.fold import Change
from kernel.snapshots import Fold, Snapshot
from kernel.values import decode
from scoring import points
from scoring.points import StoredRules


def in_force(tenant: str) -> tuple[StoredRules, int]:
    """The rules in force, and their version."""
    raw = table.read((keys.settings(tenant), keys.RULEBOOK))
    if raw is None:
        return points.restored(points.DEFAULT), 0
    return points.restored(decode(raw["value"])), int(raw["version"]["N"])


def _decide(tenant: str, facts: Facts, _before: Mapping[str, Any]) -> dict[str, Any]:
    rules, version = in_force(tenant)
    return dict(points.result(points.evaluate(facts, rules), version))


def _project(tenant: str, customer: str, snapshot: Snapshot) -> None:
    score, stars = snapshot.result["score"], snapshot.result["stars"]
    derived = {"score": score, "stars": stars, "rank": keys.rank(stars, score, customer)}
    show(tenant, customer, snapshot.state.facts, "score_number", snapshot.number, derived)


def shown_in(facts: Facts) -> list[str]:
    """Where the decision is shown."""
    return facts.keys_of(PLACE)


FOLD = Fold("SCORE", "scoring", points.observe, _decide, _project, shown_in)


def react(pk: str, changes: Sequence[Change]) -> None:
    """Fold one customer's changes."""
    FOLD.react(pk, changes)
