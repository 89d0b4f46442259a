"""Tiers that leave the ladder: who is in them, and where they go."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from counts.model import uses
from customers import feeds
from kernel.problems import FieldError, Problem
from tiers.rules import LadderFields

PAGES, PAGE = 10, 1000
"""So many cards are looked at, to say how many are in a tier; of larger companies at least that many are said."""


class Count(NamedTuple):
    """How many are in a tier, and pinned to it; at least so many, where not everybody was looked at."""

    customers: int
    pinned: int
    whole: bool


def require_sense(before: LadderFields, after: LadderFields, replace_with: Mapping[str, str | None]) -> None:
    """422 naming what is said of tiers that stay or never were, and tiers to go to that there are not."""
    goes = _gone(before, after)
    errors = [
        FieldError(f"/replace_with/{tier}", "stays", (("value", tier),))
        for tier in replace_with if tier not in goes
    ] + [
        FieldError(f"/replace_with/{tier}", "not_in_catalog", (("kind", "tiers"), ("value", instead)))
        for tier, instead in replace_with.items() if tier in goes and instead and after.tier(instead) is None
    ]  # fmt: skip
    if errors:
        raise Problem("invalid_request", errors=errors)


def require_word(
    tenant: str, before: LadderFields, after: LadderFields, replace_with: Mapping[str, str | None]
) -> None:  # fmt: skip
    """409 naming a tier that goes and somebody is in, unless it is said where they go."""
    silent = [tier for tier in _gone(before, after) if tier not in replace_with]
    for tier, count in counted(tenant, silent).items():
        if count.customers or count.pinned or not count.whole:
            said = str(count.customers) if count.whole else f"{count.customers}+"
            code = "tier_in_use" if after.tiers else "last_tier_in_use"
            raise Problem(code, tier=tier, customers=said, pinned=count.pinned)


def counted(tenant: str, tiers: Iterable[str]) -> dict[str, Count]:
    """How many are in each of these tiers, leads, customers and partners, those in the trash too."""
    wanted = dict.fromkeys(tiers, 0)
    after: str | None = None
    for _ in range(PAGES if wanted else 0):
        found = feeds.stretch(tenant, after, PAGE)
        for card in found.cards:
            tier = card.get("tier", {}).get("S")
            if tier in wanted:
                wanted[tier] += 1
        after = found.after
        if after is None:
            break
    return {tier: Count(number, uses(tenant, "tiers", tier), after is None) for tier, number in wanted.items()}


def _gone(before: LadderFields, after: LadderFields) -> list[str]:
    return [one.id for one in before.tiers if after.tier(one.id) is None]
