"""A ladder tried before it is saved: who would move, from where to where (I5).

A job that goes through every record, decides where it would be, and writes nothing of theirs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from customers import feeds
from jobs import tallies
from jobs.model import pass_by
from jobs.rules import Swept
from kernel import keys, table
from kernel.facts import Fact, Facts
from kernel.snapshots import Snapshot
from kernel.values import Raw, encode
from tiers import standing
from tiers.folding import FOLD
from tiers.standing import Lens, StoredLadder

if TYPE_CHECKING:
    from jobs.rules import Job

STEP = 250
"""Records that one step goes through."""
_HIGHEST = 99
"""More than a ladder has tiers."""


def preview(tenant: str, trial: Mapping[str, Any], job: "Job") -> Swept:
    """The next records where they are, and where the ladder would have them. `trial`: a rules.Trial."""
    ladder = _made_ready(trial)
    found, moves, counts = feeds.stretch(tenant, job.cursor, STEP), list[Raw](), Counter[str]()
    for card in found.cards:
        customer = card["sk"]["S"]
        try:
            snapshot = FOLD.latest(keys.customer(tenant, customer), consistent=False)
            tiers = _tiers(tenant, customer, snapshot, ladder, trial) if snapshot else (None, None)
        except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
            pass_by(tenant, job, customer, fault)
            continue
        if snapshot is not None:
            pinned = ["pinned"] if snapshot.state.facts.only("pin") else []
            counts.update(["records", step(*tiers), *pinned])
            moves += [_move(tenant, job, card, snapshot, tiers, ladder)] if tiers[0] != tiers[1] else []
    table.batch(moves)
    tallies.count(tenant, job, counts)
    return Swept(done=len(moves), skipped=len(found.cards) - len(moves), after=found.after)


def _tiers(
    tenant: str, customer: str, snapshot: Snapshot, ladder: StoredLadder, trial: Mapping[str, Any]
) -> tuple[str | None, str | None]:  # fmt: skip
    """Where a record is, and where it would be; what counts from this moment on is what counts now."""
    facts = snapshot.state.facts
    if trial["switches"]:
        facts += Facts({Fact("kept", kind): facts.of(kind) for kind in ("revenue", "contracts", "payment")})
    elif ladder.kept is not None:
        lens = Lens(ladder.kept.at)
        if not lens.sees_as(facts, snapshot.lens):
            facts = FOLD.observed(keys.customer(tenant, customer), lens.observe)
    return snapshot.result.get("tier"), standing.tier(facts, ladder)


def step(before: str | None, after: str | None) -> str:
    """What is counted of who would go from a tier to another, or stay."""
    return f"tier#{before or ''}#{after or ''}"


def _made_ready(trial: Mapping[str, Any]) -> StoredLadder:
    """The ladder as the table would have it: amounts came as text, and count as numbers."""
    ladder, kept = ({**side, "tiers": _numbers(side["tiers"])} if side else None for side in
                    (trial["ladder"], trial.get("kept")))  # fmt: skip
    return standing.restored(ladder or {}, kept)


def _numbers(tiers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [
        {**one, "min_amount": None if one.get("min_amount") is None else Decimal(one["min_amount"])} for one in tiers
    ]


def _move(
    tenant: str, job: "Job", card: Raw, snapshot: Snapshot, tiers: tuple[str | None, str | None], ladder: StoredLadder
) -> Raw:  # fmt: skip
    facts, customer = snapshot.state.facts, card["sk"]["S"]
    before, after = tiers
    value = {
        "customer": customer, "before": before, "after": after, "revenue": facts.of("revenue"),
        "contracts": int(facts.of("contracts")), "payment": facts.of("payment"),
    }  # fmt: skip
    heights = {one.id: place for place, one in enumerate(ladder.tiers, 1)}
    order = (_HIGHEST - heights.get(after or "", 0)) * 100 + heights.get(before or "", 0)
    return {
        "pk": {"S": keys.job_parts(tenant, job.id)}, "sk": {"S": keys.move(order, customer)},
        "value": encode(value), "shelf": {"S": str(card["pk"]["S"]).split("#")[2]},
        "owner": card["value"]["M"]["owner"], "expires_at": {"N": str(tallies.expires(job))},
    }  # fmt: skip
