"""The one way to change a record: load, decide, and write all that follows in one transaction, or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from customers import model, stages
from customers.model import CardItem, CustomerItem
from customers.rules import Customer, Profile
from customers.schemas import CustomerView, StageLook
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import Problem, in_flight
from kernel.table import Write

type Decide = Callable[[Customer], Customer]
"""What becomes of a record; raises Problem when that cannot be. It is asked again when somebody else was faster."""

type Look = Callable[[str, str | None], StageLook | None]
"""(tenant, stage) -> how it is shown."""

_TRIES = 8


@dataclass(frozen=True)
class Rewritten:
    """A record after a change, as shown; or as it was, if there was nothing to change."""

    view: CustomerView
    changed: bool


def rewrite(
    viewer: Viewer, customer_id: str, decide: Decide, *, if_match: int | None = None, deleted: bool = False,
    more: Callable[[Customer, Customer], Iterable[Write]] = lambda _before, _after: (), unseen: bool = False,
) -> Rewritten:  # fmt: skip
    """Change a record that the viewer may change; `more(before, after)` is written with it, and not without it.

    `unseen`: nobody is shown the record, so what only its view needs is not read.

    404 and 403 as model.load, 412 for another version than `if_match`, 409 `in_flight` when others keep writing.
    """
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id, to_change=True, deleted=deleted)
        if item.value.merging_into is not None:
            raise Problem("merge_running", headers={"Retry-After": "5"})
        require_version(if_match, item.version)
        try:
            done = _once(viewer, item, decide, more, look=_unseen if unseen else stages.look)
        except table.Refused:
            continue
        if done is not None:
            return done
    raise in_flight()


def rewrite_absorbed(viewer: Viewer, customer_id: str, decide: Decide, more: Iterable[Write]) -> bool:
    """Change a record that was merged into another: it is shown to nobody, and may come back; whether it changed."""
    for _ in range(_TRIES):
        item = model.absorbed(viewer.tenant, customer_id)
        after = decide(item.value) if item else None
        if item is None or after is None or after == item.value:
            return False
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        try:
            table.write(*model.changing(viewer.tenant, item, stamped, None), *more)
        except table.Refused:
            continue
        return True
    raise in_flight()


def _unseen(_tenant: str, _stage: str | None) -> None:
    """No look is needed."""


def _once(
    viewer: Viewer, item: CustomerItem, decide: Decide, more: Callable[[Customer, Customer], Iterable[Write]], *,
    look: Look,
) -> Rewritten | None:  # fmt: skip
    """None: it moved between two reads."""
    card = model.card_of(viewer.tenant, item.value)
    after = decide(item.value)
    if after == item.value:
        view = shown(item.value, item.version, card, look(viewer.tenant, after.stage))
        commit(view)
        return Rewritten(view, changed=False)
    if card is None and model.moves(item.value, after):
        return None
    stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
    view = shown(stamped, item.version + 1, card, look(viewer.tenant, after.stage))
    commit(view, *model.changing(viewer.tenant, item, stamped, card), *more(item.value, stamped))
    return Rewritten(view, changed=True)


def shown(customer: Customer, version: int, card: CardItem | None, look: StageLook | None) -> CustomerView:
    """A record as callers see it; one that is just being made has no score yet."""
    derived: dict[str, Any] = (
        {"score": card.score, "stars": card.stars, "tier": card.tier} if card else {"score": 0, "stars": 1}
    )
    profile = customer.model_dump(include=set(Profile.model_fields))
    return CustomerView.model_validate({**profile, **derived, "version": version, "stage_look": look})
