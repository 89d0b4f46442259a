"""Records that were pinned to a tier that is no more: to the one that its customers go to, or to none.

What their tier is does not wait for this (`tiers.standing.tier`): it is what their profile says.
"""

from bulk.kinds import Apply, absorbed, wherever
from counts.model import users_of
from customers import model as customers
from customers.rules import Customer
from jobs.rules import SIZE, Plan
from kernel.access import Viewer
from kernel.table import Write
from tiers.rules import Retiring

_UNPINNED = dict.fromkeys(("pinned_tier", "pinned_by", "pinned_reason"))


def page(tenant: str, goes: Retiring, cursor: str | None) -> Plan:
    """Who is pinned, tier by tier; those who are pinned anew have left the list."""
    tiers = sorted(goes.tiers)
    tier, _, after = (cursor or f"{tiers[0]}#").partition("#")
    users = tuple(users_of(tenant, "tiers", tier, after or None, SIZE))
    if len(users) == SIZE:
        return Plan(records=users, after=f"{tier}#{users[-1]}")
    rest = tiers[tiers.index(tier) + 1 :]
    return Plan(records=users, after=f"{rest[0]}#" if rest else None)


def begin(viewer: Viewer, goes: Retiring) -> Apply:
    """Each, on its list, in the trash, or merged into another, as it may come back."""

    def repin(_place: int, customer: Customer) -> Customer:
        if customer.pinned_tier is None or customer.pinned_tier not in goes.tiers:
            return customer
        instead = goes.tiers[customer.pinned_tier]
        return customer.model_copy(update={"pinned_tier": instead} if instead else _UNPINNED)

    one, merged = wherever(viewer, repin), absorbed(viewer, repin)

    def apply(place: int, record: str, telling: Write) -> None:
        (merged if customers.absorbed(viewer.tenant, record) else one)(place, record, telling)

    return apply
