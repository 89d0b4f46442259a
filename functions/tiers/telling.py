"""What a decision on a tier keeps besides the tier: on what grounds, since when, and what it was before. Pure.

`tier` and `from` are absent where there is none. What is about the last change (`from`, `since`, `cause`) stays as it
is until the next one; the grounds are those of the moment of the decision, and `why` tells those of today.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from customers.grounds import Cause
from kernel.facts import Facts
from tiers.standing import StoredLadder, brought, meets, pin, tier

type Decision = dict[str, Any]

NEWS = timedelta(days=2)
"""A move of longer ago is no news: whatever a stream tells again, nobody hears of it."""


def decided(facts: Facts, ladder: StoredLadder, before: Mapping[str, Any], at: str) -> Decision:
    """The decision that follows one."""
    now, was = tier(facts, ladder), before.get("tier")
    by_hand = _by_hand(facts) if now is not None and pin(facts, ladder) == now else None
    is_news = now != was or by_hand != _pin(before)
    came_from = was if is_news else before.get("from")
    found: Decision = {
        "tier": now, "from": came_from, "since": at if now != was or "since" not in before else before["since"],
        "ladder": ladder.version, "why": by_hand or _why(facts, ladder, now, came_from),
        "money": [facts.of(kind) for kind in ("revenue", "contracts", "payment")],
    }  # fmt: skip
    cause = _cause(found, before) if is_news else before.get("cause")
    return {name: value for name, value in {**found, "cause": cause}.items() if value is not None}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two decisions say the same: the tier, and who set it by hand and why."""
    return one.get("tier") == other.get("tier") and _pin(one) == _pin(other)


def why(facts: Facts, ladder: StoredLadder, decision: Decision) -> Mapping[str, Any] | None:
    """On what grounds a decision stands by a ladder; if that would decide otherwise, those that it was made on."""
    now = decided(facts, ladder, decision, decision.get("since", ""))
    found: Mapping[str, Any] | None = now["why"] if same(now, decision) else decision.get("why")
    return found


def moved_after(decision: Mapping[str, Any], moment: datetime) -> bool:
    """Whether it says that somebody came to another tier, and after that moment."""
    moved = "since" in decision and decision.get("tier") != decision.get("from")
    return moved and datetime.fromisoformat(decision["since"]) > moment


def _pin(decision: Mapping[str, Any]) -> Mapping[str, Any] | None:
    why = decision.get("why")
    return why if why and why["kind"] == "pinned" else None


def _by_hand(facts: Facts) -> dict[str, Any]:
    about = {"by": facts.only("pinned_by"), "reason": facts.only("pinned_why")}
    return {"kind": "pinned"} | {name: value for name, value in about.items() if value}


def _why(facts: Facts, ladder: StoredLadder, now: str | None, came_from: str | None) -> dict[str, Any]:
    if not ladder.automatic:
        return {"kind": "kept"}
    places = {one.id: place for place, one in enumerate(ladder.tiers)}
    left = places.get(came_from or "", -1)
    fell = left > places.get(now or "", -1) and not meets(ladder.tiers[left], facts, ladder.basis)
    about_tier = ladder.tiers[left] if fell else ladder.tiers[places[now]] if now is not None else None
    if about_tier is None:
        return {"kind": "nothing", "basis": ladder.basis}
    by_number = about_tier.min_contracts is not None
    return {
        "kind": "missed" if fell else "reached", "basis": ladder.basis, "of": "contracts" if by_number else "amount",
        "amount": int(facts.of("contracts")) if by_number else brought(facts, ladder.basis),
        "needed": about_tier.min_contracts if by_number else about_tier.min_amount,
    }  # fmt: skip


def _cause(now: Decision, before: Mapping[str, Any]) -> Cause | None:
    """What came to be otherwise. Where documents and ladder both did, it was the documents."""
    old, new = before.get("why"), now["why"]
    if new["kind"] == "pinned":
        return "pin"
    if old is None:
        return "documents" if now["tier"] else None
    if old["kind"] == "pinned":
        return "unpin"
    if (old["kind"] == "kept") != (new["kind"] == "kept"):
        return "switch"
    return "ladder" if before.get("money") == now["money"] else "documents"
