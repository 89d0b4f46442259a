"""Changing a record for who is shown it then: the answer is kept with the change (N4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from customers import rewriting, stages
from customers.cards import StageLook
from customers.model import CardItem
from customers.rewriting import Decide, Decided
from customers.rules import Customer, Profile
from customers.schemas import CustomerView
from kernel.access import Viewer
from kernel.commit import commit
from kernel.table import Write


@dataclass(frozen=True)
class Rewritten:
    """A record after a change, as shown; or as it was, if there was nothing to change."""

    view: CustomerView
    changed: bool


def rewrite(
    viewer: Viewer, customer_id: str, decide: Decide, *, if_match: int | None = None, deleted: bool = False,
    more: Callable[[Customer, Customer], Iterable[Write]] = lambda _before, _after: (),
) -> Rewritten:  # fmt: skip
    """Change a record as rewriting.rewrite; `more(before, after)` is written with it, and not without it."""

    def settle(decided: Decided, writes: list[Write]) -> Rewritten:
        after = decided.after
        view = shown(after, decided.version, decided.card, stages.look(viewer.tenant, after.stage))
        commit(view, *writes, *(more(decided.before, after) if writes else ()))
        return Rewritten(view, changed=bool(writes))

    return rewriting.rewrite(viewer, customer_id, decide, settle, if_match=if_match, deleted=deleted)


def shown(customer: Customer, version: int, card: CardItem | None, look: StageLook | None) -> CustomerView:
    """A record as callers see it; one that is just being made has no score yet."""
    derived: dict[str, Any] = (
        {"score": card.score, "stars": card.stars, "tier": card.tier} if card else {"score": 0, "stars": 1}
    )
    profile = customer.model_dump(include=set(Profile.model_fields))
    return CustomerView.model_validate({**profile, **derived, "version": version, "stage_look": look})
