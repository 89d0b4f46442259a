"""Where customers stand: moved by the stream at once, by the schedule every night, or pinned by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customers import model as customers
from customers.changing import rewrite
from kernel.access import Category, Viewer, sight
from kernel.problems import Language, Problem, invalid
from tiers import folding, model, reporting, rules, telling
from tiers.schemas import PinCreate, StandingView

_MONEY: tuple[Category, ...] = ("contracts", "receipts")
"""A sum is shown to who sees all that it is made of."""


def standing(viewer: Viewer, customer_id: str, language: Language) -> StandingView:
    """A customer's tier and the money it rests on."""
    item = customers.load(viewer, customer_id)
    snapshot = folding.FOLD.latest(item.pk)
    if snapshot is None:
        raise Problem("not_scored_yet", headers={"Retry-After": "1"})
    found, facts = model.ladder(viewer.tenant), snapshot.state.facts
    ladder_, why = found.value, telling.why(facts, found.stored, dict(snapshot.result))
    tier = ladder_.tier(snapshot.result.get("tier", ""))
    seen = sight(viewer, item.value)
    whole = {category for category in _MONEY if seen.sees(category) and seen.since(category) is None}
    return StandingView(
        customer=customer_id, tier=tier.id if tier else None, name=tier.name.of(language) if tier else None,
        discount=format(tier.discount, "f") if tier else None, pinned=item.value.pinned_tier is not None,
        basis=ladder_.basis, revenue=rules.brought(facts, "revenue") if "contracts" in whole else None,
        contracts=int(facts.of("contracts")) if "contracts" in whole else None,
        payment=rules.brought(facts, "payment") if "receipts" in whole else None, computed_at=snapshot.at,
        since=datetime.fromisoformat(snapshot.result["since"]) if "since" in snapshot.result else None,
        grounds=reporting.grounded(why, sorted(whole), language) if why else None,
    )  # fmt: skip


def pin(
    viewer: Viewer, customer_id: str, body: PinCreate, language: Language, if_match: int | None
) -> StandingView:  # fmt: skip
    """Set a tier by hand; it stays whatever the money says. `if_match` is a version of the record."""
    if model.ladder(viewer.tenant).value.tier(body.tier) is None:
        raise invalid("/tier", "not_in_catalog", kind="tiers", value=body.tier)
    pinned = {"pinned_tier": body.tier, "pinned_by": viewer.employee, "pinned_reason": body.reason}
    return _pinned(viewer, customer_id, pinned, language, if_match)


def unpin(viewer: Viewer, customer_id: str, language: Language, if_match: int | None) -> StandingView:
    """Let the money decide again."""
    none = dict.fromkeys(("pinned_tier", "pinned_by", "pinned_reason"))
    return _pinned(viewer, customer_id, none, language, if_match)


def _pinned(
    viewer: Viewer, customer_id: str, changes: Mapping[str, Any], language: Language, if_match: int | None
) -> StandingView:  # fmt: skip
    done = rewrite(viewer, customer_id, lambda before: before.model_copy(update=changes), if_match=if_match)
    now, pinned = standing(viewer, done.view.id, language), changes["pinned_tier"]
    tier = model.ladder(viewer.tenant).value.tier(pinned or "")
    shown = {"tier": tier.id, "name": tier.name.of(language), "discount": format(tier.discount, "f")} if tier else {}
    return now.model_copy(update={"pinned": pinned is not None, **shown})
