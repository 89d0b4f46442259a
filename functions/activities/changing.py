"""The one way to change an activity: load, decide, and write all that follows in one transaction, or nothing."""

from collections.abc import Callable

from activities import model, rules
from activities.model import ActivityItem
from activities.rules import Activity
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.problems import Problem, in_flight
from kernel.table import Write

type Decide = Callable[[Activity], Activity]
type Settle[T] = Callable[[ActivityItem, list[Write]], T]
"""Writes these, and says what is asked for of the activity as it is then; nothing to write: nothing to do."""

_TRIES = 8


def rewrite[T](
    viewer: Viewer, load: Callable[[], ActivityItem], decide: Decide, settle: Settle[T], *, if_match: int | None = None
) -> T:
    """Change what `load` finds."""
    for _ in range(_TRIES):
        item = load()
        require_version(if_match, item.version)
        after = decide(item.value)
        if after == item.value:
            return settle(item, [])
        rules.require_sound(after)
        now = clock.now()
        stamped = rules.settled(after, now).model_copy(update={"updated_at": now, "updated_by": viewer.employee})
        changed = ActivityItem(item.pk, item.sk, value=stamped, version=item.version + 1)
        try:
            return settle(changed, model.replacing(viewer.tenant, item, stamped))
        except table.Refused:
            continue
    raise in_flight()


def anybodys(tenant: str, activity_id: str) -> ActivityItem:
    """An activity, for what is the company's own work; 404 when it is gone."""
    item = model.find(tenant, activity_id)
    if item is None:
        raise Problem("not_found")
    return item
