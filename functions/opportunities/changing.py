"""The one way to change an opportunity: load, decide, and write all that follows in one transaction, or nothing."""

from collections.abc import Callable, Iterable

from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import Problem, in_flight
from kernel.table import Write
from opportunities import model, moving
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity, require_sound
from opportunities.schemas import OpportunityView

type Decide = Callable[[Opportunity], Opportunity]
"""What becomes of an opportunity; raises Problem when that cannot be. Asked again when somebody else was faster."""
type More = Callable[[Opportunity, Opportunity], Iterable[Write]]

_TRIES = 8


def rewrite(
    viewer: Viewer, load: Callable[[], OpportunityItem], decide: Decide, *, if_match: int | None = None,
    more: More = lambda _before, _after: (),
) -> OpportunityView:  # fmt: skip
    """Change what `load` finds; `more(before, after)` is written with it, and not without it."""
    for _ in range(_TRIES):
        item = load()
        require_version(if_match, item.version)
        after = decide(item.value)
        if after == item.value:
            view = shown(item.value, item.version)
            commit(view)
            return view
        require_sound(after)
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        view = shown(stamped, item.version + 1)
        try:
            commit(view, *_writes(viewer, item, stamped), *more(item.value, stamped))
        except table.Refused:
            continue
        return view
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


def shown(opportunity: Opportunity, version: int) -> OpportunityView:
    """An opportunity with its version."""
    return OpportunityView(**opportunity.model_dump(), version=version)
