"""The one way to change an opportunity: load, decide, and write all that follows in one transaction, or nothing."""

from collections.abc import Callable

from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.problems import Problem, in_flight
from kernel.table import Write
from opportunities import model, moving
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity, require_sound

type Decide = Callable[[Opportunity], Opportunity]
"""What becomes of an opportunity; raises Problem when that cannot be. Asked again when somebody else was faster."""
type Settle[T] = Callable[[OpportunityItem, list[Write]], T]
"""Writes these, and says what is asked for of the opportunity as it is then; nothing to write: nothing to do."""

_TRIES = 8


def rewrite[T](
    viewer: Viewer, load: Callable[[], OpportunityItem], decide: Decide, settle: Settle[T], *,
    if_match: int | None = None,
) -> T:  # fmt: skip
    """Change what `load` finds."""
    for _ in range(_TRIES):
        item = load()
        require_version(if_match, item.version)
        after = decide(item.value)
        if after == item.value:
            return settle(item, [])
        require_sound(after)
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        changed = OpportunityItem(item.pk, item.sk, value=stamped, version=item.version + 1)
        try:
            return settle(changed, _writes(viewer, item, stamped))
        except table.Refused:
            continue
    raise in_flight()


def _writes(viewer: Viewer, item: OpportunityItem, after: Opportunity) -> list[Write]:
    if after.customer == item.value.customer:
        return model.replacing(item, after)
    return moving.writes(viewer, item, after)


def anybodys(tenant: str, opportunity_id: str) -> OpportunityItem:
    """An opportunity, for what is the company's own work; 404 when it is gone."""
    item = model.find(tenant, opportunity_id)
    if item is None:
        raise Problem("not_found")
    return item
